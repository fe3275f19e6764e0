"""The queue of requests that all helpers of a village see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain.approval import Decision, Progress, has_said_yes, say_step, who_decides
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import progress_of
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork

MOST = 500


@dataclass(frozen=True, slots=True)
class QueueStep:
    """One step in words: who is asked, and what was said if something was."""

    who: str
    said: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A request that waits, and whether the person may decide about it now."""

    booking: Booking
    venue: Venue
    space_names: tuple[str, ...]
    steps: tuple[QueueStep, ...]
    step: int
    waiting_days: int
    is_silent: bool
    may_decide: bool
    dates: int = 1
    """How many dates of a series wait with this one; they are decided about together."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at the person's halls, the most urgent first."""

    entries: tuple[Queued, ...]
    venues: tuple[Venue, ...]
    now: datetime

    @property
    def mine(self) -> int:
        """How many wait for this very person."""
        return sum(entry.may_decide for entry in self.entries)


@dataclass(frozen=True, slots=True)
class _Told:
    """Who looks, what was said about all requests shown, and the names of everybody in it."""

    person: Person
    said: tuple[Decision, ...]
    names: dict[str, str]


def open_queue(house: House, person: Person, *, venue_slug: str = "", only_mine: bool = False) -> Queue:
    """Return the requests of the person's halls, by the day they are for."""
    with house.reading() as uow:
        halls = {
            v.id: v
            for v in uow.venues.all()
            if person.may(Deed.SEE_DESK, municipality_id=v.municipality_id, venue_id=v.id)
        }
        shown = [v.id for v in halls.values() if venue_slug in ("", v.slug)]
        asked = uow.bookings.find(venue_ids=shown, statuses=[BookingStatus.REQUESTED], limit=MOST)
        waiting = Counter(booking.series_id for booking in asked)
        entries = tuple(
            replace(entry, dates=waiting[entry.booking.series_id] if entry.booking.series_id else 1)
            for entry in _queued(uow, person, once_a_series(asked), halls)
        )
        now = uow.now
    kept = tuple(entry for entry in entries if entry.may_decide or not only_mine)
    return Queue(kept, tuple(halls.values()), now)


def once_a_series(asked: Iterable[Booking]) -> tuple[Booking, ...]:
    """Return the requests with only the first date of each series."""
    found: dict[str, Booking] = {}
    for booking in asked:
        found.setdefault(booking.series_id or booking.id, booking)
    return tuple(found.values())


def _queued(
    uow: UnitOfWork, person: Person, asked: tuple[Booking, ...], halls: dict[str, Venue]
) -> tuple[Queued, ...]:
    progress = progress_of(uow, asked)
    said = uow.approvals.decisions([booking.id for booking in asked])
    named = {id_ for one in progress.values() for step in one.steps for id_ in step.person_ids}
    told = _Told(
        person, said, {id_: uow.people.name_of(id_) for id_ in named | {one.person_id for one in said}}
    )
    return tuple(
        _entry(uow, booking, halls[booking.venue_id], progress[booking.id], told) for booking in asked
    )


def _entry(uow: UnitOfWork, booking: Booking, venue: Venue, progress: Progress, told: _Told) -> Queued:
    is_silent = progress.is_silent(uow.approvals.patience(venue.id), uow.now)
    names = told.names
    spoken = {one.step: names[one.person_id] for one in told.said if one.booking_id == booking.id}
    steps = tuple(
        QueueStep(say_step(step, names), f"Zugesagt von {spoken[at]}" if at in spoken else "")
        for at, step in enumerate(progress.steps)
    )
    turn = who_decides(told.person, booking, progress.due, is_silent=is_silent)
    return Queued(
        booking=booking,
        venue=venue,
        space_names=tuple(space.name for space in venue.spaces if space.id in booking.space_ids),
        steps=steps,
        step=progress.step,
        waiting_days=(uow.now - booking.created_at).days,
        is_silent=is_silent,
        may_decide=turn is not None and not has_said_yes(told.said, told.person, booking, progress, turn),
    )
