"""Asking the people who must say yes: steps of use cases, over the unit of work of whoever calls."""

from collections.abc import Sequence
from dataclasses import replace

from booking_server.domain.approval import (
    ONE_OF_THE_VILLAGE,
    URGENT,
    Decision,
    Patience,
    Progress,
    has_said_yes,
    steps_for,
    who_decides,
)
from booking_server.domain.bookings import STATUS_WORDS, Booking, BookingStatus
from booking_server.domain.errors import AlreadyDecided, NotYourTurn
from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_moment


def first_status(uow: UnitOfWork, venue: Venue, booking: Booking) -> BookingStatus:
    """Return the status a booking begins with: confirmed, or requested where somebody is asked first."""
    steps = steps_for(venue, uow.approvals.policies(venue.id), booking.use)
    return BookingStatus.REQUESTED if steps else BookingStatus.CONFIRMED


def decides_alone(uow: UnitOfWork, venue: Venue, booking: Booking, person: Person) -> bool:
    """Whether somebody's own yes is all that a booking needs, so that they need not ask themselves."""
    steps = steps_for(venue, uow.approvals.policies(venue.id), booking.use) or ONE_OF_THE_VILLAGE
    return len(steps) == 1 and who_decides(person, booking, steps[0], is_silent=False) is not None


def with_its_end(uow: UnitOfWork, booking: Booking) -> Booking:
    """Return a request with the time until which its spaces are kept for it, as the hall decides."""
    if booking.status is not BookingStatus.REQUESTED:
        return booking
    patience = uow.approvals.patience(booking.venue_id)
    if patience.request_ends is None:
        return booking
    return replace(booking, hold_until=uow.now + patience.request_ends)


def open_requests(uow: UnitOfWork, venue: Venue, asked: Sequence[Booking]) -> None:
    """Store what the hall's policy demands of requests now: a later change of it leaves them alone."""
    if asked:
        steps = steps_for(venue, uow.approvals.policies(venue.id), asked[0].use) or ONE_OF_THE_VILLAGE
        uow.approvals.open([booking.id for booking in asked], steps, uow.now)


def progress_of(uow: UnitOfWork, asked: Sequence[Booking]) -> dict[str, Progress]:
    """Return where requests stand, by booking."""
    found = uow.approvals.progress([booking.id for booking in asked])
    for booking in asked:
        if booking.id not in found:  # asked before policies were kept with the request
            found[booking.id] = Progress(ONE_OF_THE_VILLAGE, 0, booking.created_at)
    return found


def say(
    uow: UnitOfWork, booking: Booking, person: Person, *, yes: bool, reason: str, step: int | None = None
) -> BookingStatus:
    """Store what a person says about a request and return the status that follows.

    A yes at a step that is not the last asks the next one: the request stays requested. Whoever was asked
    about an earlier `step` is told so, and nobody says yes twice in one chain.
    Raises AlreadyDecided, NotYourTurn.
    """
    if booking.status is not BookingStatus.REQUESTED:
        raise AlreadyDecided(_what_was_said(uow, booking), status=booking.status.value)
    progress = progress_of(uow, [booking])[booking.id]
    if step is not None and step != progress.step:
        raise AlreadyDecided(_what_was_said(uow, booking), status=booking.status.value)
    patience = uow.approvals.patience(booking.venue_id)
    principal = who_decides(person, booking, progress.due, is_silent=progress.is_silent(patience, uow.now))
    if principal is None:
        raise NotYourTurn("Über diese Anfrage entscheidet gerade jemand anderes.")
    said_before = uow.approvals.decisions([booking.id]) if yes and progress.step else ()
    if has_said_yes(said_before, person, booking, progress, principal):
        raise NotYourTurn("Sie haben schon zugesagt. Die nächste Zusage gibt jemand anderes.")
    acted_for = principal if principal != person.id else None
    said = Decision(booking.id, progress.step, person.id, acted_for, yes, reason, uow.now)
    uow.approvals.add_decision(said)
    if not yes:
        return BookingStatus.REJECTED
    if progress.is_last:
        return BookingStatus.CONFIRMED
    uow.approvals.advance(booking.id, uow.now)
    return BookingStatus.REQUESTED


def deciders_of(
    uow: UnitOfWork, booking: Booking, progress: Progress, patience: Patience
) -> tuple[Person, ...]:
    """Return who is to be told that a request waits for them, by name.

    That is everybody whose turn it is; where somebody of this very hall is among them, only those of the
    hall: the clerks may decide, but hear of it when nobody answers.
    """
    is_silent = progress.is_silent(patience, uow.now)
    said = uow.approvals.decisions([booking.id]) if progress.step else ()
    turn = [
        person
        for person in uow.people.granted_in(booking.municipality_id)
        if (principal := who_decides(person, booking, progress.due, is_silent=is_silent)) is not None
        and not has_said_yes(said, person, booking, progress, principal)
    ]
    of_the_hall = [p for p in turn if any(grant.venue_id == booking.venue_id for grant in p.grants)]
    return tuple(of_the_hall or turn)


def is_urgent(booking: Booking, uow: UnitOfWork) -> bool:
    """Whether a request is for so soon that its deciders are told at once."""
    return booking.period.start - uow.now < URGENT


def _what_was_said(uow: UnitOfWork, booking: Booking) -> str:
    said = uow.approvals.decisions([booking.id])
    if not said:
        return f"Über diese Anfrage wurde schon entschieden: Sie ist {STATUS_WORDS[booking.status]}."
    last = said[-1]
    word = "zugesagt" if last.said_yes else "abgesagt"
    name = uow.people.name_of(last.person_id)
    return f"Diese Anfrage wurde schon {word}: am {say_moment(last.at)} von {name}."
