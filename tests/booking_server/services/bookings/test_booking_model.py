"""A naive model beside the real thing: after any steps both agree who has which half hour (I1).

The model knows leaf spaces, buffers, shared rooms, bundles, the whole hall, blackouts, and that buffers
change while bookings stand. It counts half hours one by one and shares no line with the program.
"""

from collections.abc import Callable
from dataclasses import replace
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
from booking_server.domain import regulation as rooms
from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.foundation import setup
from booking_server.services.halls import blackouts, hall_rules
from booking_server.services.halls.blackouts import BookingsInTheWay
from booking_server.services.operation.verify import verify
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request, a_space, a_venue
from tests.villages import Villages

HALF_HOUR = timedelta(minutes=30)
A_CENTURY = 500
"""Runs in one village: forty days each, and the codes of a door end with the year 2100."""

SPACES = {
    "dgh-benken": ("saal", "kueche"),
    "dgh-reetz": ("saal", "vereinsraum"),
    "dgh-doppelt": ("gross", "klein", "foyer"),
}
TAKES_ALONG = {("dgh-doppelt", "gross"): "foyer", ("dgh-doppelt", "klein"): "foyer"}
BUNDLES = {("dgh-doppelt", "fest"): ("klein", "foyer")}
WISHES = [
    *((venue, (space,), (space,)) for venue, spaces in SPACES.items() for space in spaces),
    *((venue, (), spaces) for venue, spaces in SPACES.items()),
    *((venue, (slug,), spaces) for (venue, slug), spaces in BUNDLES.items()),
]
"""What can be asked for: a hall, the slugs in the request, and the leaf spaces it names."""

Cells = set[tuple[str, str, datetime]]
TIMES = {"start": st.integers(0, 40), "length": st.integers(1, 12)}


def machine(village: Village) -> type[RuleBasedStateMachine]:
    """Return the machine over one village; each run plays in a year of its own."""

    class BookingMachine(RuleBasedStateMachine):
        runs = 0
        buffers = {("dgh-reetz", "saal"): (1, 1), ("dgh-doppelt", "gross"): (0, 1)}  # noqa: RUF012
        standing = Bundle("standing")
        shut = Bundle("shut")

        def __init__(self) -> None:
            super().__init__()
            type(self).runs += 1
            village.clock.now = WEDDING.start + timedelta(days=40 * self.runs)
            self.zero = village.clock.now + timedelta(days=1)
            self.taken: dict[str, Cells] = {}

        @rule(target=standing, wish=st.sampled_from(WISHES), **TIMES)
        def book(self, wish: tuple[str, tuple[str, ...], tuple[str, ...]], start: int, length: int) -> str:
            venue, asked, spaces = wish
            cells = self.cells(venue, spaces, start, length)
            free = self.is_free(cells)
            request = a_request(venue, self.period(start, length), space_slugs=asked, persons=5)
            try:
                booking = bookings.book(village.house, request).booking
            except errors.BookingOverlaps:
                assert not free, "refused although every half hour is free"
                return ""
            assert free, "booked although a half hour is taken"
            self.taken[booking.id] = cells
            return booking.id

        @rule(booking_id=consumes(standing))
        def cancel(self, booking_id: str) -> None:
            if booking_id:
                assert cancellations.cancel(village.house, booking_id).status is BookingStatus.CANCELLED
                del self.taken[booking_id]

        @rule(target=shut, wish=st.sampled_from(WISHES), **TIMES)
        def close(self, wish: tuple[str, tuple[str, ...], tuple[str, ...]], start: int, length: int) -> str:
            venue, asked, spaces = wish
            cells = self.cells(venue, spaces, start, length)
            free, clerk = self.is_free(cells), village.cast.frau_weber
            try:
                closed = blackouts.close(
                    village.house, clerk, venue, self.period(start, length), reason="Dach", space_slugs=asked
                )
            except (BookingsInTheWay, errors.BookingOverlaps):
                assert not free, "not closed although nothing is in the way"
                return ""
            assert free, "closed although something is in the way"
            self.taken[closed.id] = cells
            return closed.id

        @rule(booking_id=consumes(shut))
        def reopen(self, booking_id: str) -> None:
            if booking_id:
                blackouts.reopen(village.house, village.cast.frau_weber, booking_id)
                del self.taken[booking_id]

        @rule(tidying=st.integers(0, 2))
        def change_the_buffer(self, tidying: int) -> None:
            if self.buffers[("dgh-doppelt", "gross")] == (0, tidying):
                return
            with village.house.reading() as uow:
                venue = uow.venues.by_slug("dgh-doppelt")
            spaces = tuple(
                replace(one, teardown_buffer=tidying * HALF_HOUR) if one.slug == "gross" else one
                for one in venue.spaces
            )
            hall_rules.save_rooms(
                village.house,
                village.cast.frau_weber,
                venue.slug,
                spaces=spaces,
                bundles=venue.regulation.bundles,
                layouts=(),
            )
            self.buffers[("dgh-doppelt", "gross")] = (0, tidying)

        @invariant()
        def no_half_hour_is_taken_twice(self) -> None:
            cells = [cell for held in self.taken.values() for cell in held]
            assert len(cells) == len(set(cells))

        def period(self, start: int, length: int) -> Period:
            return Period(self.zero + start * HALF_HOUR, self.zero + (start + length) * HALF_HOUR)

        def is_free(self, cells: Cells) -> bool:
            return not any(cells & held for held in self.taken.values())

        def cells(self, venue: str, spaces: tuple[str, ...], start: int, length: int) -> Cells:
            """The half hours a use takes: with its buffers, and shared rooms for as long as their taker."""
            found: Cells = set()
            for space in spaces:
                before, after = self.buffers.get((venue, space), (0, 0))
                for step in range(start - before, start + length + after):
                    moment = self.zero + step * HALF_HOUR
                    found.add((venue, space, moment))
                    if (venue, space) in TAKES_ALONG:
                        found.add((venue, TAKES_ALONG[(venue, space)], moment))
            return found

    return BookingMachine


def a_hall_with_a_foyer(village: Village) -> None:
    """Two rooms that share a foyer, and a bundle of one of them with it."""
    with village.house.reading() as uow:
        district = next(one for one in uow.venues.districts() if one.name == "Benken")
    foyer = a_space("foyer", 20)
    bundles = tuple(rooms.Bundle(slug, slug, spaces) for (_, slug), spaces in BUNDLES.items())
    setup.add_venue(
        village.house,
        a_venue(
            "dgh-doppelt",
            district,
            a_space("gross", 80, teardown_buffer=HALF_HOUR, shares=(foyer,)),
            a_space("klein", 40, shares=(foyer,)),
            foyer,
            regulation=rooms.Regulation(bundles=bundles),
        ),
    )


def test_bookings_agree_with_a_naive_model(villages: Villages, volume: Callable[[int, int], int]) -> None:
    small, large = (500, 20_000) if villages.database_kind == "sqlite" else (60, 2_000)
    examples, steps = volume(small, large), volume(50, 100)

    for _ in range(0, examples, A_CENTURY):
        with villages.another() as village:
            a_hall_with_a_foyer(village)
            run_state_machine_as_test(
                machine(village),
                settings=settings(
                    max_examples=min(A_CENTURY, examples),
                    stateful_step_count=steps,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                    database=None,
                ),
            )

            wrong = [told for told in verify(village.house) if not told.startswith("retention:")]
            assert wrong == []  # years pass in a moment here, and nobody runs the clearing job meanwhile
