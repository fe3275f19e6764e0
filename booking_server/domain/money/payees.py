"""Who is paid: a municipality's account and how it wants its money."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class DepositWay(StrEnum):
    """How a deposit is paid: in cash on handover, or together with the invoice."""

    CASH = "cash"
    BANK = "bank"


class IssueWhen(StrEnum):
    """When an invoice is written: as soon as a booking stands, or when somebody at the desk says so."""

    CONFIRMED = "confirmed"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Payee:
    """A municipality as it stands on its invoices.

    An invoice is due `due_days` after it was written, or, when `due_before` is set, that many days before
    the hall is used. `prefix` begins every payment reference and never changes once an invoice has it.
    """

    municipality_id: str
    name: str
    street: str
    city: str
    iban: str
    prefix: str
    bic: str = ""
    contact: str = ""
    tax_note: str = ""
    due_days: int = 14
    due_before: int | None = None
    deposit_way: DepositWay = DepositWay.CASH
    issue_when: IssueWhen = IssueWhen.CONFIRMED

    def due_on(self, issued_on: date, first_day: date) -> date:
        """Return the day the money must be there, never before the invoice is written."""
        if self.due_before is None:
            return issued_on + timedelta(days=self.due_days)
        return max(issued_on, first_day - timedelta(days=self.due_before))
