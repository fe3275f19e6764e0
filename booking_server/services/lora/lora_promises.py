"""Promising frames to doors that are to be told something over LoRaWAN, and taking such promises back."""

from datetime import timedelta

from booking_server.domain.lora import LoraDoor
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.lora.lora import KIND, to_tell, wants_time
from booking_server.storage.unit_of_work import UnitOfWork

UNSERVED_AFTER = timedelta(hours=1)
"""Longer than any pause of a bridge that tries to come up."""


def promise_due(house: House, municipality_id: str) -> tuple[str, ...]:
    """Promise a frame to every door that is to be told something; return the doors reached so.

    A door that was given up gets one a day before something new is revoked, or a person or the door asks for
    more.
    """
    with house.reading() as uow:
        doors = [one for one in uow.lora.of_town(municipality_id) if one.is_on]
        waiting = uow.outbox.waiting(KIND) if doors else frozenset()
        due = [one.door_id for one in doors if one.door_id not in waiting and _is_due(uow, one)]
    if due:
        _promise(house, due)
    return tuple(one.door_id for one in doors)


def let_go(house: House) -> None:
    """Take back what is promised to doors that are switched off, or that no bridge serves any more.

    A bridge that comes back promises it anew: what is to be told follows from what is revoked.
    """
    with house.reading() as uow:
        idle = [one for one in uow.outbox.waiting(KIND) if not _is_served(uow, one)]
    if idle:
        _let_go(house, idle)


@retried
def _promise(house: House, door_ids: list[str]) -> None:
    with house.unit_of_work() as uow:
        waiting = uow.outbox.waiting(KIND)
        uow.outbox.add_all([(KIND, one, {}) for one in door_ids if one not in waiting])
        uow.commit()


@retried
def _let_go(house: House, door_ids: list[str]) -> None:
    with house.unit_of_work() as uow:
        uow.outbox.let_go(KIND, door_ids)
        uow.commit()


def _is_due(uow: UnitOfWork, known: LoraDoor) -> bool:
    door = uow.doors.get(known.door_id)
    waiting = to_tell(uow, door)
    if waiting and (known.parked_at is None or known.begins_again(waiting)):
        return True
    return known.is_time_due(uow.now) if waiting else wants_time(uow, door, known)


def _is_served(uow: UnitOfWork, door_id: str) -> bool:
    known, bridge = uow.lora.of_door(door_id), uow.lora.bridge(uow.doors.get(door_id).municipality_id)
    is_on = known is not None and known.is_on
    return is_on and bridge is not None and uow.now - bridge.looked_at < UNSERVED_AFTER
