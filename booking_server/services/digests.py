"""One mail a day instead of many: what waits for somebody's decision."""

from dataclasses import dataclass
from datetime import time

from booking_server.domain.approval import Patience
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.services.approving import deciders_of, progress_of
from booking_server.services.house import House
from booking_server.services.mail_decisions import decision_url
from booking_server.services.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, to_local

FROM = time(7, 0)
"""The hour of the day, in Berlin, from which digests go out."""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """A request that waits, and the link that decides about it."""

    booking: Booking
    venue: Venue
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that waits for one person."""

    person: Person
    entries: tuple[DigestEntry, ...]


@retried
def promise_all(house: House) -> int:
    """Promise today's digest to everybody for whom something waits and who has none yet; return how many."""
    with house.unit_of_work() as uow:
        today = local_date(uow.now)
        if to_local(uow.now).time() < FROM:
            return 0
        people = {person.id for _, _, turn in _waiting(uow) for person in turn}
        due = [one for one in sorted(people) if not uow.approvals.had_digest(one, today)]
        for person_id in due:
            uow.approvals.note_digest(person_id, today, uow.now)
            uow.outbox.add("mail", person_id, template="digest")
        if due:
            uow.commit()
    return len(due)


def digest_of(house: House, person_id: str) -> Digest:
    """Return what waits for a person now. Raises NotFound."""
    with house.reading() as uow:
        person = uow.people.get(person_id)
        mine = [(b, venue) for b, venue, turn in _waiting(uow) if person_id in {one.id for one in turn}]
    entries = (DigestEntry(b, venue, decision_url(house, b, person)) for b, venue in mine)
    return Digest(person, tuple(entries))


def _waiting(uow: UnitOfWork) -> list[tuple[Booking, Venue, tuple[Person, ...]]]:
    """Return every open request with whose turn it is; dates of a series are asked about as a whole."""
    halls = {venue.id: venue for venue in uow.venues.all()}
    asked = uow.bookings.find(venue_ids=list(halls), statuses=[BookingStatus.REQUESTED], only_single=True)
    progress = progress_of(uow, asked)
    patience: dict[str, Patience] = {id_: uow.approvals.patience(id_) for id_ in {b.venue_id for b in asked}}
    return [(b, halls[b.venue_id], deciders_of(uow, b, progress[b.id], patience[b.venue_id])) for b in asked]
