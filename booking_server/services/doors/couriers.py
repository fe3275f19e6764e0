"""Serving a hall without network by hand: its signed state as a file, and its events back."""

from dataclasses import dataclass

from booking_server.domain.doors import COURIER, Door
from booking_server.domain.errors import CourierRefused, NotFound
from booking_server.domain.people import Deed, Person
from booking_server.locks.codes import door_secret
from booking_server.services.doors import door_reports
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises import snapshots
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import courier
from lock_agent.contract.acks import Ack
from lock_agent.contract.courier import DownBag, UpBag
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import parse_batch
from lock_agent.contract.status import parse_report

UNREADABLE = (
    "Diese Datei ist nicht lesbar oder wurde verändert. Bitte nehmen Sie die Datei, die das Gerät an der Tür"
    " geschrieben hat."
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file brought: the door it came from, how many events were in it and how many were new."""

    door: Door
    events: int
    new_events: int


def pack(house: House, person: Person, door_id: str) -> bytes:
    """Return the file for one door: its newest settings and credentials, and what we have of its events.

    Raises NotFound, NotPermitted.
    """
    with house.reading() as uow:
        _permitted(uow, person, door_id)
    snapshots.refresh(house, door_id, _to_nobody)
    return _pack(house, person, door_id)


@retried
def _pack(house: House, person: Person, door_id: str) -> bytes:
    with house.unit_of_work() as uow:
        door = _permitted(uow, person, door_id)
        newest = {kind: uow.doors.snapshot(door_id, kind) for kind in ("cfg", "creds")}
        envelopes = {kind: found.envelope if found else None for kind, found in newest.items()}
        ack = Ack(door.log_epoch, door.acked_seq).to_body() if door.acked_seq else None
        secret = _secret(house, uow, door)
        uow.audit.add(person.id, "courier_packed", door_id, municipality_id=door.municipality_id)
        uow.commit()
    return courier.pack_down(DownBag(**envelopes, ack=ack), device=door_id, k_door=secret)


def take(house: House, person: Person, raw: bytes) -> Carried:
    """Store what a file brought from a door; the same file twice changes nothing more.

    Raises CourierRefused, NotPermitted.
    """
    with house.reading() as uow:
        door, bag = _read(house, uow, person, raw)
        known = uow.door_events.count(door.id)
    batches = _batches(bag)
    for batch in batches:
        door_reports.store_events(house, door.id, batch, via=COURIER)
    _note(house, person, door, bag)
    with house.reading() as uow:
        after = uow.door_events.count(door.id)
    return Carried(door, sum(len(parse_batch(batch).events) for batch in batches), after - known)


def _read(house: House, uow: UnitOfWork, person: Person, raw: bytes) -> tuple[Door, UpBag]:
    try:
        door = uow.doors.get(courier.device_of(raw))
        require_at(person, Deed.SEE_DOORS, uow.venues.by_id(door.venue_id))
        return door, courier.unpack_up(raw, device=door.id, k_door=_secret(house, uow, door))
    except ContractError as error:
        raise CourierRefused(UNREADABLE) from error
    except NotFound as error:
        raise CourierRefused("Diese Datei kommt von einer Tür, die wir nicht kennen.") from error


def _batches(bag: UpBag) -> tuple[bytes, ...]:
    """Look at everything before anything is stored."""
    try:
        parse_report(bag.report)
        for batch in bag.batches:
            parse_batch(batch)
    except ContractError as error:
        raise CourierRefused(UNREADABLE) from error
    return bag.batches


@retried
def _note(house: House, person: Person, door: Door, bag: UpBag) -> None:
    """Believe what the door says it has, unless we heard of it since the file was written."""
    report = parse_report(bag.report)
    if door.last_seen_at is None or report.at > door.last_seen_at.timestamp():
        door_reports.note_report(house, door.id, bag.report, retained=True, via=COURIER)
    with house.unit_of_work() as uow:
        uow.audit.add(
            person.id,
            "courier_taken",
            door.id,
            municipality_id=door.municipality_id,
            batches=len(bag.batches),
        )
        uow.commit()


def _permitted(uow: UnitOfWork, person: Person, door_id: str) -> Door:
    door = uow.doors.get(door_id)
    require_at(person, Deed.SEE_DOORS, uow.venues.by_id(door.venue_id))
    return door


def _secret(house: House, uow: UnitOfWork, door: Door) -> bytes:
    return door_secret(house.keyring, door.venue_id, uow.venues.door_secret_cipher(door.venue_id))


def _to_nobody(_door_id: str, _kind: str, _envelope: bytes) -> None:
    """Somebody carries it."""
