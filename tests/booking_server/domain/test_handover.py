"""Handover and return: what meters may show, and what a return comes to."""

from decimal import Decimal

import pytest

from booking_server.domain.handover.errors import MeterRanBackwards, ReadingUnreadable
from booking_server.domain.handover.protocol import Broken, Settlement, Statement
from booking_server.domain.handover.readings import USUAL, Exchange, Meter, Reading, read_number, used
from booking_server.domain.handover.settling import meters_of, settle
from booking_server.domain.tariffs.quote import VAT, ChargeKind, LaterCharge, Quote, QuoteLine

POWER = LaterCharge("strom", "Strom", ChargeKind.METER, "kWh", 40)
WATER = LaterCharge("wasser", "Wasser", ChargeKind.METER, "m³", 600)
CLEANING = LaterCharge("reinigung", "Endreinigung Saal", ChargeKind.CLEANING, "mal", 2500)
NUSSBAUM = Quote("", (), later=(POWER, WATER, CLEANING))


def at(code: str, value: str, exchange: Exchange | None = None) -> Reading:
    """What a meter of Nußbaum showed."""
    unit = {"strom": "kWh", "wasser": "m³"}[code]
    return Reading(Meter(code, code.capitalize(), unit), Decimal(value), exchange)


BEFORE = Statement((at("strom", "1000"), at("wasser", "70.5")))


def test_the_settlement_of_nussbaum_is_what_its_regulation_says() -> None:
    after = Statement((at("strom", "1040"), at("wasser", "73.5")), cleaning_needed=True)

    settled = settle(NUSSBAUM, BEFORE, after, held_cents=10000)

    assert [(line.text, line.cents) for line in settled.lines] == [
        ("Strom, von 1000 bis 1040 kWh", 1600),
        ("Wasser, von 70,5 bis 73,5 m³", 1800),
        ("Endreinigung Saal", 2500),
    ]
    assert (settled.kept_cents, settled.back_cents, settled.to_pay_cents) == (5900, 4100, 0)
    assert settled.open_points == ()


def test_a_deposit_pays_no_more_than_there_is() -> None:
    settled = Settlement((QuoteLine("x", "Fenster", Decimal(1), "Stück", 15000, 15000),), (), 10000)

    assert (settled.kept_cents, settled.back_cents, settled.to_pay_cents) == (10000, 0, 5000)


def test_a_meter_does_not_run_backwards() -> None:
    with pytest.raises(MeterRanBackwards, match=r"999 ist weniger als vorher \(1000 kWh\)") as refused:
        settle(NUSSBAUM, BEFORE, Statement((at("wasser", "71"), at("strom", "999"))), 0)

    assert refused.value.field_name == "meter_0"


def test_an_exchanged_meter_counts_on_both_sides_of_the_exchange() -> None:
    last = at("strom", "12", Exchange(Decimal(1030), Decimal(2)))

    assert used(at("strom", "1000"), last, field="meter_0") == 40


@pytest.mark.parametrize(
    "exchange", [Exchange(Decimal(999), Decimal(0)), Exchange(Decimal(1030), Decimal(13))]
)
def test_an_exchange_is_no_way_to_run_backwards(exchange: Exchange) -> None:
    with pytest.raises(MeterRanBackwards):
        used(at("strom", "1000"), at("strom", "12", exchange), field="meter_0")


def test_what_was_not_read_is_left_to_a_person() -> None:
    settled = settle(NUSSBAUM, BEFORE, Statement((at("strom", "1040"),)), 0)

    assert settled.total_cents == 1600
    assert settled.open_points == (
        "Wasser: Bei der Rückgabe fehlt der Zählerstand. Die Verwaltung entscheidet.",
    )


def test_what_has_no_price_is_left_to_a_person() -> None:
    after = Statement(
        broken=(Broken("breakage", "Weinglas", 2, 350), Broken("breakage", "Spiegel", 1, None)),
        cleaning_needed=True,
    )

    settled = settle(None, None, after, 0)

    assert [line.cents for line in settled.lines] == [700]
    assert len(settled.open_points) == 2


def test_net_prices_get_their_vat() -> None:
    net = LaterCharge("strom", "Strom", ChargeKind.METER, "kWh", 100, 190)
    quote = Quote("", (QuoteLine(VAT, "19 % Umsatzsteuer", Decimal(1), "mal", 190, 190, 190),), later=(net,))

    settled = settle(quote, BEFORE, Statement((at("strom", "1010"),)), 0)

    assert [line.cents for line in settled.lines] == [1000, 190]


def test_where_no_meter_has_a_price_the_usual_ones_are_read_for_nothing() -> None:
    assert meters_of(Quote("", ())) == USUAL
    assert settle(None, BEFORE, Statement((at("strom", "1040"),)), 0) == Settlement()


@pytest.mark.parametrize("typed", ["-5", "1.234", "1e9", "viel", "٣", "9" * 10, "1,2345", "", "∞", "5 kWh"])
def test_a_reading_is_a_number_as_it_stands_on_the_meter(typed: str) -> None:
    with pytest.raises(ReadingUnreadable, match="ohne Punkt und Minus"):
        read_number(typed, field="meter_0")


@pytest.mark.parametrize(("typed", "meant"), [("4711", "4711"), (" 4711,5 ", "4711.5"), ("0", "0")])
def test_a_reading_is_typed_as_it_is_read(typed: str, meant: str) -> None:
    assert read_number(typed, field="meter_0") == Decimal(meant)
