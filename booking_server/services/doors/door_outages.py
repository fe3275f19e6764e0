"""Noticing that a door is away, or back, and telling webhooks once of each."""

from booking_server.domain.doors import Door
from booking_server.domain.webhooks import EventType
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.webhook_promises import tell_of_door
from booking_server.storage.unit_of_work import UnitOfWork


@retried
def watch(house: House) -> int:
    """Tell of every door that went away or came back since the last look; return how many."""
    with house.reading() as uow:
        if not any(_changed(uow)):
            return 0
    with house.unit_of_work() as uow:
        gone, back = _changed(uow)
        for door in gone:
            uow.door_outages.begin(door.id)
            tell_of_door(uow, door, EventType.DOOR_OFFLINE, door.last_seen_at or uow.now)
        for door in back:
            uow.door_outages.end(door.id)
            tell_of_door(uow, door, EventType.DOOR_ONLINE, door.last_seen_at or uow.now)
        uow.commit()
    return len(gone) + len(back)


def _changed(uow: UnitOfWork) -> tuple[list[Door], list[Door]]:
    """Return the doors that went away and those that came back; one never heard of is neither."""
    known = uow.door_outages.known()
    doors = [door for door in uow.doors.all() if door.last_seen_at is not None]
    gone = [door for door in doors if door.id not in known and not door.is_online(uow.now)]
    back = [door for door in doors if door.id in known and door.is_online(uow.now)]
    return gone, back
