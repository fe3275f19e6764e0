"""Invoices: written once, never changed; a mistake is cancelled by an invoice of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.giro_code import GiroCode
from booking_server.domain.money.payees import Payee
from booking_server.domain.money.payment_reference import in_groups
from booking_server.domain.tariffs.quote import INVOICE_FEE, Quote, QuoteLine, VatShare
from calendars.local_time import say_date


class InvoiceKind(StrEnum):
    """What an invoice asks money for."""

    USAGE = "usage"
    SETTLEMENT = "settlement"
    CANCELLATION_FEE = "cancellation_fee"
    CANCELLATION = "cancellation"


KIND_WORDS = {
    InvoiceKind.USAGE: "Rechnung",
    InvoiceKind.SETTLEMENT: "Abrechnung nach der Rückgabe",
    InvoiceKind.CANCELLATION_FEE: "Rechnung über Stornokosten",
    InvoiceKind.CANCELLATION: "Stornorechnung",
}


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice with everything that stands on it, as it was on the day it was written.

    `lines` are in cents with VAT; `deposit_cents` is the deposit asked for in the same transfer, which is
    no price and no part of the total. `facts` are labels and values about the booking, `notes` sentences
    below the lines. `cancels_id` names the invoice a cancellation takes back.
    """

    id: str
    municipality_id: str
    venue_id: str
    booking_id: str
    kind: InvoiceKind
    year: int
    number: int
    reference: str
    issued_at: datetime
    due_on: date
    payee: Payee
    recipient: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    lines: tuple[QuoteLine, ...]
    deposit_cents: int = 0
    tariff_version: str = ""
    cancels_id: str | None = None
    cancels_number: str = ""
    notes: tuple[str, ...] = ()

    @property
    def total_cents(self) -> int:
        """What the hall costs."""
        return sum(line.cents for line in self.lines)

    @property
    def demand_cents(self) -> int:
        """What is to be transferred: the total and a deposit paid by bank."""
        return self.total_cents + self.deposit_cents

    @property
    def name(self) -> str:
        """The number as it is written: "2026-00123", unique and without gaps in its municipality."""
        return f"{self.year}-{self.number:05d}"

    @property
    def vat_shares(self) -> tuple[VatShare, ...]:
        """Return the VAT within the total, by rate; empty where no line has any."""
        return Quote(self.tariff_version, self.lines).vat_shares

    def giro_code(self, cents: int | None = None) -> GiroCode:
        """Return the transfer a banking app fills in, of everything or of the `cents` that are left.

        Its payload() raises when nothing is to be paid.
        """
        text = f"{in_groups(self.reference)} Rechnung {self.name}"
        amount = self.demand_cents if cents is None else cents
        return GiroCode(self.payee.name[:70], self.payee.iban, amount, text, self.payee.bic)


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """Where an invoice stands: what was paid for it, and whether it was cancelled.

    `paid_cents` is the money for the invoice alone, `from_deposit` what of it the deposit paid;
    `deposit_missing` is what is still to come of a deposit that is paid with it, `deposit_held` what is
    held of the deposit while a settlement after the use may be paid from it.
    """

    invoice: Invoice
    paid_cents: int
    paid_on: date | None = None
    cancelled_by: str = ""
    deposit_missing: int = 0
    from_deposit: int = 0
    deposit_held: int = 0

    @property
    def owed_cents(self) -> int:
        """What the invoice asks for; nothing once it is cancelled, and a cancellation asks for nothing."""
        standing = not self.cancelled_by and self.invoice.kind is not InvoiceKind.CANCELLATION
        return self.invoice.total_cents if standing else 0

    @property
    def open_cents(self) -> int:
        """What is still to be paid for the invoice; less than nothing when money must go back."""
        return self.owed_cents - self.paid_cents

    @property
    def expected_cents(self) -> int:
        """What a transfer would have to bring now."""
        return max(self.open_cents, 0) + (self.deposit_missing if not self.cancelled_by else 0)

    @property
    def is_settlement(self) -> bool:
        """Whether this is the standing invoice about what a use cost beyond its price."""
        return self.invoice.kind is InvoiceKind.SETTLEMENT and not self.cancelled_by

    @property
    def paid_otherwise(self) -> int:
        """What was paid for the invoice, but not by the deposit."""
        return max(self.paid_cents - self.from_deposit, 0)

    @property
    def by_deposit(self) -> int:
        """What the deposit pays of a settlement: what it paid, and what is held back of it for the rest."""
        return self.from_deposit + min(max(self.open_cents, 0), self.deposit_held)

    @property
    def owed_now(self) -> int:
        """What is open of the invoice itself, apart from what a held deposit pays."""
        return max(self.open_cents - self.deposit_held, 0)

    @property
    def demanded_cents(self) -> int:
        """What is asked of the organizer now: what the deposit pays is not."""
        return self.expected_cents - min(max(self.open_cents, 0), self.deposit_held)

    @property
    def code(self) -> str:
        """Where the invoice stands, for programs: "open", "paid", "refund_owed" or "cancelled"."""
        if self.open_cents < 0:
            return "refund_owed"
        if self.cancelled_by or self.invoice.kind is InvoiceKind.CANCELLATION:
            return "cancelled"
        return "open" if self.expected_cents else "paid"

    def words(self, today: date) -> str:
        """Return where the invoice stands, as a person reads it."""
        if self.open_cents < 0:
            return f"{say_euros(-self.open_cents)} sind zu erstatten"
        if self.cancelled_by or self.invoice.kind is InvoiceKind.CANCELLATION:
            return "storniert" if self.cancelled_by else "hebt eine Rechnung auf"
        if self.expected_cents == 0:
            how = " aus der Kaution" if self.paid_cents and self.from_deposit == self.paid_cents else ""
            return f"bezahlt{how} am {say_date(self.paid_on)}" if self.paid_on else "nichts zu zahlen"
        if self.demanded_cents == 0:
            return "wird aus der Kaution bezahlt"
        left = f"noch {say_euros(self.demanded_cents)} " if self.paid_cents or self.by_deposit else ""
        due = self.invoice.due_on
        when = f"überfällig seit {say_date(due)}" if due < today else f"offen bis {say_date(due)}"
        return left + when


def added_up(lines: Iterable[QuoteLine]) -> tuple[QuoteLine, ...]:
    """Return lines of many quotes as one invoice: equal ones added up, a fee per invoice once."""
    sums: dict[tuple[str, str, str, int, int], QuoteLine] = {}
    for line in lines:
        key = (line.code, line.text, line.unit, line.unit_cents, line.vat_permille)
        before = sums.get(key)
        if before is None:
            sums[key] = line
        elif line.code != INVOICE_FEE:
            quantity, cents = before.quantity + line.quantity, before.cents + line.cents
            sums[key] = replace(before, quantity=quantity, cents=cents)
    return tuple(sums.values())


def taken_back(lines: Iterable[QuoteLine]) -> tuple[QuoteLine, ...]:
    """Return the lines of an invoice with their sign turned."""
    return tuple(replace(line, cents=-line.cents) for line in lines)
