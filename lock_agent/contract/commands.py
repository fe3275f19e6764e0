"""Commands (§5): live for seconds, bound to the door's session, never retained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lock_agent.contract import wire
from lock_agent.contract.errors import UnknownOperation
from lock_agent.contract.fields import Fields

OPERATIONS = ("unlatch", "hold_open", "release", "identify", "sync")
STATES = ("accepted", "done", "failed", "refused")
LIFETIME_S = 10
_ID = r"[A-Za-z0-9_-]{8,64}"
_MAX = 4 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """An order to one session of one door, by `by`, because of `why`; past `exp` it is void."""

    id: str
    op: str
    args: Mapping[str, Any]
    session: str
    exp: int
    by: str
    why: str

    def to_body(self) -> bytes:
        """Return the body to seal; raise `MalformedMessage` if no door would read it."""
        body = {
            "id": self.id,
            "op": self.op,
            "args": dict(self.args),
            "session": self.session,
            "exp": self.exp,
            "by": self.by,
            "why": self.why,
        }
        return wire.proved(wire.dump(body), parse_command)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a command: `accepted`, then `done`, `failed` or `refused` with a reason."""

    id: str
    state: str
    reason: str = ""

    def to_body(self) -> bytes:
        """Return the payload; raise `MalformedMessage` if no server would read it."""
        body = {"id": self.id, "state": self.state, "reason": self.reason}
        return wire.proved(wire.dump(body), parse_result)


def parse_command(raw: bytes) -> Command:
    """Read a command. `UnknownOperation` carries the command's id, so that the door can answer it."""
    fields = Fields(wire.load(raw, limit=_MAX), known="id op args session exp by why", where="cmd")
    command_id = fields.text("id", 64, _ID)
    op = fields.text("op", 24, r"[a-z_]{1,24}")
    if op not in OPERATIONS:
        raise UnknownOperation(op, command_id=command_id)
    return Command(
        id=command_id,
        op=op,
        args=fields.object("args") if fields.has("args") else {},
        session=fields.text("session", 64, _ID),
        exp=fields.time("exp"),
        by=fields.text("by", 100),
        why=fields.text("why", 200),
    )


def parse_result(raw: bytes) -> Result:
    """Read the result of a command."""
    fields = Fields(wire.load(raw, limit=_MAX), known="id state reason", where="res")
    reason = fields.text("reason", 40, r"[a-z0-9_]{0,40}") if fields.has("reason") else ""
    return Result(fields.text("id", 64, _ID), fields.choice("state", STATES), reason)
