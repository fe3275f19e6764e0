"""Opening a door from the desk, or holding it open: asked with a reason, sent at once or never.

What is shown is what the door has answered, or that nobody knows.
"""

import secrets
from datetime import datetime, timedelta

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.commands import LIFE, CommandState, DoorCommand
from booking_server.domain.doors import HTTPS, Door
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.holding import ends_offered
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period
from lock_agent.contract import envelope
from lock_agent.contract.commands import Command, parse_result

AWAY = (
    "Die Tür ist gerade nicht mit dem Netz verbunden, von hier aus lässt sie sich nicht öffnen. Vor Ort"
    " öffnen weiter: PINs, die das Schloss schon kennt, und jeder QR-Code."
)
NOT_HELD = "In diesem Haus darf die Tür nicht offen gehalten werden. Das steht in den Regeln des Hauses."
END_UNKNOWN = "Bitte wählen Sie, bis wann die Tür offen gehalten wird."
AUDITED = {
    "unlatch": "door_opened_remotely",
    "hold_open": "door_held_open_remotely",
    "release": "door_released_remotely",
}
WHY = "Fernöffnung"
"""What the door is told: it stores no reasons, they may name people."""


def door_for(house: House, person: Person, door_id: str) -> tuple[Door, Venue, bool]:
    """Return a door the person may open from the desk, its hall, and whether it can be reached.

    Raises NotFound, NotPermitted.
    """
    with house.reading() as uow:
        door, venue = _permitted(uow, person, door_id)
        return door, venue, door.is_online(uow.now)


def open_now(house: House, person: Person, door_id: str, *, why: str) -> DoorCommand:
    """Ask a door to open once, now. Raises NotFound, NotPermitted, TransitionNotAllowed when it is away."""
    return _ask(house, person, door_id, op="unlatch", why=why)


def hold_open(house: House, person: Person, door_id: str, *, why: str, end: str) -> DoorCommand:
    """Ask a door to be held open, `end` being one of the ends offered.

    Raises NotFound, NotPermitted, TransitionNotAllowed when it is away, or the hall does not allow it.
    """
    return _ask(house, person, door_id, op="hold_open", why=why, end=end)


def release(house: House, person: Person, door_id: str, *, why: str) -> DoorCommand:
    """Ask a door to be held open no more. Raises NotFound, NotPermitted, TransitionNotAllowed when away."""
    return _ask(house, person, door_id, op="release", why=why)


def ends_at(house: House, person: Person, door_id: str) -> dict[str, datetime]:
    """Return until when a door may be asked to be held open, by the word that chooses it; none where never.

    Raises NotFound, NotPermitted.
    """
    with house.reading() as uow:
        return _ends(uow, _permitted(uow, person, door_id)[1])


@retried
def _ask(
    house: House, person: Person, door_id: str, *, op: str, why: str, end: str | None = None
) -> DoorCommand:
    with house.unit_of_work() as uow:
        door, venue = _permitted(uow, person, door_id)
        if not door.is_online(uow.now) or not door.session:
            raise TransitionNotAllowed(AWAY)
        ends = {} if end is None else _ends(uow, venue)
        if end is not None and end not in ends:
            raise TransitionNotAllowed(NOT_HELD if not ends else END_UNKNOWN)
        command = DoorCommand(
            id=secrets.token_hex(8),
            door_id=door.id,
            person_id=person.id,
            op=op,
            session=door.session,
            why=why[:200],
            asked_at=uow.now,
            expires_at=uow.now + LIFE,
            state=CommandState.ASKED,
            hold_until=ends[end] if end is not None else None,
        )
        uow.door_commands.add(command)
        if door.via != HTTPS:  # one that comes over HTTPS waits for it and takes it along
            uow.outbox.add("commands", command.id)
        uow.audit.add(person.id, AUDITED[op], door.id, municipality_id=door.municipality_id)
        uow.commit()
    return command


def look(house: House, person: Person, command_id: str) -> tuple[DoorCommand, Door, Venue]:
    """Return a command as it stands. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        command = uow.door_commands.get(command_id)
        return command, *_permitted(uow, person, command.door_id)


@retried
def sealed(house: House, command_id: str) -> tuple[str, bytes] | None:
    """Return the door and the signed command, and note that it is sent; None once it is too old to be."""
    with house.unit_of_work() as uow:
        command = uow.door_commands.get(command_id)
        if command.state is not CommandState.ASKED:
            return None  # sent before a crash, or not: nobody knows, and it is not sent twice
        if uow.now >= command.expires_at:
            uow.door_commands.note(command.id, command.door_id, CommandState.UNSENT)
            uow.commit()
            return None
        uow.door_commands.note(command.id, command.door_id, CommandState.SENT)
        issued, expires = int(uow.now.timestamp()), int(command.expires_at.timestamp())
        uow.commit()
    args = {} if command.hold_until is None else {"until": int(command.hold_until.timestamp())}
    order = Command(command.id, command.op, args, command.session, expires, command.person_id, WHY)
    keyring = house.keyring
    return command.door_id, envelope.seal(
        t="cmd",
        dev=command.door_id,
        ver=issued,
        iat=issued,
        exp=expires,
        kid=keyring.snapshot_kid,
        body=order.to_body(),
        key=keyring.snapshot_key,
    )


@retried
def not_sent(house: House, command_id: str) -> None:
    """Note that there was no broker to take a command: it is not tried again, a person decides about that."""
    with house.unit_of_work() as uow:
        command = uow.door_commands.get(command_id)
        uow.door_commands.note(command.id, command.door_id, CommandState.UNSENT)
        uow.commit()


@retried
def note_result(house: House, door_id: str, raw: bytes) -> None:
    """Store a door's answer to a command of its own. Raises MalformedMessage."""
    result = parse_result(raw)
    with house.unit_of_work() as uow:
        if uow.door_commands.note(result.id, door_id, CommandState(result.state), result.reason):
            uow.commit()


def _permitted(uow: UnitOfWork, person: Person, door_id: str) -> tuple[Door, Venue]:
    door = uow.doors.get(door_id)
    venue = uow.venues.by_id(door.venue_id)
    require_at(person, Deed.OPEN_REMOTELY, venue)
    return door, venue


def _ends(uow: UnitOfWork, venue: Venue) -> dict[str, datetime]:
    if not venue.regulation.hold_open:
        return {}
    running = uow.bookings.find(
        venue_ids=[venue.id],
        statuses=[BookingStatus.CONFIRMED],
        between=Period(uow.now, uow.now + timedelta(seconds=1)),
        limit=50,
    )
    return ends_offered(uow.now, max((booking.period.end for booking in running), default=None))
