"""Writing to organizers: to one of them, or to all who booked a hall in some days. What leaves is logged."""

from dataclasses import dataclass
from datetime import date, timedelta

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import NotPermitted, RecipientsChanged, TimeUnreadable
from booking_server.domain.messages import (
    Recipients,
    a_message_reaches_over_a_year_at_most,
    a_message_says_something_to_somebody,
    messages_are_few,
    recipients_of,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require, require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.desk_messages import DeskMessage
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

DEED = Deed.WRITE_TO_ORGANIZERS
TEMPLATE = "desk_message"
STANDING = (BookingStatus.CONFIRMED, BookingStatus.REQUESTED)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written and to whom: the organizer of `booking_id`, else all of a hall from day to day.

    `key` is the form's own: sent twice, a message leaves once.
    """

    key: str
    subject: str
    text: str
    booking_id: str | None = None
    hall: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """The hall a message is about, and whom it goes to."""

    venue: Venue
    recipients: Recipients


@dataclass(frozen=True, slots=True)
class Written:
    """A message that left, with its hall and who wrote it."""

    message: DeskMessage
    venue: Venue
    author: str


def look(house: House, person: Person, order: Order) -> Addressed:
    """Return whom a message would go to; nothing is sent.

    Raises NotFound, NotPermitted, TimeUnreadable, NothingWritten, NobodyToWriteTo.
    """
    with house.reading() as uow:
        addressed = _addressed(uow, person, order)
    a_message_says_something_to_somebody(order.subject, order.text, addressed.recipients)
    return addressed


@retried
def send(house: House, person: Person, order: Order, *, seal: str) -> int:
    """Promise the mails of a message and write down that it left; return how many.

    `seal` is that of the recipients the person was shown. Raises as look(), RecipientsChanged when others
    booked since, TooManyRequests.
    """
    with house.unit_of_work() as uow:
        addressed = _addressed(uow, person, order)
        uow.venues.lock_municipality(addressed.venue.municipality_id)  # who counts at the same time waits
        if (sent := uow.desk_messages.find(order.key)) is not None:
            return sent.mails
        a_message_says_something_to_somebody(order.subject, order.text, addressed.recipients)
        if addressed.recipients.seal != seal:
            raise RecipientsChanged(
                "Inzwischen hat sich geändert, wer gebucht hat. Bitte sehen Sie noch einmal hin."
            )
        mails, venue = addressed.recipients.by_mail, addressed.venue
        messages_are_few(
            uow.desk_messages.written_since(person.id, uow.now - timedelta(hours=1)),
            uow.desk_messages.mails_since(venue.id, uow.now - timedelta(days=1)),
            len(mails),
        )
        uow.desk_messages.add(_message(uow, person, order, addressed))
        uow.outbox.add_all([("mail", one.id, {"template": TEMPLATE, "message": order.key}) for one in mails])
        uow.audit.add(
            person.id, "message_sent", order.booking_id or venue.id,
            municipality_id=venue.municipality_id, message=order.key, mails=len(mails),
        )  # fmt: skip
        uow.commit()
    return len(mails)


def halls_of(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls whose organizers a person may write to, by name. Raises NotPermitted for none."""
    with house.reading() as uow:
        found = _own(uow, person)
    if not found:
        raise NotPermitted("Für Sie ist kein Haus eingetragen, dessen Veranstaltenden Sie schreiben dürfen.")
    return found


def hall_of(house: House, person: Person, slug: str) -> Venue:
    """Return a hall whose organizers a person may write to. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, DEED, venue)
        return venue


def latest(house: House, person: Person) -> tuple[Written, ...]:
    """Return what was written last in the person's halls, the newest first."""
    with house.reading() as uow:
        halls = {venue.id: venue for venue in _own(uow, person)}
        found = uow.desk_messages.latest(list(halls))
        names = {one: uow.people.get(one).name for one in {message.person_id for message in found}}
    return tuple(Written(one, halls[one.venue_id], names[one.person_id]) for one in found)


def message_by_id(house: House, message_id: str) -> tuple[DeskMessage, str] | None:
    """Return a message and who wrote it; None when its term is over."""
    with house.reading() as uow:
        found = uow.desk_messages.find(message_id)
        return (found, uow.people.get(found.person_id).name) if found else None


def _addressed(uow: UnitOfWork, person: Person, order: Order) -> Addressed:
    if order.booking_id is not None:
        booking = uow.bookings.get(order.booking_id)
        require(person, DEED, booking)
        return Addressed(uow.venues.by_id(booking.venue_id), recipients_of([booking]))
    venue = uow.venues.by_slug(order.hall)
    require_at(person, DEED, venue)
    within = _within(order)
    found = uow.bookings.find(venue_ids=[venue.id], statuses=STANDING, between=within)
    return Addressed(venue, recipients_of(found))


def _within(order: Order) -> Period:
    for day, field in ((order.first, "first"), (order.last, "last")):
        if day is None:
            raise TimeUnreadable("Bitte geben Sie den Tag an, zum Beispiel 01.10.2026.", field=field)
    assert order.first is not None
    assert order.last is not None
    a_message_reaches_over_a_year_at_most(order.last - order.first)
    return Period(local_time.day(order.first).start, local_time.day(order.last).end)


def _message(uow: UnitOfWork, person: Person, order: Order, addressed: Addressed) -> DeskMessage:
    return DeskMessage(
        id=order.key,
        municipality_id=addressed.venue.municipality_id,
        venue_id=addressed.venue.id,
        booking_id=order.booking_id,
        person_id=person.id,
        created_at=uow.now,
        subject=order.subject,
        text=order.text,
        mails=len(addressed.recipients.by_mail),
    )


def _own(uow: UnitOfWork, person: Person) -> tuple[Venue, ...]:
    return tuple(
        venue
        for venue in uow.venues.all()
        if person.may(DEED, municipality_id=venue.municipality_id, venue_id=venue.id)
    )
