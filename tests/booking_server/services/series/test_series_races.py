"""A series meets single bookings and another series: every date goes to one, no series fails as a whole."""

from collections.abc import Callable
from datetime import date, timedelta

from booking_server.domain.bookings import OCCUPYING, Booking, Organizer
from booking_server.domain.series import Plan, SeriesRequest
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify
from booking_server.services.series import series
from calendars.recurrence import Season
from tests.booking_server.series import FIRST, MONDAYS, a_series, evening
from tests.booking_server.services.bookings.test_cross_races import at_once
from tests.builders import Village, a_request

Volume = Callable[[int, int], int]
DAYS = tuple(FIRST + timedelta(weeks=week) for week in range(4))


def four_mondays(who: str) -> SeriesRequest:
    plan = Plan(MONDAYS.rule, Season(DAYS[0], DAYS[-1]), MONDAYS.clock)
    return a_series(plan=plan, organizer=Organizer(who, f"{who.lower()}@example.org"))


def standing(village: Village) -> list[Booking]:
    with village.house.reading() as uow:
        return list(uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=OCCUPYING))


def days_of(found: list[Booking]) -> list[date]:
    return sorted(booking.period.start.date() for booking in found)


def clear(village: Village) -> None:
    for booking in standing(village):
        cancellations.cancel(village.house, booking.id)


def test_of_a_series_and_single_bookings_each_date_goes_to_one(village: Village, volume: Volume) -> None:
    singles = [a_request(period=evening(day, 20, 22), space_slugs=("saal",)) for day in DAYS[1:3]]
    for _ in range(volume(6, 200)):
        outcome = at_once(
            village,
            lambda house: series.save(house, four_mondays("Chor")),
            *[lambda house, wish=wish: bookings.book(house, wish) for wish in singles],
        )

        left_out = outcome["booking-overlaps"]
        assert outcome["done"] == 3 - left_out  # the series itself never fails
        found = standing(village)
        assert days_of(found) == list(DAYS)
        assert sum(booking.series_id is None for booking in found) == 2 - left_out
        clear(village)
    assert verify(village.house) == ()


def test_of_two_series_each_date_goes_to_one(village: Village, volume: Volume) -> None:
    for _ in range(volume(6, 200)):
        deeds = [lambda house, who=who: series.save(house, four_mondays(who)) for who in ("Chor", "Yoga")]

        outcome = at_once(village, *deeds)

        assert outcome == {"done": 1, "series-without-dates": 1}
        assert days_of(standing(village)) == list(DAYS)
        clear(village)
    assert verify(village.house) == ()
