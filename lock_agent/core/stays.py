"""Who is in the house, and whether the door is held open for them: values that outlive a power cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lock_agent.clock import Reading
from lock_agent.contract.events import Quality
from lock_agent.contract.fields import Fields


@dataclass(frozen=True, slots=True)
class Hold:
    """The door is held open until `until` (epoch s): `#` alone opens it.

    `ref` or `token` (hex) names the booking whose code armed it; neither means that the desk asked for it.
    """

    until: int
    ref: str | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """The booking whose code opened last, and its end (epoch s).

    `h` is what its PIN derives to, as the snapshot had it: who locks up a little late is still known by it.
    `is_checked` says that the leaf was looked at after the end.
    """

    until: int
    ref: str | None = None
    token: str = ""
    h: bytes = field(default=b"", repr=False)
    is_checked: bool = False


def name_of(stay: Hold | Visit) -> str:
    """Return under which name a booking is remembered; empty for a mode the desk asked for."""
    return stay.ref or (f"qr:{stay.token}" if stay.token else "")


def reported(hold: Hold | None, reading: Reading) -> int | None:
    """Return until when the door is said to be held open; an untrusted clock holds none open."""
    if hold is None or reading.quality is Quality.UNTRUSTED or reading.now >= hold.until:
        return None
    return hold.until


def whose(stay: Hold | Visit) -> dict[str, Any]:
    """Return what an event tells of a booking the door does not know by name."""
    return {"token": stay.token} if stay.token else {}


def hold_fields(hold: Hold | None) -> dict[str, Any] | None:
    """Return a hold as it is stored."""
    return None if hold is None else {"until": hold.until, "ref": hold.ref, "token": hold.token}


def visit_fields(visit: Visit | None) -> dict[str, Any] | None:
    """Return a visit as it is stored."""
    if visit is None:
        return None
    own = {"until": visit.until, "ref": visit.ref, "token": visit.token}
    return {**own, "h": visit.h.hex(), "is_checked": visit.is_checked}


def read_hold(value: Mapping[str, Any]) -> Hold:
    """Read a stored hold. Raises `MalformedMessage`."""
    fields = Fields(value, known="until ref token", where="hold")
    return Hold(fields.time("until"), _ref(fields), _token(fields))


def read_visit(value: Mapping[str, Any]) -> Visit:
    """Read a stored visit. Raises `MalformedMessage`."""
    fields = Fields(value, known="until ref token h is_checked", where="visit")
    h = fields.octets("h", 16) if fields.text("h", 32) else b""
    return Visit(fields.time("until"), _ref(fields), _token(fields), h, fields.flag("is_checked"))


def _ref(fields: Fields) -> str | None:
    return fields.ref() if fields.has("ref") else None


def _token(fields: Fields) -> str:
    return fields.octets("token", 5).hex() if fields.text("token", 10) else ""
