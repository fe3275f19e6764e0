from decimal import Decimal

from booking_server.domain.tariffs.quote import VAT, ChargeKind, LaterCharge, Quote, QuoteLine, VatShare


def line(code: str, cents: int, vat_permille: int = 0) -> QuoteLine:
    return QuoteLine(code, code, Decimal(1), "Tag", cents, cents, vat_permille)


def test_the_total_is_the_sum_of_the_lines_and_the_deposit_is_apart() -> None:
    quote = Quote("v1", (line("hall", 90_00), line("kitchen", 25_00)), deposit_cents=230_00)

    assert quote.total_cents == 115_00
    assert quote.is_final


def test_gross_prices_contain_their_vat() -> None:
    assert Quote("v1", (line("hall", 119_00, 190),)).vat_shares == (VatShare(190, 100_00, 19_00),)


def test_net_prices_get_their_vat_as_a_line_of_its_own() -> None:
    quote = Quote("v1", (line("hall", 100_00, 190), line(VAT, 19_00, 190)))

    assert quote.total_cents == 119_00
    assert quote.vat_shares == (VatShare(190, 100_00, 19_00),)


def test_a_meter_read_later_makes_a_line_to_the_cent() -> None:
    power = LaterCharge("power", "Strom", ChargeKind.METER, "kWh", 33)

    assert power.line(Decimal("40.5")).cents == 13_37
    assert power.line(Decimal(-1)).cents == 0
