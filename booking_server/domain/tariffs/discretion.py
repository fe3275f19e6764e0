"""What a person may decide about a price: fix it inside a range, waive a part of it. Always with a reason."""

from dataclasses import replace
from decimal import Decimal

from booking_server.domain.money.euros import HIGHEST, say_euros
from booking_server.domain.tariffs.errors import DecisionUnexplained, PriceOutOfBounds, WaiverOutOfBounds
from booking_server.domain.tariffs.priced import DECIDES
from booking_server.domain.tariffs.prices import FixedByPerson
from booking_server.domain.tariffs.quote import DECIDED, VAT, WAIVER, PriceRange, Quote, QuoteLine
from booking_server.domain.tariffs.schedule import TariffSchedule, VatKind
from booking_server.domain.tariffs.surcharges import vat_line

SHORTEST_REASON = 5
DECIDED_BY = "Von der Gemeinde entschieden"


def a_price_is_fixed_inside_its_range(quote: Quote, code: str, cents: int) -> PriceRange:
    """Return the range a price is fixed in; both bounds are allowed. Raises PriceOutOfBounds."""
    found = next((one for one in quote.ranges if one.code == code), None)
    if found is None:
        raise PriceOutOfBounds("Dieser Preis ist nicht mehr offen. Bitte laden Sie die Seite neu.")
    if not found.low_cents <= cents <= found.high_cents:
        low, high = say_euros(found.low_cents), say_euros(found.high_cents)
        raise PriceOutOfBounds(f"„{found.text}“ kostet mindestens {low} und höchstens {high}.")
    return found


def a_decision_about_a_price_has_a_reason(reason: str) -> str:
    """Return the reason, tidied. Raises DecisionUnexplained."""
    tidy = " ".join(reason.split())
    if len(tidy) < SHORTEST_REASON:
        raise DecisionUnexplained("Bitte begründen Sie die Entscheidung in ein paar Worten.")
    return tidy[:500]


def highest_waiver(schedule: TariffSchedule, quote: Quote) -> int:
    """Return how many cents of a quote may still be waived, before VAT of net prices."""
    lines = _without_vat(schedule, quote)
    charged = sum(line.cents for line in lines if line.code != WAIVER)
    waived = -sum(line.cents for line in lines if line.code == WAIVER)
    return max(charged * schedule.waiver_percent // 100 - waived, 0)


def waive(schedule: TariffSchedule, quote: Quote, cents: int) -> Quote:
    """Return the quote with a part of its price waived, as lines of less than nothing.

    The waiver takes from the lines of the highest VAT rate first. Raises WaiverOutOfBounds.
    """
    if not schedule.waiver_percent:
        raise WaiverOutOfBounds("Die Entgeltordnung sieht keinen Erlass vor.")
    most = highest_waiver(schedule, quote)
    if not 0 < cents <= most:
        raise WaiverOutOfBounds(f"Erlassen werden kann noch ein Betrag bis {say_euros(most)}.")
    lines = _without_vat(schedule, quote)
    taken: tuple[QuoteLine, ...] = ()
    for rate in sorted({line.vat_permille for line in lines}, reverse=True):
        part = min(cents, sum(line.cents for line in lines if line.vat_permille == rate))
        if part > 0:
            taken += (_line(WAIVER, "Erlass durch die Gemeinde", -part, rate),)
            cents -= part
    return _with(schedule, quote, taken)


def decide(schedule: TariffSchedule, quote: Quote, point: str, cents: int) -> Quote:
    """Return the quote with a line for what the regulation left open. Raises PriceOutOfBounds."""
    _is_open(quote, point, cents)
    rate = schedule.vat.permille if schedule.vat.kind is not VatKind.NONE else 0
    decided = _with(schedule, quote, (_line(DECIDED, _decided(point), cents, rate),))
    return replace(decided, open_points=_others(quote, point), rent_cents=quote.rent_cents + cents)


def decide_deposit(quote: Quote, point: str, cents: int) -> Quote:
    """Return the quote with the deposit somebody fixed. Raises PriceOutOfBounds."""
    _is_open(quote, point, cents)
    note = f"{_decided(point)} ({say_euros(cents)})"
    return replace(quote, deposit_cents=cents, open_points=_others(quote, point), notes=(*quote.notes, note))


def fixed_prices(schedule: TariffSchedule, quote: Quote) -> dict[str, int]:
    """Return the prices inside a range that were fixed before, by the code of their rule."""
    ranges = {rule.code for rule in schedule.priced_rules if isinstance(rule.price, FixedByPerson)}
    return {line.code: line.cents for line in quote.lines if line.code in ranges}


def carried_over(schedule: TariffSchedule, before: Quote, fresh: Quote) -> Quote:
    """Return a fresh quote with what was decided and waived before; a decided point stays decided."""
    decided = tuple(line for line in before.lines if line.code == DECIDED)
    known = {line.text for line in decided}
    points = tuple(point for point in fresh.open_points if _decided(point) not in known)
    rent = fresh.rent_cents + sum(line.cents for line in decided)
    kept = replace(_with(schedule, fresh, decided), open_points=points, rent_cents=rent)
    waived = -sum(line.cents for line in before.lines if line.code == WAIVER)
    part = min(waived, highest_waiver(schedule, kept))
    return waive(schedule, kept, part) if part > 0 else kept


def was_decided(schedule: TariffSchedule, quote: Quote) -> bool:
    """Whether a person had a say in a price: fixed it, decided what was open, or waived a part."""
    by_hand = any(line.code in (DECIDED, WAIVER) for line in quote.lines)
    return by_hand or bool(fixed_prices(schedule, quote)) or any(DECIDED_BY in note for note in quote.notes)


def _is_open(quote: Quote, point: str, cents: int) -> None:
    if point not in quote.open_points:
        raise PriceOutOfBounds("Dieser Punkt ist nicht mehr offen. Bitte laden Sie die Seite neu.")
    if not 0 <= cents <= HIGHEST:
        raise PriceOutOfBounds("Bitte geben Sie einen Betrag zwischen 0 und 999.999,99 € an.")


def _others(quote: Quote, point: str) -> tuple[str, ...]:
    return tuple(one for one in quote.open_points if one != point)


def _decided(point: str) -> str:
    return f"{DECIDED_BY}: {point.removesuffix(DECIDES).strip()}"


def _line(code: str, text: str, cents: int, rate: int) -> QuoteLine:
    return QuoteLine(code, text, Decimal(1), "pauschal", cents, cents, rate)


def _with(schedule: TariffSchedule, quote: Quote, more: tuple[QuoteLine, ...]) -> Quote:
    """Return the quote with more lines, and the VAT on top of net prices counted anew."""
    lines = _without_vat(schedule, quote) + more
    if schedule.vat.kind is not VatKind.ADDED:
        return replace(quote, lines=lines)
    rates = sorted({line.vat_permille for line in lines if line.vat_permille})
    return replace(quote, lines=lines + tuple(vat_line(rate, lines) for rate in rates))


def _without_vat(schedule: TariffSchedule, quote: Quote) -> tuple[QuoteLine, ...]:
    if schedule.vat.kind is not VatKind.ADDED:
        return quote.lines
    return tuple(line for line in quote.lines if line.code != VAT)
