"""What holds for every price: never negative, always the same, every cent in some line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from booking_server.domain.tariffs.cancellation import cancellation_fee
from booking_server.domain.tariffs.discretion import highest_waiver, waive
from booking_server.domain.tariffs.example import example_text
from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import VAT, WAIVER
from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.tariffs.snapshot import from_data, to_data
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import Purpose, UserGroup
from calendars.period import Period
from tests.booking_server.domain.tariffs.cases import REGULATIONS

EXAMPLE = read_schedule(example_text())
NET = read_schedule(example_text().replace('art = "enthalten"', 'art = "zuzueglich"'))
SCHEDULES = [
    EXAMPLE,
    NET,
    *(read_schedule(file.read_text("utf-8")) for file in sorted(REGULATIONS.glob("*.toml"))),
]
SPACES = (
    "saal",
    "kueche",
    "vereinsraum",
    "foyer",
    "buehne",
    "halle",
    "sitzungsraum",
    "grosser-saal",
    "teekueche",
)
MINUTES = st.integers(5, 6 * 24 * 60)


@st.composite
def uses(draw: st.DrawFn) -> PricedUse:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 3 * 365 * 24 * 60)))
    return PricedUse(
        hall=draw(st.sampled_from(["dgh-benken", "dgh-musterdorf", "dgh-lehnsdorf"])),
        spaces=tuple(draw(st.sets(st.sampled_from(SPACES), min_size=1))),
        is_whole_hall=draw(st.booleans()),
        period=Period(start, start + timedelta(minutes=draw(MINUTES))),
        booked_on=date(2026, 1, 1),
        persons=draw(st.integers(0, 500)),
        purpose=draw(st.sampled_from(list(Purpose))),
        group=draw(st.sampled_from(list(UserGroup))),
        club=draw(st.sampled_from(["", "Landfrauen", "VfL Nußbaum"])),
        postcode=draw(st.sampled_from(["", "14823", "14827"])),
        answers=tuple(
            sorted(
                draw(
                    st.dictionaries(
                        st.sampled_from(["getraenke", "beamer", "stuehle"]),
                        st.sampled_from(["ja", "nein", "7", "9999"]),
                    )
                ).items()
            )
        ),
        is_series=draw(st.booleans()),
        readings=draw(st.dictionaries(st.sampled_from(["strom", "wasser"]), st.decimals(0, 500, places=2))),
        fixed=draw(st.dictionaries(st.sampled_from(["miete-10", "saal"]), st.integers(0, 300_00))),
        free_uses=draw(st.dictionaries(st.sampled_from(["ein-vereinsfest", "fest"]), st.integers(0, 3))),
    )


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(SCHEDULES), uses())
def test_a_price_is_never_negative_always_the_same_and_explained_to_the_cent(schedule, use) -> None:  # type: ignore[no-untyped-def]
    quote = price(schedule, use, version="v")

    assert quote == price(schedule, use, version="v")
    assert quote.total_cents >= 0
    assert quote.deposit_cents >= 0
    assert quote.total_cents == sum(line.cents for line in quote.lines)
    for line in quote.lines:
        assert line.text
        assert abs(line.quantity * line.unit_cents - line.cents) <= Decimal("0.5")
    assert quote.lines or quote.open_points
    assert from_data(to_data(quote)) == quote
    net = sum(line.cents for line in quote.lines if line.vat_permille == 0)
    assert net + sum(share.net_cents + share.vat_cents for share in quote.vat_shares) == quote.total_cents


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([EXAMPLE, NET]), uses(), st.integers(1, 400_00))
def test_a_waiver_never_takes_more_than_the_bound_and_never_below_nothing(schedule, use, cents: int) -> None:  # type: ignore[no-untyped-def]
    quote = price(schedule, use)
    most = highest_waiver(schedule, quote)
    if not 0 < cents <= most:
        return

    waived = waive(schedule, quote, cents)

    assert waived.total_cents >= 0
    assert -sum(line.cents for line in waived.lines if line.code == WAIVER) == cents
    assert highest_waiver(schedule, waived) == most - cents
    plain = [line for line in waived.lines if line.code != VAT]
    assert (
        sum(line.cents for line in plain)
        == sum(line.cents for line in quote.lines if line.code != VAT) - cents
    )


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SCHEDULES), uses(), st.integers(0, 60))
def test_cancelling_never_costs_more_than_the_use_and_the_fee(schedule, use, days: int) -> None:  # type: ignore[no-untyped-def]
    quote = price(schedule, replace(use, fixed={}))
    start = use.period.start

    fee = cancellation_fee(schedule, quote, starts_at=start, now=start - timedelta(days=days))

    assert 0 <= fee.cents <= max(quote.total_cents, 0) + schedule.invoicing.fee_cents
