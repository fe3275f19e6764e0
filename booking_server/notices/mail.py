"""Composing and sending mail. A mail is made when it is sent, from the ids in the outbox."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol

from booking_server.domain.bookings import BookingStatus
from booking_server.notices import (
    approval_mail,
    desk_mail,
    door_mail,
    feedback_mail,
    helper_mail,
    holder_mail,
    invoice_texts,
    protocols,
    series_mail,
    sign_in_mail,
    texts,
    waiting_mail,
)
from booking_server.notices.invitations import invitation
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.foundation.house import House
from booking_server.services.operation import privacy
from booking_server.settings import MailServer
from booking_server.storage.repositories.outbox import OutboxItem

TIMEOUT_S = 20.0
Letters = tuple[tuple[str, tuple[str, str]], ...]
WRITERS = {
    "confirmed": texts.confirmed,
    "requested": texts.requested,
    "changed": texts.changed,
    "rejected": texts.rejected,
    "cancelled": texts.cancelled,
    "expired": texts.expired,
}


ASKS_DECIDERS = ("requested", "changed")


class MailNotSent(Exception):
    """The mail server did not take a mail; trying again later may help."""


class MailSender(Protocol):
    """Something that takes a mail, or raises MailNotSent."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail."""


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Hands mail to a mail server; with a user name only over STARTTLS."""

    server: MailServer

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail. Raises MailNotSent."""
        try:
            with smtplib.SMTP(self.server.host, self.server.port, timeout=TIMEOUT_S) as smtp:
                if self.server.user:
                    smtp.starttls(context=ssl.create_default_context())
                    smtp.login(self.server.user, self.server.password)
                smtp.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class MailboxSender:
    """Puts mail into a folder, one file each: the demo's mailbox."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write one mail; the same mail sent twice is one file. Raises MailNotSent."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{name}"
            draft.write_bytes(bytes(message))
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise MailNotSent(str(error.strerror)) from error


def compose(house: House, item: OutboxItem, sender: str) -> tuple[EmailMessage, ...]:
    """Return the mails one outbox item promises; none when nobody has an e-mail address.

    The organizer's own carries their booking for their calendar.
    """
    mails = _composed(house, item, sender)
    carried = invitation(house, item, sender) if mails else None
    if carried is not None and mails[0]["To"] == carried.to:
        carried.join(mails[0])
    return mails


def _composed(house: House, item: OutboxItem, sender: str) -> tuple[EmailMessage, ...]:
    template = item.payload["template"]
    if template == "privacy_link":
        address = privacy.address_of_link(house, item.subject)
        letter = texts.privacy_link(privacy.link_url(house, item.subject))
        return (_message(item, 0, sender, address, letter),)
    if template == feedback_mail.TEMPLATE:
        ((to, letter),) = feedback_mail.letters(house, item, sender)
        return (_message(item, 0, sender, to, letter),)
    if writer := _writer_of(template):
        letters = writer(house, item)
        return tuple(_message(item, at, sender, to, letter) for at, (to, letter) in enumerate(letters))
    page = booking_by_id(house, item.subject)
    if template == "invoice":
        return _invoice(item, page, sender)
    if template == "protocol":
        return _protocol(item, page, sender)
    mails = _to_deciders(house, item, page, sender) if template in ASKS_DECIDERS and _waits(page) else ()
    if page.booking.organizer.email:
        letter = WRITERS[template](page)
        mails = (_message(item, 0, sender, page.booking.organizer.email, letter), *mails)
    return mails


def _waits(page: BookingPage) -> bool:
    return page.booking.status is BookingStatus.REQUESTED


def _writer_of(template: str) -> Callable[[House, OutboxItem], Letters] | None:
    """Return who writes all mails of a promise that is not about one booking and its organizer alone."""
    found = {
        **dict.fromkeys(approval_mail.TEMPLATES, approval_mail.letters),
        **dict.fromkeys(door_mail.TEMPLATES, door_mail.letters),
        **dict.fromkeys(holder_mail.WRITERS, holder_mail.letters),
        **dict.fromkeys(sign_in_mail.WRITERS, sign_in_mail.letters),
        **dict.fromkeys(waiting_mail.WRITERS, waiting_mail.letters),
        desk_mail.TEMPLATE: desk_mail.letters,
        **dict.fromkeys(helper_mail.WRITERS, helper_mail.letters),
    }.get(template)
    return series_mail.letters if template.startswith(series_mail.PREFIX) else found


def _invoice(item: OutboxItem, page: BookingPage, sender: str) -> tuple[EmailMessage, ...]:
    if not page.booking.organizer.email:
        return ()
    letter = invoice_texts.letter(page, item.payload["invoice"])
    return (_message(item, 0, sender, page.booking.organizer.email, letter),)


def _protocol(item: OutboxItem, page: BookingPage, sender: str) -> tuple[EmailMessage, ...]:
    if not page.booking.organizer.email:
        return ()
    letter = protocols.letter(page, item.payload["protocol"])
    return (_message(item, 0, sender, page.booking.organizer.email, letter),)


def _to_deciders(house: House, item: OutboxItem, page: BookingPage, sender: str) -> tuple[EmailMessage, ...]:
    letters = approval_mail.to_deciders(house, page)
    return tuple(_message(item, at, sender, to, letter) for at, (to, letter) in enumerate(letters, start=1))


def _message(item: OutboxItem, number: int, sender: str, to: str, letter: tuple[str, str]) -> EmailMessage:
    """Return a mail whose Message-ID is the promise's: sent twice, mail programs show it once.

    Raises ValueError when a mail program would read another address than `to`, or several, in it.
    """
    subject, text = letter
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    if [one.addr_spec for one in message["To"].addresses] != [to]:
        raise ValueError("no address that one mail goes to")
    message["Subject"] = " ".join(subject.split()).replace("=?", "= ?")  # an encoded word may hide a new line
    message["Date"] = formatdate(item.created_at.timestamp())
    message["Message-ID"] = f"<{item.id}-{number}@{sender.rpartition('@')[2].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
