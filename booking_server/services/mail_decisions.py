"""Deciding from a mail: a signed link for one person, one request and one step. Looking changes nothing.

It shows who asks only while it decides: a link in an old mail tells no more than how the request ended.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.domain.people import Deed, Person
from booking_server.services import decisions, links
from booking_server.services.approving import progress_of
from booking_server.services.booking_page import BookingPage, booking_by_id
from booking_server.services.house import House

PURPOSE = "decide"
LIVES_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class MailDecision:
    """What a decision link shows: the request, for whom the link is, and whether it still decides."""

    page: BookingPage
    person: Person
    is_late: bool
    is_past: bool

    @property
    def is_open(self) -> bool:
        """Whether the two buttons still do something, and who asks may be seen."""
        booking = self.page.booking
        may = self.person.may(
            Deed.DECIDE_REQUEST, municipality_id=booking.municipality_id, venue_id=booking.venue_id
        )
        waits = booking.status is BookingStatus.REQUESTED
        return may and waits and not self.is_late and not self.is_past


def decision_url(house: House, booking: Booking, person: Person) -> str:
    """Return the link with which a person decides about a request, for two weeks."""
    until = int((house.clock() + LIVES_FOR).timestamp())
    with house.reading() as uow:
        step = progress_of(uow, [booking])[booking.id].step
    sealed = links.sealed(house, PURPOSE, f"{booking.id}-{person.id}-{until}-{step}")
    return f"{house.policy.public_url}/entscheiden/{sealed}"


def look(house: House, sealed: str) -> MailDecision:
    """Return what a decision link is about. Raises NotFound when it was not made here."""
    booking_id, person_id, until, step = _parts(house, sealed)
    page = booking_by_id(house, booking_id)
    with house.reading() as uow:
        person = uow.people.get(person_id)
    is_past = page.progress is not None and page.progress.step > step
    return MailDecision(page, person, house.clock() >= until, is_past)


def decide(house: House, sealed: str, *, yes: bool, reason: str) -> MailDecision:
    """Decide as the person the link was made for, and return what then stands.

    A late link decides nothing. Raises NotFound, NotPermitted, NotYourTurn, AlreadyDecided.
    """
    found = look(house, sealed)
    if not found.is_late:
        act = decisions.approve if yes else decisions.reject
        act(house, found.page.booking.id, found.person, reason=reason, step=_parts(house, sealed)[3])
    return look(house, sealed)


def _parts(house: House, sealed: str) -> tuple[str, str, datetime, int]:
    subject = links.unsealed(house, PURPOSE, sealed) or ""
    booking_id, _, rest = subject.partition("-")
    person_id, _, rest = rest.partition("-")
    until, _, step = rest.partition("-")
    if not step:
        raise NotFound("Diesen Link gibt es nicht.")
    return booking_id, person_id, datetime.fromtimestamp(int(until), UTC), int(step)
