"""Different deeds that meet at one booking, with real threads on the real database: one of them counts."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus, Organizer
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.foundation.house import House
from booking_server.services.operation.verify import verify
from booking_server.services.requests import decisions
from booking_server.services.waiting import holds
from calendars.period import Period
from tests.builders import WEDDING, StoppedClock, Village, a_house, a_request

Deed = Callable[[House], object]
Volume = Callable[[int, int], int]


def at_once(village: Village, *deeds: Deed) -> Counter[str]:
    """Do all at the same moment, each over a house of its own; count what became of them."""
    houses = [a_house(village.url, StoppedClock(village.clock.now)) for _ in deeds]
    start = Barrier(len(deeds))

    def attempt(number: int) -> str:
        start.wait()
        try:
            deeds[number](houses[number])
        except errors.DomainError as error:
            return error.code
        return "done"

    try:
        with ThreadPoolExecutor(len(deeds)) as pool:
            return Counter(pool.map(attempt, range(len(deeds))))
    finally:
        for house in houses:
            house.database.close()


def on_day(number: int) -> Period:
    """The wedding's hours on another day."""
    shift = timedelta(days=number + 1)
    return Period(WEDDING.start + shift, WEDDING.end + shift)


def test_of_two_approvals_one_counts(village: Village, volume: Volume) -> None:
    krueger = village.cast.herr_krueger
    for round_ in range(volume(8, 200)):
        asked = bookings.book(village.house, a_request("dgh-schlamau", on_day(round_))).booking

        outcome = at_once(village, *[lambda house: decisions.approve(house, asked.id, krueger)] * 4)

        assert outcome == {"done": 1, "already-decided": 3}
    assert verify(village.house) == ()


def test_a_yes_and_a_no_at_once_leave_one_of_them(village: Village, volume: Volume) -> None:
    krueger = village.cast.herr_krueger
    for round_ in range(volume(8, 200)):
        asked = bookings.book(village.house, a_request("dgh-schlamau", on_day(round_))).booking

        outcome = at_once(
            village,
            lambda house: decisions.approve(house, asked.id, krueger),
            lambda house: decisions.reject(house, asked.id, krueger),
            lambda house: cancellations.cancel(house, asked.id),
        )

        # Cancelling what was approved a moment before is no contradiction: then two deeds are done.
        assert outcome["done"] in (1, 2)
        assert outcome.total() == 3
    assert verify(village.house) == ()


def test_a_hold_that_ends_and_its_booking_never_both_lose(village: Village, volume: Volume) -> None:
    for round_ in range(volume(8, 200)):
        period = on_day(round_)
        village.clock.now = WEDDING.start - timedelta(days=2)
        held = holds.hold(village.house, "dgh-benken", (), period, visitor=f"{round_}").booking
        village.clock.forward(minutes=10)
        mine = a_request("dgh-benken", period, hold=held.id)

        outcome = at_once(
            village,
            lambda house: bookings.book(house, mine),
            holds.expire_holds,
            lambda house: bookings.book(house, a_request("dgh-benken", period)),
        )

        with village.house.reading() as uow:
            standing = uow.bookings.find(
                venue_ids=[village.cast.benken.id], statuses=[BookingStatus.CONFIRMED], between=period
            )
        assert len(standing) == 1
        assert outcome["done"] == 2
        assert outcome["hold-expired"] + outcome["booking-overlaps"] == 1
    assert verify(village.house) == ()


def test_the_audit_chain_never_forks(village: Village, volume: Volume) -> None:
    halls = ("dgh-benken", "dgh-schlamau", "dgh-reetz")
    for round_ in range(volume(5, 100)):
        somebody_else = Organizer("Frau Lehmann", f"lehmann{round_}@example.org")
        wishes = [a_request(hall, on_day(round_), organizer=somebody_else) for hall in halls]
        deeds = [lambda house, wish=wish: bookings.book(house, wish) for wish in wishes]

        assert at_once(village, *deeds) == {"done": len(halls)}
    assert verify(village.house) == ()
