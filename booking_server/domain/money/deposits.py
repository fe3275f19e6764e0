"""Deposits (Kautionen): money that is kept for a while and goes back, or is kept with a reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking_server.domain.money.errors import DepositNotBalanced, ReasonMissing
from booking_server.domain.money.euros import say_euros
from calendars.local_time import say_date


class Way(StrEnum):
    """How money changed hands."""

    CASH = "cash"
    BANK = "bank"
    DEPOSIT = "deposit"
    OFFSET = "offset"


WAY_WORDS = {
    Way.CASH: "bar",
    Way.BANK: "per Überweisung",
    Way.DEPOSIT: "aus der Kaution",
    Way.OFFSET: "verrechnet",
}


class MoveKind(StrEnum):
    """What happened to a deposit."""

    RECEIVED = "received"
    RETURNED = "returned"
    WITHHELD = "withheld"


MOVE_WORDS = {
    MoveKind.RECEIVED: "erhalten",
    MoveKind.RETURNED: "zurückgezahlt",
    MoveKind.WITHHELD: "einbehalten",
}


@dataclass(frozen=True, slots=True)
class DepositMove:
    """One step of a deposit, never changed. `cents` is negative only where a step was taken back."""

    kind: MoveKind
    cents: int
    way: Way
    moved_on: date
    recorded_by: str
    reason: str = ""

    def words(self) -> str:
        """Return "100,00 € erhalten (bar) am Fr., 02.10.2026"."""
        how = "" if self.kind is MoveKind.WITHHELD else f" ({WAY_WORDS[self.way]})"
        why = f": {self.reason}" if self.reason else ""
        return f"{say_euros(self.cents)} {MOVE_WORDS[self.kind]}{how} am {say_date(self.moved_on)}{why}"


@dataclass(frozen=True, slots=True)
class Deposit:
    """The deposit of one booking and what became of it."""

    booking_id: str
    municipality_id: str
    venue_id: str
    cents: int
    due_on: date
    moves: tuple[DepositMove, ...] = ()

    @property
    def received_cents(self) -> int:
        """What came in."""
        return self._sum(MoveKind.RECEIVED)

    @property
    def held_cents(self) -> int:
        """What the municipality has in its hands."""
        return self.received_cents - self._sum(MoveKind.RETURNED) - self._sum(MoveKind.WITHHELD)

    @property
    def missing_cents(self) -> int:
        """What is still to come."""
        return max(self.cents - self.received_cents, 0)

    @property
    def is_settled(self) -> bool:
        """Whether it came and went."""
        return self.held_cents == 0 and self.received_cents > 0

    def words(self) -> str:
        """Return where the deposit stands."""
        if not self.moves:
            return f"{say_euros(self.cents)} noch nicht gezahlt, fällig am {say_date(self.due_on)}"
        return "; ".join(move.words() for move in self.moves)

    def check_settlement(self, *, returned: int, withheld: int, reason: str) -> None:
        """Raise DepositNotBalanced unless both make up what is held; ReasonMissing to keep in silence."""
        if returned < 0 or withheld < 0 or returned + withheld != self.held_cents:
            raise DepositNotBalanced(
                f"Vorhanden sind {say_euros(self.held_cents)}. Zurückgezahlt und einbehalten müssen zusammen"
                f" genau so viel sein, nicht {say_euros(returned + withheld)}."
            )
        if withheld and not reason.strip():
            raise ReasonMissing("Bitte schreiben Sie dazu, warum Sie Geld aus der Kaution einbehalten.")

    def _sum(self, kind: MoveKind) -> int:
        return sum(move.cents for move in self.moves if move.kind is kind)
