"""Whether the next booking gets in although nobody can reach the door, and with which of its codes.

Said is only what the door has acknowledged (door protocol, section 4). A QR code and an offline PIN open at a
door that never heard of the booking; a PIN does not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.access import AccessCode, CodeAtDoor, DoorCodeStatus, door_code_status

AMBER = timedelta(hours=24)
RED = timedelta(hours=2)
"""How long before its start a code that is not at the door is worth a look, and a mail."""
REVOKED_PATIENCE = timedelta(minutes=10)
"""How long a door may take to confirm a blocked code before somebody is told."""
EXPECTED_WITHIN = timedelta(minutes=2)
"""So soon a door that is connected has taken a new code."""


class Coverage(StrEnum):
    """What opens the door for one booking."""

    COVERED = "covered"
    WITHOUT_PIN = "without_pin"
    QR_ONLY = "qr_only"


class Urgency(StrEnum):
    """How pressing it is that a door does not have a code yet."""

    NONE = "none"
    AMBER = "amber"
    RED = "red"


class Warned(StrEnum):
    """What somebody is told of once: a code that is late to the door, or blocked but still there.

    UNTOLD is a late code of another booking system whose program was to be told and does not hear of it.
    """

    LATE = "late"
    REVOKED = "revoked"
    UNTOLD = "untold"


COVERAGE_WORDS = {
    Coverage.COVERED: "Das Schloss kennt den Code. Er öffnet auch ohne Netz.",
    Coverage.WITHOUT_PIN: "Das Schloss kennt die PIN noch nicht. Der QR-Code und der zweite Code mit elf"
    " Ziffern öffnen trotzdem.",
    Coverage.QR_ONLY: "Das Schloss kennt die PIN noch nicht. Der QR-Code öffnet trotzdem.",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One code at one door: what opens, and how pressing it is when that is not everything."""

    coverage: Coverage
    urgency: Urgency


def cover(code: AccessCode, at_door: CodeAtDoor, now: datetime, *, has_old_secret: bool = False) -> Covered:
    """Return what opens one door for the booking of a live code.

    A door whose secret is that of before a change takes no offline PIN.
    """
    if door_code_status(code, at_door, now) is not DoorCodeStatus.PUBLISHED:
        return Covered(Coverage.COVERED, Urgency.NONE)
    left = code.window.start - now
    urgency = Urgency.RED if left <= RED else Urgency.AMBER if left <= AMBER else Urgency.NONE
    takes_offline = code.offline_word is not None and not has_old_secret
    return Covered(Coverage.WITHOUT_PIN if takes_offline else Coverage.QR_ONLY, urgency)


def is_overdue(since: datetime, now: datetime) -> bool:
    """Whether a door that could have a code since then should have taken it by now."""
    return now - since >= EXPECTED_WITHIN


def is_late_to_door(code: AccessCode, at_door: CodeAtDoor, now: datetime) -> bool:
    """Whether the organizer must hear which of the codes works: the door lacks the PIN shortly before."""
    if code.revoked_at is not None or now >= code.window.end or not is_overdue(code.issued_at, now):
        return False
    return cover(code, at_door, now).urgency is Urgency.RED


def is_revocation_overdue(code: AccessCode, at_door: CodeAtDoor, now: datetime) -> bool:
    """Whether a blocked code may still open the door for longer than its people should not know."""
    if code.revoked_at is None or now >= code.opens_until or now - code.revoked_at < REVOKED_PATIENCE:
        return False
    return door_code_status(code, at_door, now) is DoorCodeStatus.REVOCATION_PENDING
