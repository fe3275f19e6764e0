"""Rivals for one slot, with real threads on the real database: exactly one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from threading import Barrier

from booking_server.domain import errors
from booking_server.domain.bookings import BookingRequest
from booking_server.domain.series import DateState, Plan
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.foundation.house import House
from booking_server.services.operation.verify import verify
from booking_server.services.series import series
from calendars.period import Period
from calendars.recurrence import Clock
from tests.booking_server.series import FIRST, MONDAYS, SECOND, THIRD, a_series, evening
from tests.builders import WEDDING, StoppedClock, Village, a_house, a_request

RIVALS = 8


def race(houses: list[House], requests: list[BookingRequest]) -> list[str]:
    """Book all at the same moment; return "won" or the code of the refusal for each."""
    start = Barrier(len(requests))

    def attempt(number: int) -> str:
        start.wait()
        try:
            bookings.book(houses[number % len(houses)], requests[number])
        except errors.DomainError as error:
            return error.code
        return "won"

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(attempt, range(len(requests))))


def test_of_many_rivals_exactly_one_wins(village: Village, volume: Callable[[int, int], int]) -> None:
    """Two houses over one database are two processes to it: the lock within one does not help."""
    houses = [village.house, a_house(village.url, StoppedClock())]
    choices = [("saal",), ("kueche",), ()]

    for day in range(volume(10, 200)):
        start = WEDDING.start + timedelta(days=day + 1)
        halves = [timedelta(hours=number % 2) for number in range(RIVALS)]
        requests = [
            a_request(
                period=Period(start + half, start + half + timedelta(hours=5)),
                space_slugs=() if number % 2 else choices[day % 3],
                persons=5,
            )
            for number, half in enumerate(halves)
        ]

        outcome = race(houses, requests)

        assert sorted(outcome) == ["booking-overlaps"] * (RIVALS - 1) + ["won"]
    assert verify(village.house) == ()
    houses[1].database.close()


def test_rivals_with_one_key_all_get_the_same_booking(village: Village) -> None:
    start = Barrier(RIVALS)

    def attempt(_: int) -> tuple[str, bool]:
        start.wait()
        booked = bookings.book(village.house, a_request(), idempotency_key="one")
        return booked.booking.id, booked.is_new

    with ThreadPoolExecutor(RIVALS) as pool:
        outcome = list(pool.map(attempt, range(RIVALS)))

    assert len({booking_id for booking_id, _ in outcome}) == 1
    assert [is_new for _, is_new in outcome].count(True) == 1


def test_a_series_against_single_bookings_leaves_no_date_twice(
    village: Village, volume: Callable[[int, int], int]
) -> None:
    """Whoever is quicker has the date; the series never fails as a whole."""
    houses = [village.house, a_house(village.url, StoppedClock())]
    for round_ in range(volume(5, 100)):
        plan = replace(MONDAYS, clock=Clock(time(8 + round_ % 12), time(9 + round_ % 12)))
        rivals = [evening(day, 8 + round_ % 12, 9 + round_ % 12) for day in (FIRST, SECOND, THIRD)]
        start = Barrier(len(rivals) + 1)

        def single(number: int, periods: list[Period] = rivals, go: Barrier = start) -> str:
            go.wait()
            wanted = a_request(period=periods[number], space_slugs=("saal",))
            try:
                return bookings.book(houses[1], wanted).booking.id
            except errors.BookingOverlaps:
                return ""

        def together(wanted: Plan = plan, go: Barrier = start) -> str:
            go.wait()
            return series.save(houses[0], a_series(plan=wanted)).series.id

        with ThreadPoolExecutor(len(rivals) + 1) as pool:
            made = pool.submit(together)
            won = list(pool.map(single, range(len(rivals))))

        with village.house.reading() as uow:
            dates = uow.series.dates(made.result())
            booked = uow.bookings.of_series(made.result())
        taken = [each.day for each in dates if each.state is DateState.TAKEN]
        assert len(taken) == sum(bool(booking_id) for booking_id in won)
        assert len(booked) == len(dates) - len(taken)
        for booking in booked:
            cancellations.cancel(village.house, booking.id)
        for booking_id in filter(None, won):
            cancellations.cancel(village.house, booking_id)
    assert verify(village.house) == ()
    houses[1].database.close()
