"""The server's own acknowledgement (§6), sent after its commit: only then may a door forget."""

from dataclasses import dataclass

from lock_agent.contract import wire
from lock_agent.contract.fields import Fields


@dataclass(frozen=True, slots=True)
class Ack:
    """All of `epoch` up to `acked` is stored; with `resend_from` the server asks again for a gap."""

    epoch: int
    acked: int
    resend_from: int | None = None

    def to_body(self) -> bytes:
        """Return the payload; raise `MalformedMessage` if no door would read it."""
        body = {"epoch": self.epoch, "acked": self.acked}
        gap = {} if self.resend_from is None else {"resend_from": self.resend_from}
        return wire.proved(wire.dump(body | gap), parse_ack)


def parse_ack(raw: bytes) -> Ack:
    """Read an acknowledgement. A gap lies behind what is stored, never inside it."""
    fields = Fields(wire.load(raw, limit=1024), known="epoch acked resend_from", where="ack")
    acked = fields.integer("acked")
    resend = fields.integer("resend_from", acked + 1) if fields.has("resend_from") else None
    return Ack(fields.integer("epoch"), acked, resend)
