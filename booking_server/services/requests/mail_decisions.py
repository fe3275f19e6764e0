"""Deciding from a mail: a signed link for one person, one request and one step. Looking changes nothing.

It shows who asks only while it decides: a link in an old mail tells no more than how the request ended.
"""

from dataclasses import dataclass

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Deed, Person
from booking_server.services.bookings.approving import progress_of
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.foundation.house import House
from booking_server.services.requests import decision_links, decisions

PURPOSE = "decide"


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
    with house.reading() as uow:
        step = progress_of(uow, [booking])[booking.id].step
    sealed = decision_links.seal(house, PURPOSE, booking.id, person, step)
    return f"{house.policy.public_url}/entscheiden/{sealed}"


def look(house: House, sealed: str) -> MailDecision:
    """Return what a decision link is about. Raises NotFound when it was not made here."""
    link = decision_links.unseal(house, PURPOSE, sealed)
    page = booking_by_id(house, link.subject)
    with house.reading() as uow:
        person = uow.people.get(link.person_id)
    is_past = page.progress is not None and page.progress.step > link.step
    return MailDecision(page, person, house.clock() >= link.until, is_past)


def decide(house: House, sealed: str, *, yes: bool, reason: str, seen: int | None = None) -> MailDecision:
    """Decide as the person the link was made for, and return what then stands.

    `seen` is the sequence of the request that the page showed. A late link decides nothing.
    Raises NotFound, NotPermitted, NotYourTurn, AlreadyDecided.
    """
    found = look(house, sealed)
    if not found.is_late:
        act = decisions.approve if yes else decisions.reject
        step = decision_links.unseal(house, PURPOSE, sealed).step
        act(house, found.page.booking.id, found.person, reason=reason, step=step, seen=seen)
    return look(house, sealed)
