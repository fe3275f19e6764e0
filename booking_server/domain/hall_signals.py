"""How a hall is, in seven signals for programs around it: no person, no booking, no code in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.alarms import kind_of, standing
from booking_server.domain.doors import Door, DoorEvent


class LastEvent(StrEnum):
    """What happened at a hall last, in a word."""

    OPENED = "Geöffnet"
    REFUSED = "Abgelehnt"
    HELD_OPEN = "Wird offen gehalten"
    SECURED = "Wieder gesichert"
    ALARM = "Alarm"
    DEVICE = "Meldung eines Geräts"
    LOST = "Protokoll lückenhaft"


WORTH_TELLING = ("access", "alarm", "mode", "device", "lost")
_WORDS = {"alarm": LastEvent.ALARM, "device": LastEvent.DEVICE, "lost": LastEvent.LOST}


@dataclass(frozen=True, slots=True)
class SeenDoor:
    """A door with what it told lately, oldest first, and when the codes it still lacks were made."""

    door: Door
    told: tuple[DoorEvent, ...] = ()
    lacks_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class HallSignals:
    """The signals of one hall over all its doors; None is what nobody knows just now.

    `sync_age` is how old what the worst informed door knows is; None when one never was heard.
    """

    is_unlocked: bool | None
    is_open: bool | None
    is_connected: bool
    has_problem: bool
    is_tampered_with: bool
    last_event: LastEvent | None
    last_event_at: datetime | None
    sync_age: timedelta | None


def signals_of(seen: Sequence[SeenDoor], last: DoorEvent | None, now: datetime) -> HallSignals:
    """Return the signals of a hall that has at least one door; `last` is the newest event worth telling."""
    doors = [one.door for one in seen]
    alarms = {kind_of(event) for one in seen for event in standing(one.told)}
    return HallSignals(
        is_unlocked=_any(doors, now, lambda door: door.held_until(now) is not None),
        is_open=_any(doors, now, lambda door: {"open": True, "closed": False}.get(door.contact)),
        is_connected=all(door.is_online(now) for door in doors),
        has_problem=bool(alarms - {"tamper"}) or any(map(_is_unwell, doors)),
        is_tampered_with="tamper" in alarms,
        last_event=_word(last) if last else None,
        last_event_at=last.at if last else None,
        sync_age=_oldest(seen, now),
    )


def _any(doors: Iterable[Door], now: datetime, says: Callable[[Door], bool | None]) -> bool | None:
    """Return whether a door says so; only the word of one that is there counts, and silence is no "no"."""
    said = [says(door) if door.is_online(now) else None for door in doors]
    if True in said:
        return True
    return None if None in said else False


def _is_unwell(door: Door) -> bool:
    return door.rival_at is not None or door.pin_off or door.clock == "untrusted"


def _oldest(seen: Iterable[SeenDoor], now: datetime) -> timedelta | None:
    ages = []
    for one in seen:
        heard = one.door.last_seen_at
        if heard is None:
            return None
        ages.append(now - min(heard, one.lacks_since or heard))
    return max([timedelta(), *ages])


def _word(event: DoorEvent) -> LastEvent:
    if event.type == "access":
        return LastEvent.OPENED if event.granted else LastEvent.REFUSED
    if event.type == "mode":
        return LastEvent.HELD_OPEN if event.data.get("kind") == "hold_open" else LastEvent.SECURED
    return _WORDS.get(event.type, LastEvent.DEVICE)
