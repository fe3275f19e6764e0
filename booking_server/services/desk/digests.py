"""One mail a day instead of many: what waits for somebody's decision."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import time

from booking_server.domain.approval import Patience
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import deciders_of, progress_of
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.requests.mail_decisions import decision_url
from booking_server.services.requests.request_queue import once_a_series
from booking_server.services.series.series_mail_decisions import decision_url as series_decision_url
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, to_local

FROM = time(7, 0)
"""The hour of the day, in Berlin, from which digests go out."""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """A request that waits, and the link that decides about it; of a series the first of its `dates`."""

    booking: Booking
    venue: Venue
    url: str
    dates: int = 1


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
        people = {person.id for _, turn in _waiting(uow) for person in turn}
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
        mine = [entry for entry, turn in _waiting(uow) if person_id in {one.id for one in turn}]
    return Digest(person, tuple(replace(entry, url=_url(house, entry.booking, person)) for entry in mine))


def _url(house: House, booking: Booking, person: Person) -> str:
    if booking.series_id:
        return series_decision_url(house, booking.series_id, person)
    return decision_url(house, booking, person)


def _waiting(uow: UnitOfWork) -> list[tuple[DigestEntry, tuple[Person, ...]]]:
    """Return every open request with whose turn it is; dates of a series are asked about as a whole."""
    halls = {venue.id: venue for venue in uow.venues.all()}
    every = uow.bookings.find(venue_ids=list(halls), statuses=[BookingStatus.REQUESTED])
    dates = Counter(booking.series_id for booking in every if booking.series_id)
    asked = once_a_series(every)
    progress = progress_of(uow, asked)
    patience: dict[str, Patience] = {id_: uow.approvals.patience(id_) for id_ in {b.venue_id for b in asked}}
    return [
        (
            DigestEntry(b, halls[b.venue_id], "", dates.get(b.series_id or "", 1)),
            deciders_of(uow, b, progress[b.id], patience[b.venue_id]),
        )
        for b in asked
    ]
