"""Promising messages to webhooks, in the transaction of what they tell. Steps of use cases.

A message says what happened with numbers, times and the address of a hall; never a name, an occasion or a
code. Who may know more asks the interface with a key.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from booking_server.domain.alarms import kind_of
from booking_server.domain.bookings import Booking
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.webhooks import EventType, Message
from booking_server.storage.unit_of_work import UnitOfWork

KIND = "webhook"
OF_CREDENTIALS = {
    EventType.BOOKING_CREATED: EventType.CREDENTIAL_CREATED,
    EventType.BOOKING_CHANGED: EventType.CREDENTIAL_CHANGED,
    EventType.BOOKING_CANCELLED: EventType.CREDENTIAL_REVOKED,
}


def tell_of_new(uow: UnitOfWork, bookings: Sequence[Booking]) -> None:
    """Tell of bookings of one hall that stand now: made just now, or decided about."""
    for event, is_fresh in ((EventType.BOOKING_CREATED, True), (EventType.BOOKING_CHANGED, False)):
        _tell_of_bookings(uow, [one for one in bookings if (one.sequence == 0) is is_fresh], event)


def tell_of_booking(uow: UnitOfWork, booking: Booking, event: EventType) -> None:
    """Tell what became of a booking or of a credential; closures and holds are none."""
    _tell_of_bookings(uow, [booking], event)


def tell_of_late_credential(uow: UnitOfWork, booking: Booking) -> bool:
    """Tell that a door lacks a credential that begins soon, and return whether anything listens to that.

    Whom it is for, only its program can tell.
    """
    town, event = booking.municipality_id, EventType.CREDENTIAL_LATE
    listening = uow.webhooks.listening(town, event)
    if listening:
        _tell(uow, listening, town, event, data=_of_credential(uow, booking), at=uow.now)
    return bool(listening)


def is_heard_of(uow: UnitOfWork, credential_id: str, since: datetime) -> bool:
    """Whether every webhook that is told since then of a late credential took it, or may in time."""
    told = uow.webhooks.telling_of(credential_id, EventType.CREDENTIAL_LATE, since)
    return bool(told) and all(one.is_taken_in_time(uow.now) for one in told)


def _tell_of_bookings(uow: UnitOfWork, bookings: Sequence[Booking], event: EventType) -> None:
    _tell_of(uow, [one for one in bookings if not one.names_nobody], event, _of_booking)
    _tell_of(uow, [one for one in bookings if one.is_credential], OF_CREDENTIALS[event], _of_credential)


def _tell_of(
    uow: UnitOfWork,
    made: Sequence[Booking],
    event: EventType,
    words: Callable[[UnitOfWork, Booking], dict[str, Any]],
) -> None:
    if not made:
        return
    town = made[0].municipality_id
    listening = uow.webhooks.listening(town, event)
    for one in made if listening else ():
        _tell(uow, listening, town, event, data=words(uow, one), at=one.updated_at)


def tell_of_events(uow: UnitOfWork, door: Door, fresh: Iterable[DoorEvent]) -> None:
    """Tell what a door reported: an opening with a code, an alarm."""
    for event in fresh:
        alarm = kind_of(event)
        if event.type == "access" and event.granted:
            means = str(event.data.get("cls", ""))[:24]
            held = uow.credentials.find(event.booking_id)
            whose = {"booking": None, "credential": held.id} if held else {"booking": event.booking_id}
            more = {"means": means, "late": event.is_late, **whose}
            tell_of_door(uow, door, EventType.DOOR_OPENED, event.at, **more)
        elif alarm:
            tell_of_door(uow, door, EventType.DOOR_ALARM, event.at, alarm=alarm, late=event.is_late)


def tell_of_door(uow: UnitOfWork, door: Door, event: EventType, at: datetime, **more: Any) -> None:
    """Tell something of a door."""
    listening = uow.webhooks.listening(door.municipality_id, event)
    if listening:
        said = {"door": door.id, "venue": uow.venues.by_id(door.venue_id).slug, **more}
        _tell(uow, listening, door.municipality_id, event, data=said, at=at)


def promise(uow: UnitOfWork, messages: Iterable[Message]) -> None:
    """Promise to send messages; they are stored before."""
    uow.outbox.add_all([(KIND, one.id, {}) for one in messages])


def a_message(
    uow: UnitOfWork,
    webhook_id: str,
    municipality_id: str,
    event: EventType,
    *,
    data: Mapping[str, Any],
    at: datetime,
) -> Message:
    """Return a message that nobody has stored yet."""
    said = {"type": event.value, "timestamp": _instant(at), "data": data}
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Message(secrets.token_hex(16), webhook_id, municipality_id, event, body, uow.now, next_at=uow.now)


def _tell(uow: UnitOfWork, webhook_ids: Iterable[str], town: str, event: EventType, **told: Any) -> None:
    made = [a_message(uow, one, town, event, **told) for one in webhook_ids]
    uow.webhooks.add_messages(made)
    promise(uow, made)


def _of_booking(uow: UnitOfWork, booking: Booking) -> dict[str, Any]:
    venue = uow.venues.by_id(booking.venue_id)
    return {
        "id": booking.id,
        "status": booking.status.value,
        "venue": venue.slug,
        "spaces": [space.slug for space in venue.spaces if space.id in booking.space_ids],
        "start": _instant(booking.period.start),
        "end": _instant(booking.period.end),
        "series": booking.series_id,
        "sequence": booking.sequence,
    }


def _of_credential(uow: UnitOfWork, booking: Booking) -> dict[str, Any]:
    told = _of_booking(uow, booking)
    same = ("id", "venue", "spaces", "start", "end")
    return {name: told[name] for name in same} | {"version": booking.sequence + 1}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
