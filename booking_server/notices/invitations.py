"""What a mail about a booking carries for the organizer's calendar: enter, update, remove (RFC 5546, 6047).

Whoever booked is coming: nobody is asked to answer. Outlook looks for the calendar in the first part of a
mail only, other programs at what is attached, so it comes in both places; where people read it, it says
nothing that opens a door.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parseaddr

from booking_server.domain.bookings import Booking
from booking_server.domain.calendar_uses import calendar_use
from booking_server.domain.languages import Language
from booking_server.domain.venues import Venue
from booking_server.notices.own_entry import own
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.foundation.house import House
from booking_server.services.plans import calendar_items
from booking_server.services.plans.calendar_entries import PRODID, Teller, series_uid
from booking_server.services.plans.calendar_items import SeriesNow
from booking_server.services.series.series_page import series_by_id
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.ical_event import CalendarEvent, Contact, EventStatus
from calendars.ical_write import Method, write_invitation

FILE_NAME = "termin.ics"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What goes to whom; the entries share one identity, as the standard demands of a message."""

    to: str
    method: Method
    octets: bytes

    def join(self, mail: EmailMessage) -> None:
        """Put the calendar into a mail that so far is a text."""
        params = {"method": self.method.value, "charset": "utf-8"}
        # As octets: the line breaks of a text are those of the mail, and a calendar has its own.
        mail.add_alternative(self.octets, maintype="text", subtype="calendar", params=params)
        mail.add_attachment(self.octets, maintype="application", subtype="ics", filename=FILE_NAME)


def invitation(house: House, item: OutboxItem, sender: str) -> Invitation | None:
    """Return what the mails of a promise carry; None where they are about no booking that is anybody's."""
    find = TEMPLATES.get(item.payload["template"])
    found = find(house, item.subject) if find else None
    if found is None or not found.to.email:
        return None
    organizer = Contact(parseaddr(sender)[1] or sender, found.venue.name)
    events = [replace(one, organizer=organizer, attendee=found.to) for one in found.events]
    octets = write_invitation(events, method=found.method, prodid=PRODID, sent_at=item.created_at)
    return Invitation(found.to.email, found.method, octets)


@dataclass(frozen=True, slots=True)
class _Told:
    """Entries of one identity, what is to be done with them, and whose they are."""

    venue: Venue
    to: Contact
    events: tuple[CalendarEvent, ...]

    @property
    def method(self) -> Method:
        gone = all(event.status is EventStatus.CANCELLED for event in self.events)
        return Method.CANCEL if gone else Method.REQUEST


def _of_booking(house: House, booking_id: str) -> _Told | None:
    page = booking_by_id(house, booking_id)
    booking = page.booking
    if booking.series_id is not None:
        return _of_series(house, booking.series_id)
    entry = _teller(house, page.venue, booking.organizer.language).entry(calendar_use(booking))
    return _Told(page.venue, _contact(booking), (entry,))


def _of_series(house: House, series_id: str) -> _Told | None:
    """Tell a series as a whole, whichever of its dates a mail is about; what was given back is left out."""
    page, now = series_by_id(house, series_id), calendar_items.series_now(house, series_id)
    organizer, uid = page.series.request.organizer, series_uid(series_id)
    teller = _teller(house, page.venue, organizer.language)
    told = teller.entries(now.standing) if now.standing else (_ended(teller, now, uid),)
    mine = tuple(event for event in told if event.uid == uid)
    return _Told(page.venue, Contact(organizer.email, organizer.name), mine) if mine else None


def _ended(teller: Teller, now: SeriesNow, uid: str) -> CalendarEvent:
    gone = EventStatus.CANCELLED
    return replace(teller.entry(now.one), uid=uid, sequence=now.changes, status=gone, transparent=True)


def _teller(house: House, venue: Venue, language: Language) -> Teller:
    return Teller(venue, own(language), house.policy.public_url)


def _contact(booking: Booking) -> Contact:
    return Contact(booking.organizer.email, booking.organizer.name)


TEMPLATES: dict[str, Callable[[House, str], _Told | None]] = {
    **dict.fromkeys(
        ("confirmed", "requested", "changed", "rejected", "cancelled", "expired", "displaced"), _of_booking
    ),
    **dict.fromkeys(
        ("series_confirmed", "series_requested", "series_decided", "series_ended", "series_expired"),
        _of_series,
    ),
}
