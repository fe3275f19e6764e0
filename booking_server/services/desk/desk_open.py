"""What is still open in somebody's halls beside requests: deposits that are missing or due back, defects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.handover.protocol import Defect
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

SOON, LATELY = timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DeskDeposit:
    """A booking whose deposit is missing or due back, and how much of it."""

    booking: Booking
    venue: Venue
    cents: int


@dataclass(frozen=True, slots=True)
class DeskDefect:
    """Something that is broken, and where."""

    defect: Defect
    venue: Venue


@dataclass(frozen=True, slots=True)
class StillOpen:
    """`missing` deposits of bookings that begin soon, `due_back` of those that are over, open defects."""

    missing: tuple[DeskDeposit, ...]
    due_back: tuple[DeskDeposit, ...]
    defects: tuple[DeskDefect, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.missing or self.due_back or self.defects)


def still_open(house: House, person: Person) -> StillOpen:
    """Return what is open in the person's halls, each as far as they may see it there."""
    with house.reading() as uow:
        halls = uow.venues.all()
        of_money = {v.id: v for v in halls if _may(person, Deed.SEE_MONEY, v)}
        of_keys = {v.id: v for v in halls if _may(person, Deed.HAND_OVER, v)}
        found = uow.handovers.defects_at(list(of_keys))
        return StillOpen(
            _deposits(uow, of_money, Period(uow.now, uow.now + SOON)),
            _deposits(uow, of_money, Period(uow.now - LATELY, uow.now), is_over=True),
            tuple(DeskDefect(one, of_keys[one.venue_id]) for one in found if one.done_at is None),
        )


def _deposits(
    uow: UnitOfWork, halls: Mapping[str, Venue], between: Period, *, is_over: bool = False
) -> tuple[DeskDeposit, ...]:
    """Return what is missing, or held of what is over: two looks into an index, however much is stored."""
    found = uow.bookings.find(venue_ids=list(halls), statuses=[BookingStatus.CONFIRMED], between=between)
    asked = {one.id: one for one in found if (one.period.end <= uow.now) == is_over}
    deposits = uow.deposits.of_bookings(list(asked))
    pairs = [(asked[key], one.held_cents if is_over else one.missing_cents) for key, one in deposits.items()]
    return tuple(DeskDeposit(booking, halls[booking.venue_id], cents) for booking, cents in pairs if cents)


def _may(person: Person, deed: Deed, venue: Venue) -> bool:
    return person.may(deed, municipality_id=venue.municipality_id, venue_id=venue.id)
