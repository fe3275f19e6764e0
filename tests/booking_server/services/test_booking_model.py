"""A naive model beside the real thing: after any steps both agree who has which hour (I1)."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.services import bookings, cancellations
from booking_server.services.verify import verify
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request

HALF_HOUR = timedelta(minutes=30)
SPACES = {"dgh-benken": ("saal", "kueche"), "dgh-reetz": ("saal", "vereinsraum")}
BUFFERED = ("dgh-reetz", "saal")


def machine(village: Village) -> type[RuleBasedStateMachine]:
    """Return the machine over one village; each run plays in a year of its own."""

    class BookingMachine(RuleBasedStateMachine):
        runs = 0
        standing = Bundle("standing")

        def __init__(self) -> None:
            super().__init__()
            type(self).runs += 1
            village.clock.now = WEDDING.start + timedelta(days=40 * self.runs)
            self.zero = village.clock.now + timedelta(days=1)
            self.taken: dict[str, set[tuple[str, str, datetime]]] = {}

        @rule(
            target=standing,
            venue=st.sampled_from(sorted(SPACES)),
            which=st.integers(0, 2),
            start=st.integers(0, 40),
            length=st.integers(1, 12),
        )
        def book(self, venue: str, which: int, start: int, length: int) -> str:
            spaces = (*[(space,) for space in SPACES[venue]], SPACES[venue])[which]
            cells = self.cells(venue, spaces, start, length)
            free = not any(cells & held for held in self.taken.values())
            period = Period(self.zero + start * HALF_HOUR, self.zero + (start + length) * HALF_HOUR)
            request = a_request(venue, period, space_slugs=spaces if which < 2 else (), persons=5)
            try:
                booking = bookings.book(village.house, request).booking
            except errors.BookingOverlaps:
                assert not free, "refused although every hour is free"
                return ""
            assert free, "booked although an hour is taken"
            self.taken[booking.id] = cells
            return booking.id

        @rule(booking_id=consumes(standing))
        def cancel(self, booking_id: str) -> None:
            if booking_id:
                assert cancellations.cancel(village.house, booking_id).status is BookingStatus.CANCELLED
                del self.taken[booking_id]

        @invariant()
        def no_hour_is_taken_twice(self) -> None:
            cells = [cell for held in self.taken.values() for cell in held]
            assert len(cells) == len(set(cells))

        def cells(
            self, venue: str, spaces: tuple[str, ...], start: int, length: int
        ) -> set[tuple[str, str, datetime]]:
            """The half hours a use takes: where there are buffers, one before and one after."""
            return {
                (venue, space, self.zero + step * HALF_HOUR)
                for space in spaces
                for step in range(
                    start - ((venue, space) == BUFFERED), start + length + ((venue, space) == BUFFERED)
                )
            }

    return BookingMachine


def test_bookings_agree_with_a_naive_model(village: Village, volume: object) -> None:
    small, large = (500, 20_000) if village.house.database.is_sqlite else (60, 2_000)
    examples = volume(small, large)  # type: ignore[operator]
    steps = volume(50, 100)  # type: ignore[operator]

    run_state_machine_as_test(
        machine(village),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

    assert verify(village.house) == ()
