"""The protocol of a handover or a return, as both sides signed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking_server.domain.handover.readings import Reading
from booking_server.domain.tariffs.quote import QuoteLine


class ProtocolKind(StrEnum):
    """Which way the hall goes."""

    HANDOVER = "handover"
    RETURN = "return"


KIND_WORDS = {ProtocolKind.HANDOVER: "Übergabe", ProtocolKind.RETURN: "Rückgabe"}


@dataclass(frozen=True, slots=True)
class Broken:
    """Pieces that broke or are missing; `cents` each, None where no price is known."""

    code: str
    text: str
    count: int
    cents: int | None
    vat_permille: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the hall, with photos."""

    text: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What both sides state, before anything is computed from it."""

    readings: tuple[Reading, ...] = ()
    broken: tuple[Broken, ...] = ()
    cleaning_needed: bool = False
    findings: tuple[Finding, ...] = ()
    note: str = ""
    keeper: str = ""
    organizer: str = ""

    def reading(self, code: str) -> Reading | None:
        """Return what one meter showed."""
        return next((one for one in self.readings if one.meter.code == code), None)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a use cost beyond its price, and what becomes of the deposit that is held.

    `open_points` are what nobody can compute; while there are any, a person decides about the deposit.
    """

    lines: tuple[QuoteLine, ...] = ()
    open_points: tuple[str, ...] = ()
    held_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What is charged."""
        return sum(line.cents for line in self.lines)

    @property
    def kept_cents(self) -> int:
        """What of it the deposit pays."""
        return min(self.total_cents, self.held_cents)

    @property
    def back_cents(self) -> int:
        """What goes back of the deposit."""
        return self.held_cents - self.kept_cents

    @property
    def to_pay_cents(self) -> int:
        """What is still to be paid beyond the deposit."""
        return self.total_cents - self.kept_cents


@dataclass(frozen=True, slots=True)
class Protocol:
    """One signed protocol. It never changes; a correction is the next version.

    `deposit_cents` came in by cash at a handover; `was_paid_back` is whether what goes back of the deposit
    was handed over in cash at a return.
    """

    id: str
    booking_id: str
    municipality_id: str
    venue_id: str
    kind: ProtocolKind
    version: int
    signed_at: datetime
    signed_by: str
    stated: Statement
    deposit_cents: int = 0
    settlement: Settlement = Settlement()
    was_paid_back: bool = False

    @property
    def title(self) -> str:
        """Return "Übergabe-Protokoll" with its version, where it was corrected."""
        corrected = f", Berichtigung {self.version - 1}" if self.version > 1 else ""
        return f"{KIND_WORDS[self.kind]}-Protokoll{corrected}"


@dataclass(frozen=True, slots=True)
class Defect:
    """Something at a hall that somebody should mend."""

    id: str
    municipality_id: str
    venue_id: str
    booking_id: str
    text: str
    photo_ids: tuple[str, ...]
    reported_at: datetime
    done_at: datetime | None = None


def latest(protocols: Sequence[Protocol], kind: ProtocolKind) -> Protocol | None:
    """Return the version that counts."""
    return max((one for one in protocols if one.kind is kind), key=lambda one: one.version, default=None)


def word_after_return(protocols: Sequence[Protocol], *, owed_cents: int, held_cents: int) -> str:
    """Return "zurückgegeben" or "abgerechnet"; nothing before the hall was given back."""
    back = latest(protocols, ProtocolKind.RETURN)
    if back is None:
        return ""
    is_done = not (back.settlement.open_points or owed_cents or held_cents)
    return "abgerechnet" if is_done else "zurückgegeben"
