"""Codes that are held for good: a person's at a hall they look after, the fire brigade's in an envelope.

Each opens all doors of its hall in a window that always has an end. Renewing keeps the digits and moves the
end; new digits are a new code, and the one before is blocked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.access import CodeAtDoor, DoorCodeStatus, door_code_status
from booking_server.domain.errors import HolderRefused
from booking_server.domain.people import Grant, Role
from booking_server.domain.venues import Venue
from calendars.period import Period

ENTITLED = frozenset({Role.DISTRICT_HEAD, Role.KEYHOLDER, Role.CARETAKER, Role.TECHNICIAN})
"""Who may hold a code at the halls their role reaches."""
PERSON_FOR = timedelta(days=100)
BRIGADE_FOR = timedelta(days=366)
"""How long a code is valid before somebody must say again that it is needed."""
PERSON_NUMBERS = range(90)
BRIGADE_NUMBERS = range(90, 100)
"""The first two digits of a code say whose it is at the door (door protocol, section 8)."""
REMIND_BEFORE = (timedelta(days=3), timedelta(days=14))
SHOWN_FOR = timedelta(minutes=15)
"""How long whoever gave a code may look at its digits, to write them down or print them."""
TOLD_AGAIN_AFTER = timedelta(hours=1)
"""Who goes in and out with the envelope's code is one alarm."""


class HolderKind(StrEnum):
    """Who holds a code."""

    PERSON = "person"
    BRIGADE = "brigade"


class Ending(StrEnum):
    """Why a code ended."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ROLE_ENDED = "role_ended"


@dataclass(frozen=True, slots=True)
class HolderCode:
    """One code: `number` are its first two digits, `cipher` all nine, encrypted.

    `confirmed_at` is when somebody last said that it is needed, `used_at` when we last heard of a use of the
    fire brigade's.
    """

    id: str
    venue_id: str
    kind: HolderKind
    number: int
    person_id: str | None
    name: str
    window: Period
    cipher: bytes
    fingerprint: bytes
    issued_at: datetime
    issued_by: str
    confirmed_at: datetime
    reminded_days: int = 0
    used_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None

    @property
    def revoked_at(self) -> datetime | None:
        """When somebody ended it before its time; a door ends the others by itself."""
        return None if self.ending is Ending.EXPIRED else self.ended_at

    def is_live(self, now: datetime) -> bool:
        """Whether it opens."""
        return self.ended_at is None and now < self.window.end

    def is_shown_to(self, person_id: str, now: datetime) -> bool:
        """Whether a person gave it out so recently that they may still see the digits."""
        return self.issued_by == person_id and self.is_live(now) and now - self.issued_at < SHOWN_FOR


@dataclass(frozen=True, slots=True)
class HolderAtDoor:
    """Where a code stands at one door; `window_in` is the snapshot version that brought its present end."""

    at_door: CodeAtDoor
    window_in: int | None

    @property
    def knows_window(self) -> bool:
        """Whether the door has acknowledged the present end."""
        return self.window_in is not None and self.at_door.applied_version >= self.window_in


def status_words(code: HolderCode, held: HolderAtDoor, now: datetime) -> str:
    """Return what is known of a code at one door, in words; never more than the door has acknowledged."""
    status = door_code_status(code, held.at_door, now)
    if status is DoorCodeStatus.ACTIVE and not held.knows_window:
        return "liegt am Schloss, die neue Frist noch nicht"
    return HOLDER_WORDS[status]


HOLDER_WORDS = {
    DoorCodeStatus.PUBLISHED: "noch nicht am Schloss",
    DoorCodeStatus.ON_DOOR: "liegt am Schloss",
    DoorCodeStatus.ACTIVE: "liegt am Schloss",
    DoorCodeStatus.EXPIRED: "abgelaufen",
    DoorCodeStatus.REVOCATION_PENDING: "gesperrt, das Schloss hat es noch nicht bestätigt",
    DoorCodeStatus.GONE: "gesperrt",
}


def entitled_until(grants: Iterable[Grant], venue: Venue, now: datetime) -> datetime | None:
    """Return when the last role ends that lets a person hold a code; `datetime.max` for a lasting one.

    None when they hold no such role at the hall.
    """
    ends = [
        grant.until or datetime.max.replace(tzinfo=now.tzinfo)
        for grant in grants
        if grant.role in ENTITLED and grant.covers(venue.municipality_id, venue.id) and grant.is_live(now)
    ]
    return max(ends, default=None)


def a_code_never_outlives_the_role(
    grants: Iterable[Grant], venue: Venue, start: datetime, now: datetime
) -> Period:
    """A code never outlives the role: return its window from `start`, cut where the last role ends."""
    until = entitled_until(grants, venue, now)
    if until is None:
        raise HolderRefused(
            "Einen Dauer-Code bekommt nur, wer in diesem Haus eine Rolle hat: als Ortsvorsteherin oder"
            " Ortsvorsteher, Schlüsselträger, Hausverantwortliche oder Technik.",
            field="person",
        )
    return Period(start, min(now + PERSON_FOR, until))


def free_number(kind: HolderKind, taken: Collection[int], resting: Collection[int]) -> int:
    """Return the lowest number nobody has, rather one that was never given out. Raises HolderRefused."""
    numbers = BRIGADE_NUMBERS if kind is HolderKind.BRIGADE else PERSON_NUMBERS
    free = [number for number in numbers if number not in taken]
    if not free:
        raise HolderRefused(
            "An diesem Haus sind alle Nummern vergeben. Sperren Sie zuerst einen Code, den niemand mehr"
            " braucht.",
            field="person",
        )
    return next((number for number in free if number not in resting), free[0])


def due_reminder(code: HolderCode, now: datetime) -> int | None:
    """Return which reminder is due, in days before the end; None for none, and for one sent before.

    A code that was never valid for that long needs no reminder: its end was told when it was given.
    """
    for before in REMIND_BEFORE:
        if now >= code.window.end - before:
            told = 0 < code.reminded_days <= before.days
            is_short = code.confirmed_at > code.window.end - before
            return None if told or is_short else before.days
    return None


def is_alarm(code: HolderCode, now: datetime) -> bool:
    """Whether somebody must hear of a use: of the fire brigade's code, again after an hour."""
    return code.kind is HolderKind.BRIGADE and (code.used_at is None or now - code.used_at > TOLD_AGAIN_AFTER)
