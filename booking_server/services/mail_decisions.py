"""Deciding from a mail: a signed link for one person and one request. Looking changes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.domain.people import Person
from booking_server.services import decisions, links
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

    @property
    def is_open(self) -> bool:
        """Whether the two buttons still do something."""
        return not self.is_late and self.page.booking.status is BookingStatus.REQUESTED


def decision_url(house: House, booking: Booking, person: Person) -> str:
    """Return the link with which a person decides about a request, for two weeks."""
    until = int((house.clock() + LIVES_FOR).timestamp())
    sealed = links.sealed(house, PURPOSE, f"{booking.id}-{person.id}-{until}")
    return f"{house.policy.public_url}/entscheiden/{sealed}"


def look(house: House, sealed: str) -> MailDecision:
    """Return what a decision link is about. Raises NotFound when it was not made here."""
    booking_id, person_id, until = _parts(house, sealed)
    with house.reading() as uow:
        person = uow.people.get(person_id)
    return MailDecision(booking_by_id(house, booking_id), person, house.clock() >= until)


def decide(house: House, sealed: str, *, yes: bool, reason: str) -> MailDecision:
    """Decide as the person the link was made for, and return what then stands.

    A late link decides nothing. Raises NotFound, NotPermitted, NotYourTurn, AlreadyDecided.
    """
    found = look(house, sealed)
    if not found.is_late:
        act = decisions.approve if yes else decisions.reject
        act(house, found.page.booking.id, found.person, reason=reason)
    return look(house, sealed)


def _parts(house: House, sealed: str) -> tuple[str, str, datetime]:
    subject = links.unsealed(house, PURPOSE, sealed) or ""
    booking_id, _, rest = subject.partition("-")
    person_id, _, until = rest.partition("-")
    if not until:
        raise NotFound("Diesen Link gibt es nicht.")
    return booking_id, person_id, datetime.fromtimestamp(int(until), UTC)
