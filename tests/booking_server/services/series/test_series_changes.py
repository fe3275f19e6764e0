"""Changing a series from a day on: what giving dates back late costs."""

from datetime import timedelta

from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.cancellations import cost_of_cancelling
from booking_server.services.series import series, series_changes, series_dates
from tests.booking_server.series import FIRST, SECOND, a_series, evening
from tests.booking_server.tariff_cast import publish
from tests.builders import Village

PARTY = Use(Purpose.OTHER, answers=(("getraenke", "nein"),))


def test_giving_dates_back_late_costs_what_cancelling_costs(village: Village) -> None:
    publish(village)
    saved = series.save(village.house, a_series(use=PARTY, space_slugs=()))
    village.clock.now = evening(FIRST).start - timedelta(hours=5)
    with village.house.reading() as uow:
        first = next(iter(uow.bookings.of_series(saved.series.id)))
        fee = cost_of_cancelling(uow, first)
    assert fee is not None
    assert fee.cents > 0

    series_changes.end_from(village.house, saved.series.id, FIRST)

    with village.house.reading() as uow:
        assert uow.quotes.cancellation_of(first.id) == fee.cents


def test_a_date_that_moves_within_its_evening_costs_nothing_and_one_that_leaves_it_does(
    village: Village,
) -> None:
    publish(village)
    saved = series.save(village.house, a_series(use=PARTY, space_slugs=()))
    village.clock.now = evening(FIRST).start - timedelta(hours=5)

    series_dates.move_date(village.house, saved.series.id, FIRST, period=evening(FIRST, 20, 22))
    village.clock.now = evening(SECOND).start - timedelta(hours=5)
    series_dates.move_date(village.house, saved.series.id, SECOND, period=evening(SECOND + timedelta(days=1)))

    with village.house.reading() as uow:
        ended = [one for one in uow.bookings.of_series(saved.series.id) if not one.is_occupying]
        noted = [uow.quotes.cancellation_of(one.id) for one in ended]
    assert noted[0] is None
    assert noted[1]
