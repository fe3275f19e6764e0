"""The signed time (§2, §7): the server's answer to the nonce a door put into its report."""

from dataclasses import dataclass

from lock_agent.contract import wire
from lock_agent.contract.fields import Fields


@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """The server's time `now` (epoch s) for the request `nonce`; the body of an envelope t="time"."""

    nonce: str
    now: int

    def to_body(self) -> bytes:
        """Return the body to seal; raise `MalformedMessage` if no door would read it."""
        return wire.proved(wire.dump({"nonce": self.nonce, "now": self.now}), parse_time_answer)


def parse_time_answer(raw: bytes) -> TimeAnswer:
    """Read a time answer; whether the nonce is the door's own is for the door to compare."""
    fields = Fields(wire.load(raw, limit=1024), known="nonce now", where="time")
    return TimeAnswer(fields.text("nonce", 64, r"[A-Za-z0-9_-]{16,64}"), fields.time("now"))
