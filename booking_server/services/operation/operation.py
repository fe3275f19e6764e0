"""What operators watch, and whether visitors can be served."""

from collections import Counter
from datetime import timedelta

from booking_server.domain.access import DoorCodeStatus, door_code_status
from booking_server.domain.horizon import KNOWN_AHEAD
from booking_server.domain.operation import DoorFigures, Figures, Readiness, worker_word
from booking_server.domain.webhooks import MessageState
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.database import StorageError
from booking_server.storage.migrate import is_current
from booking_server.storage.repositories.operation import PARKED, WAITS
from booking_server.storage.unit_of_work import UnitOfWork

OPEN = frozenset({DoorCodeStatus.PUBLISHED, DoorCodeStatus.REVOCATION_PENDING})
"""How a code stands that the door has not acknowledged."""
LATELY = timedelta(hours=1)


@retried
def tick(house: House) -> None:
    """Note that the worker turns."""
    with house.unit_of_work() as uow:
        uow.operation.sign()
        uow.commit()


def readiness(house: House) -> Readiness:
    """Return whether the database answers, is of this version, and the worker turns."""
    try:
        with house.reading() as uow:
            if not is_current(uow.connection):
                return Readiness("reachable", "another version")
            return Readiness("reachable", "current", worker_word(uow.operation.last_sign(), uow.now))
    except StorageError:
        return Readiness("unreachable")


def figures(house: House) -> Figures:
    """Return every figure of one moment."""
    with house.reading() as uow:
        return Figures(
            at=uow.now,
            doors=_doors(uow),
            unacknowledged=_unacknowledged(uow),
            refused=uow.operation.refused(uow.now - LATELY),
            waiting=uow.operation.backlog(WAITS),
            parked=uow.operation.backlog(PARKED),
            messages=uow.operation.messages(MessageState.WAITING, MessageState.PARKED),
            worker_at=uow.operation.last_sign(),
        )


def _doors(uow: UnitOfWork) -> tuple[DoorFigures, ...]:
    places, lacking = uow.operation.places(), uow.operation.lacking()
    return tuple(
        DoorFigures(
            door.id,
            *places[door.id],
            number=door.number,
            is_online=door.is_online(uow.now),
            knows_of=heard and min(heard, lacking.get(door.id, heard)),
            holds_back=door.outbox_depth,
        )
        for door in uow.doors.all()
        for heard in (door.last_seen_at,)
    )


def _unacknowledged(uow: UnitOfWork) -> Counter[str]:
    """Count by door the codes within its horizon that it lacks, and the revoked ones it may still hold."""
    until = uow.now + KNOWN_AHEAD
    told = (*uow.operation.unsettled(until), *uow.operation.unsettled_holders(until))
    return Counter(door for door, code, at_door in told if door_code_status(code, at_door, uow.now) in OPEN)
