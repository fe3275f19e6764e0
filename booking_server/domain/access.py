"""Access codes of a booking and what a person is told about them.

The window of a code is the window of its booking. A status is derived from what the door has
acknowledged, never from what was sent (door protocol, section 4).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from calendars.period import Period
from lock_agent.contract.errors import WindowTooLong
from lock_agent.contract.offline_pin import DURATIONS, OfflineWord, period, smallest_duration

OFFLINE_SEQUENCES = range(4)
LONGER_DURATIONS_TRIED = 3
"""An offline code that outlives its booking by much would be a wrong unlock: only these steps are tried."""


@dataclass(frozen=True, slots=True)
class AccessCode:
    """One code of one booking in its three forms: PIN, offline PIN, QR token.

    `pin_cipher` is the PIN encrypted at the server (it must be shown again);
    `offline_word` is None when every word for this time was given out before. `hold_open` says that the first
    entry lets the door be held open; it is in the QR token too and never changes. `helper_id` is whose it
    is where it is not the organizer's own.
    """

    id: str
    booking_id: str
    venue_id: str
    window: Period
    pin_cipher: bytes
    pin_fingerprint: bytes
    qr_id: bytes
    issued_at: datetime
    offline_word: OfflineWord | None
    revoked_at: datetime | None = None
    hold_open: bool = False
    helper_id: str | None = None

    @property
    def opens_until(self) -> datetime:
        """Until when a door that hears nothing takes it at most: an offline PIN outlives its booking."""
        if self.offline_word is None:
            return self.window.end
        return max(self.window.end, datetime.fromtimestamp(period(self.offline_word)[1], UTC))


class DoorCodeStatus(StrEnum):
    """What one door is known to hold of one code."""

    PUBLISHED = "published"
    ON_DOOR = "on_door"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOCATION_PENDING = "revocation_pending"
    GONE = "gone"


DOOR_CODE_WORDS = {
    DoorCodeStatus.PUBLISHED: "noch nicht am Schloss",
    DoorCodeStatus.ON_DOOR: "liegt am Schloss",
    DoorCodeStatus.ACTIVE: "liegt am Schloss, gilt jetzt",
    DoorCodeStatus.EXPIRED: "abgelaufen",
    DoorCodeStatus.REVOCATION_PENDING: "gesperrt, das Schloss hat es noch nicht bestätigt",
    DoorCodeStatus.GONE: "gesperrt",
}


@dataclass(frozen=True, slots=True)
class CodeAtDoor:
    """Where one code stands at one door: the snapshot versions that brought and removed it.

    None means that no snapshot was made since; `applied_version` is what the door reported.
    """

    brought_in: int | None
    removed_in: int | None
    applied_version: int


class Dated(Protocol):
    """A code with a window, which somebody may have ended before its time."""

    @property
    def window(self) -> Period: ...

    @property
    def revoked_at(self) -> datetime | None: ...


def door_code_status(code: Dated, at_door: CodeAtDoor, now: datetime) -> DoorCodeStatus:
    """Return the status of `code` at one door, claiming no more than the door has acknowledged."""
    if code.revoked_at is not None:
        removed = at_door.removed_in is not None and at_door.applied_version >= at_door.removed_in
        never_there = at_door.brought_in is None
        return DoorCodeStatus.GONE if removed or never_there else DoorCodeStatus.REVOCATION_PENDING
    if now >= code.window.end:
        return DoorCodeStatus.EXPIRED
    if at_door.brought_in is None or at_door.applied_version < at_door.brought_in:
        return DoorCodeStatus.PUBLISHED
    return DoorCodeStatus.ACTIVE if code.window.contains(now) else DoorCodeStatus.ON_DOOR


def choose_offline_word(
    window: Period, given_out: Collection[OfflineWord], *, sequences: Collection[int] = OFFLINE_SEQUENCES
) -> OfflineWord | None:
    """Return the shortest offline word that covers `window` and was never given out at this hall.

    None when all of these `sequences` are used, or the window is longer than such a code can last: the QR
    code then is the one that opens a hall without network.
    """
    try:
        start, duration = smallest_duration(int(window.start.timestamp()), int(window.end.timestamp()))
    except WindowTooLong:
        return None
    first = DURATIONS.index(duration)
    for longer in DURATIONS[first : first + LONGER_DURATIONS_TRIED]:
        for seq in sequences:
            word = OfflineWord(start, longer, seq)
            if word not in given_out:
                return word
    return None
