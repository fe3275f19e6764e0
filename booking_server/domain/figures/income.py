"""What came in: cents a month."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Income:
    """Cents: what was billed (cancelled bills taken off), what was paid, and what deposits did."""

    billed: int = 0
    paid: int = 0
    received: int = 0
    returned: int = 0
    withheld: int = 0

    def __add__(self, other: "Income") -> "Income":
        """Return both together."""
        return Income(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Income)))
