"""One use under one regulation: what every step of its price looks at."""

from dataclasses import dataclass

from booking_server.domain.tariffs.conditions import Condition, Verdict, any_of
from booking_server.domain.tariffs.days import DayKind, DayRule
from booking_server.domain.tariffs.priced import DECIDES, ONE, Item, Priced, price_of
from booking_server.domain.tariffs.prices import PercentOf, Price
from booking_server.domain.tariffs.quote import in_cents
from booking_server.domain.tariffs.schedule import TariffSchedule, VatKind
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS


@dataclass(frozen=True, slots=True)
class Case:
    """A use, the regulation, how many days the use counts and the class it falls into.

    `class_` is None while the class is open; `class_points` then say why.
    """

    schedule: TariffSchedule
    use: PricedUse
    days: int
    class_: str | None = None
    class_points: tuple[str, ...] = ()

    def verdict(self, when: tuple[Condition, ...]) -> Verdict:
        """Whether a rule applies to this use."""
        return any_of(when, self.use, days=self.days, class_=self.class_)

    def questions(self, when: tuple[Condition, ...]) -> tuple[str, ...]:
        """Return the open points about the questions a rule waits for."""
        given = dict(self.use.answers)
        codes = dict.fromkeys(code for one in when for code, _ in one.answers if code not in given)
        return tuple(self.schedule.question(code).still_open for code in codes)

    @property
    def who(self) -> str:
        """What the use is and by whom, in words."""
        return f"„{PURPOSE_WORDS[self.use.purpose]}“, {GROUP_WORDS[self.use.group]}"

    def item(self, code: str, text: str, vat_permille: int | None, spaces: tuple[str, ...] = ()) -> Item:
        """Return what is priced, with the VAT rate that applies to it."""
        vat = self.schedule.vat
        rate = vat.permille if vat_permille is None else vat_permille
        return Item(code, text, 0 if vat.kind is VatKind.NONE else rate, spaces)

    def price(self, price: Price, item: Item, *, so_far: int = 0) -> Priced | None:
        """Return what a price comes to, None when it is not meant for a use this long."""
        if not isinstance(price, PercentOf):
            return price_of(price, item, self.schedule, self.use, self.days)
        other = next(rule for rule in self.schedule.priced_rules if rule.code == price.code)
        base_item = self.item(other.code, other.text, other.vat_permille, item.spaces)
        base = price_of(other.price, base_item, self.schedule, self.use, self.days)
        return None if base is None else share(price, item, base, so_far=so_far, of=f"von „{other.text}“")


def case_of(schedule: TariffSchedule, use: PricedUse) -> Case:
    """Return the case of a use, its class found: the first in the file whose condition holds."""
    case = Case(schedule, use, _days(schedule, use))
    for one in schedule.classes:
        verdict = case.verdict(one.when)
        if verdict is Verdict.YES:
            return Case(schedule, use, case.days, one.code)
        if verdict is Verdict.UNANSWERED:
            return Case(schedule, use, case.days, None, case.questions(one.when))
    if not schedule.classes:
        return case
    point = f"Die Entgeltordnung ordnet diese Nutzung ({case.who}) keiner Nutzungsart zu. {DECIDES}"
    return Case(schedule, use, case.days, None, (point,))


def _days(schedule: TariffSchedule, use: PricedUse) -> int:
    """Return how many days a use counts: one that is let from 11:00 to 11:00 is one day, not two."""
    if use.booking_day is None:
        return schedule.day.count(use.period)
    return DayRule(DayKind.FROM_HOUR, use.booking_day).count(use.period)


def share(price: PercentOf, item: Item, base: Priced, *, so_far: int, of: str) -> Priced:
    """Return a part of a base; a rebate takes no more away than there is."""
    cents = max(in_cents(ONE * base.cents * price.percent / 100), -so_far)
    open_points = tuple(f"{item.text}: Der Preis hängt davon ab. {point}" for point in base.open_points)
    return Priced((item.line(ONE, "pauschal", cents, f"{price.percent} % {of}"),), open_points)
