"""What the desk writes to organizers, to whom it goes, and how much of it there may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NobodyToWriteTo, NothingWritten, TimeUnreadable, TooManyRequests

LONGEST_SUBJECT, LONGEST_TEXT = 120, 4000
LONGEST_PERIOD = timedelta(days=366)
MOST_AN_HOUR = 20
"""Messages of one person."""
MOST_MAILS_A_DAY = 300
"""Mails to the organizers of one hall."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a message goes to: one booking stands for each address; `by_phone` have none."""

    by_mail: tuple[Booking, ...]
    by_phone: tuple[Booking, ...]

    @property
    def seal(self) -> str:
        """What a form shows again to prove whom somebody was shown."""
        named = ",".join(booking.id for booking in self.by_mail)
        return sha256(named.encode()).hexdigest()[:16]


def recipients_of(bookings: Iterable[Booking]) -> Recipients:
    """Return whom the organizers of bookings are, each address once."""
    by_mail: dict[str, Booking] = {}
    by_phone: dict[str, Booking] = {}
    for booking in bookings:
        if booking.names_nobody or booking.anonymised_at is not None:
            continue
        if address := booking.organizer.email.strip().lower():
            by_mail.setdefault(address, booking)
        else:
            by_phone.setdefault(booking.organizer.phone, booking)
    return Recipients(tuple(by_mail.values()), tuple(by_phone.values()))


def a_message_says_something_to_somebody(subject: str, text: str, recipients: Recipients) -> None:
    """Raise NothingWritten for a message without subject or text, NobodyToWriteTo for one to nobody."""
    if not subject.strip():
        raise NothingWritten("Bitte geben Sie einen Betreff an.", field="subject")
    if not text.strip():
        raise NothingWritten("Bitte schreiben Sie, was Sie mitteilen möchten.", field="text")
    if len(text) > LONGEST_TEXT:
        raise NothingWritten(f"Bitte fassen Sie sich kürzer: höchstens {LONGEST_TEXT} Zeichen.", field="text")
    if not recipients.by_mail:
        raise NobodyToWriteTo(
            "Es gibt niemanden mit E-Mail-Adresse, dem wir schreiben können. Bitte rufen Sie an."
        )


def messages_are_few(messages_this_hour: int, mails_today: int, more: int) -> None:
    """Raise TooManyRequests for somebody who writes all the time, and for a hall that writes to everybody."""
    if messages_this_hour >= MOST_AN_HOUR:
        raise TooManyRequests(
            "Sie haben in der letzten Stunde sehr viel geschrieben. Bitte warten Sie etwas."
        )
    if mails_today + more > MOST_MAILS_A_DAY:
        raise TooManyRequests(
            f"Von diesem Haus gehen höchstens {MOST_MAILS_A_DAY} E-Mails am Tag ab."
            " Bitte wählen Sie einen kürzeren Zeitraum oder schreiben Sie morgen weiter.",
            field="last",
        )


def a_message_reaches_over_a_year_at_most(span: timedelta) -> None:
    """Raise TimeUnreadable for a period that ends before it begins, or longer than a year."""
    if span < timedelta():
        raise TimeUnreadable("Der letzte Tag liegt vor dem ersten.", field="last")
    if span > LONGEST_PERIOD:
        raise TimeUnreadable("Bitte wählen Sie höchstens ein Jahr.", field="last")
