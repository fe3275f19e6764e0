"""A booking as a calendar entry: busy only for everybody, in full for who looks after the hall."""

from booking_server.domain.bookings import BLACKOUT, STATUS_WORDS, Booking, BookingStatus
from booking_server.domain.venues import Venue
from calendars.ical_write import CalendarEvent, Classification, EventStatus

UID_DOMAIN = "dorfschluessel"
"""The same on every host: an entry is the same entry after the service has moved."""

BUSY_WORDS = {
    BookingStatus.HELD: "vorgemerkt",
    BookingStatus.REQUESTED: "vorgemerkt",
    BookingStatus.CONFIRMED: "belegt",
}
"""What everybody reads; some programs show nothing of STATUS, so an open request says so itself."""

GONE = "storniert"
CLOSED = "geschlossen"
STATUSES = {
    BookingStatus.HELD: EventStatus.TENTATIVE,
    BookingStatus.REQUESTED: EventStatus.TENTATIVE,
    BookingStatus.CONFIRMED: EventStatus.CONFIRMED,
    BookingStatus.CANCELLED: EventStatus.CANCELLED,
    BookingStatus.REJECTED: EventStatus.CANCELLED,
    BookingStatus.EXPIRED: EventStatus.CANCELLED,
}


def busy_entry(booking: Booking, venue: Venue, public_url: str) -> CalendarEvent:
    """Return an entry that tells when and where, and what for only where the organizer chose to."""
    return _entry(
        booking,
        venue,
        summary=_busy(booking),
        description=_rooms(booking, venue),
        url=f"{public_url}/hallen/{venue.slug}",
        classification=Classification.PUBLIC,
    )


def full_entry(booking: Booking, venue: Venue, public_url: str) -> CalendarEvent:
    """Return an entry with occasion, organizer and how to reach them.

    The summary names a status that is not "bestätigt": some programs show nothing of STATUS.
    """
    organizer = booking.organizer
    about = " – ".join(part for part in (booking.occasion, organizer.name) if part)
    status = STATUS_WORDS[booking.status]
    details = (
        ("Verantwortlich", organizer.name),
        ("E-Mail", organizer.email),
        ("Telefon", organizer.phone),
        ("Personen", str(booking.persons)),
        ("Stand", status),
    )
    lines = [_rooms(booking, venue), *(f"{label}: {value}" for label, value in details if value)]
    return _entry(
        booking,
        venue,
        summary=about if booking.status is BookingStatus.CONFIRMED else f"{status}: {about}",
        description="\n".join(lines),
        url=f"{public_url}/schreibtisch",
        classification=Classification.PRIVATE,
    )


def own_entry(booking: Booking, venue: Venue, public_url: str) -> CalendarEvent:
    """Return an entry for the organizer's own calendar.

    It leaves out the booking link, which opens the door: calendars are shared more widely than mail.
    """
    return _entry(
        booking,
        venue,
        summary=f"{booking.occasion}: {venue.name}",
        description=f"{_rooms(booking, venue)}\nDen Tür-Code sehen Sie auf der Seite Ihrer Buchung.",
        url=f"{public_url}/hallen/{venue.slug}",
        classification=Classification.PRIVATE,
    )


def _busy(booking: Booking) -> str:
    if booking.source == BLACKOUT and booking.is_occupying:
        return CLOSED
    if booking.status is BookingStatus.CONFIRMED and booking.use.public_title:
        return booking.use.public_title
    return BUSY_WORDS.get(booking.status, GONE)


def _entry(
    booking: Booking,
    venue: Venue,
    *,
    summary: str,
    description: str,
    url: str,
    classification: Classification,
) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{booking.id}@{UID_DOMAIN}",
        period=booking.period,
        summary=summary,
        created=booking.created_at,
        last_modified=booking.updated_at,
        sequence=booking.sequence,
        status=STATUSES[booking.status],
        description=description,
        location=", ".join(part for part in (venue.name, venue.address) if part),
        url=url,
        transparent=not booking.is_occupying,
        classification=classification,
    )


def _rooms(booking: Booking, venue: Venue) -> str:
    if len(booking.space_ids) == len(venue.spaces):
        return "Ganzes Haus"
    return ", ".join(space.name for space in venue.spaces if space.id in booking.space_ids)
