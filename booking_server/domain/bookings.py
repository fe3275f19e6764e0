"""Bookings and the statuses they move along."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.languages import Language
from booking_server.domain.uses import UNSAID, Use
from calendars.period import Period


class BookingStatus(StrEnum):
    """Where a booking stands. The first three occupy their spaces."""

    HELD = "held"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"


BLACKOUT = "blackout"
"""The source of a booking that closes spaces: it stands without an organizer, a code and mail."""

FOREIGN = "calendar"
"""The source of a booking that stands for a foreign calendar: it keeps others out, like a blackout."""

CREDENTIAL = "credential"
"""The source of a booking behind a credential of another booking system: it has codes, and nobody's name."""

WITHOUT_CODE = frozenset({BLACKOUT, FOREIGN})
WITHOUT_ORGANIZER = WITHOUT_CODE | {CREDENTIAL}

OCCUPYING = frozenset({BookingStatus.HELD, BookingStatus.REQUESTED, BookingStatus.CONFIRMED})

TRANSITIONS: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.HELD: frozenset({BookingStatus.REQUESTED, BookingStatus.CONFIRMED, BookingStatus.EXPIRED}),
    BookingStatus.REQUESTED: frozenset(
        {BookingStatus.CONFIRMED, BookingStatus.REJECTED, BookingStatus.CANCELLED, BookingStatus.EXPIRED}
    ),
    BookingStatus.CONFIRMED: frozenset({BookingStatus.CANCELLED}),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.REJECTED: frozenset(),
    BookingStatus.EXPIRED: frozenset(),
}

STATUS_WORDS = {
    BookingStatus.HELD: "vorgemerkt",
    BookingStatus.REQUESTED: "angefragt",
    BookingStatus.CONFIRMED: "bestätigt",
    BookingStatus.CANCELLED: "storniert",
    BookingStatus.REJECTED: "abgelehnt",
    BookingStatus.EXPIRED: "verfallen",
}


@dataclass(frozen=True, slots=True)
class Organizer:
    """The responsible person: a name, and an e-mail address or a phone number.

    `language` is what mail to them is written in; the same wish in another language is the same wish.
    """

    name: str
    email: str = ""
    phone: str = ""
    language: Language = field(default=Language.GERMAN, repr=False, compare=False)

    def tidy(self) -> "Organizer":
        """Return them as they are stored."""
        return replace(self, name=self.name.strip(), email=self.email.strip(), phone=self.phone.strip())


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What somebody asks for, as typed and read, before any rule was applied.

    `space_slugs` empty means the whole hall; `hold` is the id of a hold this request redeems;
    `club_code` is what a club's board hands out, as typed. `is_adult` is whether an adult said to answer
    for it and to be present; None where nobody was asked.
    """

    venue_slug: str
    period: Period
    persons: int
    occasion: str
    organizer: Organizer
    house_rules_accepted: bool
    space_slugs: tuple[str, ...] = ()
    hold: str | None = None
    use: Use = UNSAID
    club_code: str = ""
    is_adult: bool | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """One use of one or more spaces of a hall.

    `series_id` ties the dates of a series; each of them is a booking of its own.
    `rooms_version` is the hall's when the booking took its spaces: buffers may change later.
    `sequence` counts the changes a calendar program must notice (RFC 5545, SEQUENCE);
    `link_version` is part of the booking link: raising it revokes every link sent before;
    `anonymised_at` is when everything about the person was erased;
    `title_withdrawn` that the desk took its public title back.
    """

    id: str
    municipality_id: str
    venue_id: str
    space_ids: tuple[str, ...]
    period: Period
    persons: int
    occasion: str
    organizer: Organizer
    status: BookingStatus
    source: str
    created_at: datetime
    updated_at: datetime
    sequence: int = 0
    link_version: int = 1
    hold_until: datetime | None = None
    decision_reason: str = ""
    use: Use = UNSAID
    series_id: str | None = None
    rooms_version: int = 0
    anonymised_at: datetime | None = None
    title_withdrawn: bool = False

    @property
    def is_blackout(self) -> bool:
        """Whether the spaces are closed, by the municipality or a foreign calendar: nobody booked them."""
        return self.source in WITHOUT_CODE

    @property
    def is_credential(self) -> bool:
        """Whether another booking system let somebody in: whom, only that system knows."""
        return self.source == CREDENTIAL

    @property
    def names_nobody(self) -> bool:
        """Whether there is nobody here to write to, to send a bill to or to hand over to."""
        return self.source in WITHOUT_ORGANIZER

    @property
    def is_occupying(self) -> bool:
        """Whether the booking keeps others out of its spaces."""
        return self.status in OCCUPYING

    def gives_way(self, now: datetime) -> bool:
        """Whether this is a hold whose time is up. A request whose time is up stands until it is ended."""
        return self.status is BookingStatus.HELD and self.hold_until is not None and self.hold_until <= now


def move(booking: Booking, status: BookingStatus, *, now: datetime, reason: str = "") -> Booking:
    """Return the booking in its new status.

    Raises TransitionNotAllowed when no arrow leads there from where it stands.
    """
    if status not in TRANSITIONS[booking.status]:
        raise TransitionNotAllowed(
            f"Die Buchung ist bereits {STATUS_WORDS[booking.status]}.",
            status=booking.status.value,
            wanted=status.value,
        )
    return replace(
        booking,
        status=status,
        updated_at=now,
        sequence=booking.sequence + 1,
        hold_until=None,
        decision_reason=reason or booking.decision_reason,
    )


def shown_status(booking: Booking, now: datetime) -> str:
    """Return the German word a person sees, derived from the status and the time."""
    if booking.status is BookingStatus.CONFIRMED and booking.period.contains(now):
        return "läuft"
    if booking.status is BookingStatus.CONFIRMED and booking.period.end <= now:
        return "beendet"
    return STATUS_WORDS[booking.status]
