"""A version of a tariff schedule (Entgeltordnung): what its file says, as values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from booking_server.domain.tariffs.conditions import Condition
from booking_server.domain.tariffs.days import DayRule
from booking_server.domain.tariffs.prices import Price
from booking_server.domain.tariffs.quote import ChargeKind


class Decisive(StrEnum):
    """Which day decides about the version that applies."""

    USED = "used"
    BOOKED = "booked"


class VatKind(StrEnum):
    """Whether prices contain VAT, get it on top, or know none."""

    NONE = "none"
    INCLUDED = "included"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Vat:
    """How a regulation treats VAT; `permille` 190 is 19 %."""

    kind: VatKind = VatKind.NONE
    permille: int = 0


@dataclass(frozen=True, slots=True)
class TariffSpace:
    """A space the regulation names; `square_metres` only where prices count them."""

    slug: str
    name: str
    square_metres: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked in the form; an empty `answers` asks for a number of pieces up to `most`."""

    code: str
    text: str
    answers: tuple[tuple[str, str], ...] = ()
    most: int = 0
    hint: str = ""

    @property
    def is_count(self) -> bool:
        """Whether a number is asked for."""
        return not self.answers

    def accepts(self, answer: str) -> bool:
        """Whether an answer is one of those offered."""
        if self.is_count:
            return answer.isascii() and answer.isdigit() and len(answer) <= 5 and int(answer) <= self.most
        return answer in dict(self.answers)

    @property
    def still_open(self) -> str:
        """The open point of a price while nobody has answered."""
        return f"Die Frage „{self.text}“ ist noch nicht beantwortet."


@dataclass(frozen=True, slots=True)
class TariffClass:
    """A kind of use the regulation tells apart, such as "gewerblich"."""

    code: str
    name: str
    when: tuple[Condition, ...] = ()


class Reach(StrEnum):
    """What a rent is for."""

    SPACES = "spaces"
    WHOLE_HALL = "whole_hall"
    ANY_BOOKING = "any_booking"


@dataclass(frozen=True, slots=True)
class Rent:
    """A price for using spaces: the named ones together, the whole hall, or whatever is booked."""

    code: str
    text: str
    price: Price
    reach: Reach
    spaces: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    vat_permille: int | None = None


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What comes on top of the rent; with `later` only once somebody knows that it is due."""

    code: str
    text: str
    price: Price
    when: tuple[Condition, ...] = ()
    later: ChargeKind | None = None
    vat_permille: int | None = None


class Part(StrEnum):
    """A part of the price an exemption may take away."""

    RENT = "rent"
    SURCHARGES = "surcharges"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who pays nothing for what; `per_year` limits how often in a calendar year."""

    code: str
    text: str
    when: tuple[Condition, ...]
    parts: tuple[Part, ...]
    per_year: int | None = None


@dataclass(frozen=True, slots=True)
class DepositRule:
    """A deposit: a fixed amount, or this many times the rent."""

    text: str
    cents: int | None = None
    times_rent: int | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class CancellationStep:
    """What cancelling costs when done at least `days_before` days ahead (0: any time before the end).

    Either a fixed amount, or a percentage of the rent or of the whole price.
    """

    days_before: int
    cents: int | None = None
    percent: int | None = None
    of_total: bool = False


@dataclass(frozen=True, slots=True)
class Invoicing:
    """A fee per invoice, the days before the use by which a cancellation escapes it, and when to pay."""

    fee_cents: int = 0
    fee_text: str = ""
    no_fee_days_before: int | None = None
    due_days_before: int | None = None


@dataclass(frozen=True, slots=True)
class TariffSchedule:
    """One version of a regulation. Rents, classes, exemptions, deposits: the first that applies counts."""

    title: str
    valid_from: date
    decisive: Decisive
    source: str = ""
    vat: Vat = Vat()
    day: DayRule = field(default_factory=DayRule)
    spaces: tuple[TariffSpace, ...] = ()
    classes: tuple[TariffClass, ...] = ()
    questions: tuple[Question, ...] = ()
    rents: tuple[Rent, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    deposits: tuple[DepositRule, ...] = ()
    cancellation: tuple[CancellationStep, ...] = ()
    invoicing: Invoicing = Invoicing()
    waiver_percent: int = 0
    """How much of a price may be waived at discretion; 0 where the regulation does not provide for it."""

    @property
    def priced_rules(self) -> tuple[Rent | Surcharge, ...]:
        """Every rule with a price, in the order of the file."""
        return (*self.rents, *self.surcharges)

    def unanswered(self, open_points: Iterable[str]) -> tuple[Question, ...]:
        """Return the questions a price waits for, by its open points."""
        points = tuple(open_points)
        return tuple(one for one in self.questions if any(one.still_open in point for point in points))

    def question(self, code: str) -> Question:
        """Return a question by its code."""
        return next(question for question in self.questions if question.code == code)
