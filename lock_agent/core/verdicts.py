"""What a decision about one attempt comes to, and how it is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lock_agent.clock import Reading, judge
from lock_agent.contract.credentials import OfflineCredential, PinCredential
from lock_agent.contract.events import Reason
from lock_agent.core.values import CodeClass, Pattern

_C = TypeVar("_C", PinCredential, OfflineCredential)
_ORDER = (Reason.OK, Reason.EARLY, Reason.CLOCK_UNTRUSTED, Reason.EXPIRED)

WAITING_S = 3600
"""A rightful code typed up to an hour early costs no attempt: who waits at the door must not lock it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Granted or not, why, and whose code it was: `cred_ref` for one the door knows by name.

    `data` names the others: the token id, or the offline word. `free` attempts count nowhere.
    `until` (epoch s) and `may_hold` are what a token says of itself that the door does not know by name.
    """

    cls: CodeClass
    reason: Reason
    cred_ref: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    free: bool = False
    until: int | None = None
    may_hold: bool = False

    @property
    def granted(self) -> bool:
        """Whether the door opens."""
        return self.reason is Reason.OK


def refused(cls: CodeClass, reason: Reason) -> Verdict:
    """Return the refusal of a code nobody is known to hold."""
    return Verdict(cls, reason, free=reason in (Reason.TYPING_ERROR, Reason.MALFORMED))


def best(found: Iterable[_C], reading: Reading) -> tuple[Reason, _C] | None:
    """Return the most favourable of several credentials with the same code, with its judgement."""
    judged = [(judge(code.nbf, code.exp, reading), code) for code in found]
    return min(judged, key=lambda pair: _ORDER.index(pair[0]), default=None)


def is_waiting(reason: Reason, nbf: int, reading: Reading) -> bool:
    """Return whether this is a rightful code typed up to an hour early."""
    return reason is Reason.EARLY and nbf - reading.now <= WAITING_S


def pattern(verdict: Verdict) -> Pattern:
    """Return what the door shows. The reason stays in the log: unknown, early and expired look alike."""
    shown: dict[Reason, Pattern] = {
        Reason.OK: Pattern.GRANTED,
        Reason.TYPING_ERROR: Pattern.TYPING_ERROR,
        Reason.THROTTLED: Pattern.WAIT,
    }
    return shown.get(verdict.reason, Pattern.REFUSED)
