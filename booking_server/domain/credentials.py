"""Credentials for doors that other booking systems ask for: who they are for, only those systems know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.access import AccessCode, CodeAtDoor, DoorCodeStatus
from booking_server.domain.coverage import is_overdue
from booking_server.domain.horizon import KNOWN_AHEAD

ANSWERED_AGAIN = timedelta(days=1)
"""So long the codes are told once more to a program that lost the answer; only to the same key of its own."""

CODES_AT_A_HALL = 300
"""So many codes of programs the doors of a hall may have to know of, those moved and revoked with them."""
OFFLINE_PINS_OF_AN_HOUR = 6
"""With so many offline PINs given out that begin in one hour, programs get none: the rest is residents'."""
SEQUENCES_OF_PROGRAMS = range(2)
"""Of one length there are four: so many are for programs, since of the longest times there are no others."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Which program asked for the booking with the same number: that one tells times, spaces and its end.

    Moved, it is still that booking, with a new code; so all its codes and events have one number.
    """

    id: str
    municipality_id: str
    venue_id: str
    key_id: str
    created_at: datetime


class CredentialState(StrEnum):
    """Where a credential stands, over all doors of its hall: the least any of them has acknowledged."""

    NO_DOOR = "no_door"
    AHEAD = "ahead"
    ON_THE_WAY = "on_the_way"
    LATE = "late"
    ON_DOOR = "on_door"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOCATION_PENDING = "revocation_pending"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a door acknowledged last of its codes: when that was written, and how far ahead it reaches."""

    made_at: datetime
    covers_until: datetime


def may_open(code: AccessCode, at_door: CodeAtDoor, heard: Heard | None, now: datetime) -> bool:
    """Whether an ended code may still open one door, in any of its forms.

    A QR token and an offline PIN open a door that never heard of them. So a code that no snapshot brought is
    gone only once the door has acknowledged one that was made after its end and reaches its time.
    """
    if code.revoked_at is None or now >= code.opens_until:
        return False
    if at_door.removed_in is not None and at_door.applied_version >= at_door.removed_in:
        return False
    if at_door.brought_in is not None or heard is None:
        return True
    return heard.made_at < code.revoked_at or heard.covers_until <= code.window.start


def credential_state(
    code: AccessCode, doors: Collection[DoorCodeStatus], *, is_revoked: bool, now: datetime
) -> CredentialState:
    """Return the state of a credential by its newest code, claiming no more than every door has acknowledged.

    Of a revoked one `doors` say GONE where no code it ever had can open, else REVOCATION_PENDING.
    """
    if is_revoked:
        pending = DoorCodeStatus.REVOCATION_PENDING in doors
        return CredentialState.REVOCATION_PENDING if pending else CredentialState.REVOKED
    if now >= code.window.end:
        return CredentialState.EXPIRED
    if not doors:
        return CredentialState.NO_DOOR
    if DoorCodeStatus.PUBLISHED in doors:
        return _on_the_way(code, now)
    return CredentialState.ACTIVE if set(doors) == {DoorCodeStatus.ACTIVE} else CredentialState.ON_DOOR


def _on_the_way(code: AccessCode, now: datetime) -> CredentialState:
    known_from = code.window.start - KNOWN_AHEAD
    if now < known_from:
        return CredentialState.AHEAD
    is_late = is_overdue(max(code.issued_at, known_from), now)
    return CredentialState.LATE if is_late else CredentialState.ON_THE_WAY
