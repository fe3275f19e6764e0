"""A quote: what a use costs, itemised, each line explained in German, every cent of it in some line."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

INVOICE_FEE = "invoice_fee"
"""Code of the line a regulation charges per invoice."""
DECIDED = "decided"
"""Code of a line a person added for what the regulation leaves open."""
WAIVER = "waiver"
"""Code of the line that takes away what a person waived; its cents are negative."""
VAT = "vat"
"""Code of the line that adds VAT to a regulation's net prices."""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line: `quantity` times `unit` at `unit_cents` makes `cents`, rounded half up.

    `code` is the code of the price in the tariff file, stable for programs; `text` is for people.
    `vat_permille` is the VAT rate of the line: 190 is 19 %, 0 is none.
    """

    code: str
    text: str
    quantity: Decimal
    unit: str
    unit_cents: int
    cents: int
    vat_permille: int = 0


class ChargeKind(StrEnum):
    """Why a charge may come later."""

    METER = "meter"
    CLEANING = "cleaning"
    BREAKAGE = "breakage"
    ON_DEMAND = "on_demand"


@dataclass(frozen=True, slots=True)
class LaterCharge:
    """A price that applies once somebody knows how much: a meter not read yet, a broken plate, cleaning."""

    code: str
    text: str
    kind: ChargeKind
    unit: str
    unit_cents: int
    vat_permille: int = 0

    def line(self, quantity: Decimal) -> QuoteLine:
        """Return the line for what was read or counted; never less than nothing."""
        used = max(quantity, Decimal(0))
        cents = in_cents(used * self.unit_cents)
        return QuoteLine(self.code, self.text, used, self.unit, self.unit_cents, cents, self.vat_permille)


@dataclass(frozen=True, slots=True)
class PriceRange:
    """A price a person fixes between two bounds, both allowed, with a reason."""

    code: str
    text: str
    low_cents: int
    high_cents: int
    vat_permille: int = 0


@dataclass(frozen=True, slots=True)
class VatShare:
    """What part of a total is VAT of one rate; net and VAT make up the gross sum."""

    permille: int
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What a use costs by one version of a tariff.

    `open_points` are German sentences about what the regulation leaves to a person: while there are
    any, the total is what is certain, not the last word. `ranges` are prices still to be fixed (each
    is also an open point); `later` may be charged after the use. `due_on` is the last day to pay
    rent and deposit, where the regulation names one; `exemption` is the code of the one that applied;
    `rent_cents` is what of the lines is rent, before VAT of net prices.
    """

    tariff_version: str
    lines: tuple[QuoteLine, ...]
    deposit_cents: int = 0
    open_points: tuple[str, ...] = ()
    later: tuple[LaterCharge, ...] = ()
    ranges: tuple[PriceRange, ...] = ()
    due_on: date | None = None
    notes: tuple[str, ...] = ()
    exemption: str = ""
    rent_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What is to be paid, VAT included, the deposit not."""
        return sum(line.cents for line in self.lines)

    @property
    def is_final(self) -> bool:
        """Whether nothing is left to a person."""
        return not self.open_points

    @property
    def vat_shares(self) -> tuple[VatShare, ...]:
        """Return the VAT within the total, by rate; empty where no line has any."""
        rates = sorted({line.vat_permille for line in self.lines if line.vat_permille})
        return tuple(self._vat_share(rate) for rate in rates)

    def with_line(self, line: QuoteLine) -> "Quote":
        """Return the quote with one more line."""
        return replace(self, lines=(*self.lines, line))

    def _vat_share(self, permille: int) -> VatShare:
        lines = [line for line in self.lines if line.vat_permille == permille]
        gross = sum(line.cents for line in lines)
        added = [line.cents for line in lines if line.code == VAT]
        if added:
            return VatShare(permille, gross - sum(added), sum(added))
        net = in_cents(Decimal(gross) * 1000 / (1000 + permille))
        return VatShare(permille, net, gross - net)


def in_cents(amount: Decimal) -> int:
    """Return an amount in whole cents, rounded half up, as invoices are."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
