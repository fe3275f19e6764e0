"""What happens to codes held for good without anybody asking: roles end, windows end, doors report a use."""

from datetime import timedelta

from booking_server.domain.doors import DoorEvent
from booking_server.domain.holders import (
    REMIND_BEFORE,
    Ending,
    HolderCode,
    due_reminder,
    entitled_until,
    is_alarm,
)
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.holders import holders
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract.events import EventType, Quality

QUIET = timedelta(hours=24)
LOCKED = "holder_locked"
"""The alarm of a door that takes a code no more (`kind` of the event)."""


def follow_roles(uow: UnitOfWork, person_id: str, actor: str) -> None:
    """Cut the codes of a person whose role was ended or shortened: a step of use cases."""
    grants = uow.people.get(person_id).grants
    for known in sorted(uow.holders.of_person(person_id), key=_hall):
        code = holders.locked(uow, known)
        if code.ended_at is not None:
            continue
        venue = uow.venues.by_id(code.venue_id)
        until = entitled_until(grants, venue, uow.now)
        if until is None:
            holders.end(uow, code, venue, actor, Ending.ROLE_ENDED)
        elif until < code.window.end:
            holders.shorten(uow, code, venue, actor, until)


@retried
def keep(house: House) -> int:
    """End codes whose time is up and remind of those that end soon; return how many mails were promised."""
    with house.unit_of_work() as uow:
        near = uow.holders.ending_by(uow.now + max(REMIND_BEFORE))
        kept = sum(_keep(uow, holders.locked(uow, code)) for code in sorted(near, key=_hall))
        if kept:
            uow.commit()
    return kept


def note_event(uow: UnitOfWork, venue_id: str, event: DoorEvent) -> None:
    """Tell the people of the hall what a door reports of a code: a step of use cases.

    The fire brigade's was used: late or not, its envelope is open. A door that was dark for a while tells
    late, and the mail then says so. Nothing but mail follows from an event.
    """
    code = uow.holders.named(venue_id, event.cred_ref) if event.cred_ref else None
    if code is None:
        return
    if event.granted and is_alarm(code, uow.now):
        uow.holders.note(code.id, used_at=uow.now)
        at = uow.now if event.clock_quality == Quality.UNTRUSTED else event.at
        promise = {"template": "brigade_used", "at": at.isoformat(), "late": event.is_late}
        uow.outbox.add("mail", code.id, **promise)
        venue = uow.venues.by_id(venue_id)
        uow.audit.add(event.door_id, "brigade_code_used", code.id, municipality_id=venue.municipality_id)
    elif _tells_of_a_lock(event, code) and uow.door_alarms.is_news(
        event.door_id, f"{LOCKED}:{code.id}", QUIET
    ):
        uow.outbox.add("mail", code.id, template=LOCKED)


def _tells_of_a_lock(event: DoorEvent, code: HolderCode) -> bool:
    """Tell whether a door takes a code no more; late or not, it is locked still."""
    return event.data.get("kind") == LOCKED and event.type == EventType.ALARM and code.ended_at is None


def _keep(uow: UnitOfWork, code: HolderCode) -> bool:
    if code.ended_at is not None:
        return False
    if not code.is_live(uow.now):
        holders.end(uow, code, uow.venues.by_id(code.venue_id), "clock", Ending.EXPIRED)
        return True
    days = due_reminder(code, uow.now)
    if days is None:
        return False
    uow.holders.note(code.id, reminded_days=days)
    uow.outbox.add("mail", code.id, template="holder_reminder")
    return True


def _hall(code: HolderCode) -> str:
    """Halls are locked in one order, so that nobody waits in a circle."""
    return code.venue_id
