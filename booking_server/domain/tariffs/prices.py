"""The kinds of price a regulation knows. Amounts are cents; None is what the regulation leaves open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Free:
    """Nothing is to be paid, and the regulation says so."""


@dataclass(frozen=True, slots=True)
class Flat:
    """One price for the event, however long."""

    cents: int


@dataclass(frozen=True, slots=True)
class PerDay:
    """A price for each day of use; the last one also holds for every further day."""

    cents: tuple[int | None, ...]

    def of_day(self, index: int) -> int | None:
        """Return the price of a day, counted from 0; None where the regulation is silent."""
        return self.cents[min(index, len(self.cents) - 1)]


@dataclass(frozen=True, slots=True)
class DayPackage:
    """One price for up to `days` days, then a price for every further day."""

    days: int
    cents: int
    further_cents: int | None


@dataclass(frozen=True, slots=True)
class PerHour:
    """A price per real hour, counted in started steps of `step_minutes`, within optional bounds."""

    cents: int
    step_minutes: int
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Brackets:
    """(up to and including this many real minutes, price), rising; longer uses are not meant."""

    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PerSquareMetre:
    """A price for each square metre of the spaces, per day or for the event."""

    cents: int
    per_day: bool


@dataclass(frozen=True, slots=True)
class PerPerson:
    """A price for each person expected."""

    cents: int


@dataclass(frozen=True, slots=True)
class PerPiece:
    """A price for each piece lent or broken; `question` asks how many, None where it shows afterwards."""

    cents: int
    question: str | None
    unit: str = "Stück"


@dataclass(frozen=True, slots=True)
class PercentOf:
    """A part of another price: of a rule by its code, or of the whole rent."""

    code: str
    percent: int


@dataclass(frozen=True, slots=True)
class FixedByPerson:
    """A price somebody fixes between two bounds, both allowed, and gives a reason for."""

    low_cents: int
    high_cents: int


@dataclass(frozen=True, slots=True)
class Metered:
    """A price for each unit a meter counts; None where the regulation names no unit price."""

    cents: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """The regulation leaves it to a person, for this reason."""

    reason: str


Price = (
    Free | Flat | PerDay | DayPackage | PerHour | Brackets | PerSquareMetre | PerPerson | PerPiece
    | PercentOf | FixedByPerson | Metered | LeftOpen
)  # fmt: skip

RENT = "miete"
"""Stands for the whole rent where a percentage names what it is a part of."""
