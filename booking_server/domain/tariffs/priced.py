"""What one price comes to for one use: lines, and what stays open."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.prices import (
    Brackets,
    DayPackage,
    FixedByPerson,
    Flat,
    Free,
    LeftOpen,
    Metered,
    PerDay,
    PerHour,
    PerPerson,
    PerPiece,
    PerSquareMetre,
    Price,
)  # fmt: skip
from booking_server.domain.tariffs.quote import ChargeKind, LaterCharge, PriceRange, QuoteLine, in_cents
from booking_server.domain.tariffs.schedule import TariffSchedule
from booking_server.domain.tariffs.use import PricedUse

DECIDES = "Das entscheidet die Gemeinde."
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Priced:
    """A part of a quote; parts add up."""

    lines: tuple[QuoteLine, ...] = ()
    open_points: tuple[str, ...] = ()
    later: tuple[LaterCharge, ...] = ()
    ranges: tuple[PriceRange, ...] = ()

    def __add__(self, other: "Priced") -> "Priced":
        return Priced(
            self.lines + other.lines,
            self.open_points + other.open_points,
            self.later + other.later,
            self.ranges + other.ranges,
        )

    @property
    def cents(self) -> int:
        """The sum of the lines."""
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Item:
    """What is priced: the code and German text of its rule, its VAT rate, the spaces it is for."""

    code: str
    text: str
    vat_permille: int
    spaces: tuple[str, ...]

    def line(self, quantity: Decimal, unit: str, unit_cents: int, note: str = "") -> QuoteLine:
        """Return a line of this item."""
        text = f"{self.text} ({note})" if note else self.text
        cents = in_cents(quantity * unit_cents)
        return QuoteLine(self.code, text, quantity, unit, unit_cents, cents, self.vat_permille)


def price_of(  # noqa: PLR0911, PLR0912 - one answer per kind of price
    price: Price, item: Item, schedule: TariffSchedule, use: PricedUse, days: int
) -> Priced | None:
    """Return what a price comes to, None when it is not meant for a use this long.

    Percentages are not handled here: they need the other prices.
    """
    match price:
        case Free():
            return Priced((item.line(ONE, "pauschal", 0, "entgeltfrei"),))
        case Flat(cents):
            return Priced((item.line(ONE, "pauschal", cents),))
        case PerDay():
            return _per_day(price, item, days)
        case DayPackage():
            return _package(price, item, days)
        case PerHour():
            return Priced((_per_hour(price, item, use),))
        case Brackets(steps):
            minutes = -(-use.period.duration // timedelta(minutes=1))
            fitting = [(limit, cents) for limit, cents in steps if minutes <= limit]
            if not fitting:
                return None
            limit, cents = fitting[0]
            return Priced((item.line(ONE, "pauschal", cents, f"bis {_hours(limit)}"),))
        case PerSquareMetre():
            return _per_square_metre(price, item, schedule, use, days)
        case PerPerson() if use.persons < 1:
            return Priced(open_points=(f"{item.text}: Wie viele Personen kommen, fehlt noch.",))
        case PerPerson(cents):
            return Priced((item.line(Decimal(use.persons), "Person", cents),))
        case PerPiece():
            return _per_piece(price, item, schedule, use)
        case FixedByPerson(low, high):
            return _fixed(item, low, high, use)
        case Metered(cents, unit):
            return _metered(item, cents, unit, use)
        case LeftOpen(reason):
            return Priced(open_points=(f"{item.text}: {reason}",))
        case _:
            raise TypeError(f"no price of its own: {price!r}")


def _per_day(price: PerDay, item: Item, days: int) -> Priced:
    if len(price.cents) == 1 and price.cents[0] is not None:
        return Priced((item.line(Decimal(days), "Tag", price.cents[0]),))
    found = Priced()
    for cents, group in groupby(range(days), key=price.of_day):
        which = [index + 1 for index in group]
        note = f"{which[0]}. Tag" if len(which) == 1 else f"{which[0]}. bis {which[-1]}. Tag"
        if cents is None:
            reason = f"{item.text}: Für den {note} nennt die Entgeltordnung keinen Preis. {DECIDES}"
            found += Priced(open_points=(reason,))
        else:
            found += Priced((item.line(Decimal(len(which)), "Tag", cents, note),))
    return found


def _package(price: DayPackage, item: Item, days: int) -> Priced:
    note = f"bis {price.days} Tage"
    found = Priced((item.line(ONE, "pauschal", price.cents, note),))
    further = days - price.days
    if further <= 0:
        return found
    if price.further_cents is None:
        reason = f"{item.text}: Ab dem {price.days + 1}. Tag nennt die Entgeltordnung keinen Preis. {DECIDES}"
        return found + Priced(open_points=(reason,))
    return found + Priced((item.line(Decimal(further), "Tag", price.further_cents, "weitere Tage"),))


def _per_hour(price: PerHour, item: Item, use: PricedUse) -> QuoteLine:
    steps = -(-use.period.duration // timedelta(minutes=price.step_minutes))
    line = item.line(_exact(Decimal(steps * price.step_minutes) / 60), "Stunde", price.cents)
    if price.at_least is not None and line.cents < price.at_least:
        return item.line(ONE, "pauschal", price.at_least, "Mindestpreis")
    if price.at_most is not None and line.cents > price.at_most:
        return item.line(ONE, "pauschal", price.at_most, "Höchstpreis")
    return line


def _per_square_metre(
    price: PerSquareMetre, item: Item, schedule: TariffSchedule, use: PricedUse, days: int
) -> Priced:
    sizes = {space.slug: space.square_metres for space in schedule.spaces}
    unknown = [slug for slug in item.spaces if sizes.get(slug) is None]
    if unknown:
        named = ", ".join(map(use.name_of, unknown))
        return Priced(open_points=(f"{item.text}: Die Fläche von {named} ist nicht bekannt. {DECIDES}",))
    area = sum(sizes[slug] or 0 for slug in item.spaces)
    if not price.per_day:
        return Priced((item.line(Decimal(area), "m²", price.cents),))
    note = f"{area} m² an {days} Tagen" if days > 1 else f"{area} m² an 1 Tag"
    return Priced((item.line(Decimal(area * days), "m² und Tag", price.cents, note),))


def _per_piece(price: PerPiece, item: Item, schedule: TariffSchedule, use: PricedUse) -> Priced:
    if price.question is None:
        return Priced()
    answer = dict(use.answers).get(price.question)
    question = schedule.question(price.question)
    if answer is None or not question.accepts(answer):
        return Priced(open_points=(question.still_open,))
    return Priced((item.line(Decimal(answer), price.unit, price.cents),) if int(answer) else ())


def _fixed(item: Item, low: int, high: int, use: PricedUse) -> Priced:
    cents = use.fixed.get(item.code)
    if cents is not None and low <= cents <= high:
        return Priced((item.line(ONE, "pauschal", cents, "von der Gemeinde festgelegt"),))
    bounds = f"zwischen {say_euros(low)} und {say_euros(high)}"
    return Priced(
        open_points=(f"{item.text}: Den Preis legt die Gemeinde {bounds} fest.",),
        ranges=(PriceRange(item.code, item.text, low, high, item.vat_permille),),
    )


def _metered(item: Item, cents: int | None, unit: str, use: PricedUse) -> Priced:
    if cents is None:
        reason = f"{item.text}: nach Verbrauch. Den Preis je {unit} nennt die Entgeltordnung nicht. {DECIDES}"
        return Priced(open_points=(reason,))
    charge = LaterCharge(item.code, item.text, ChargeKind.METER, unit, cents, item.vat_permille)
    reading = use.readings.get(item.code)
    return Priced(later=(charge,)) if reading is None else Priced((charge.line(reading),))


def _hours(minutes: int) -> str:
    hours = _exact(Decimal(minutes) / 60)
    return f"{hours:f} Stunden".replace(".", ",")


def _exact(number: Decimal) -> Decimal:
    """Return a number without trailing zeros and never in exponent form."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()
