"""The settlement: what the readings, the cleaning and the breakage cost by the price that was told."""

from dataclasses import replace
from decimal import Decimal

from booking_server.domain.handover.protocol import Broken, Settlement, Statement
from booking_server.domain.handover.readings import USUAL, Meter, say_number, used
from booking_server.domain.tariffs.quote import VAT, ChargeKind, LaterCharge, Quote, QuoteLine, in_cents

COUNTED = (ChargeKind.BREAKAGE, ChargeKind.ON_DEMAND)


def meters_of(quote: Quote | None) -> tuple[Meter, ...]:
    """Return the meters to be read: those the tariff prices, else the usual ones."""
    priced = tuple(Meter(one.code, one.text, one.unit) for one in _of_kind(quote, ChargeKind.METER))
    return priced or USUAL


def counted_of(quote: Quote | None) -> tuple[LaterCharge, ...]:
    """Return what the tariff charges per piece once somebody counted it."""
    return _of_kind(quote, *COUNTED)


def settle(quote: Quote | None, before: Statement | None, after: Statement, held_cents: int) -> Settlement:
    """Return what is charged after the return; what cannot be computed is an open point.

    Raises MeterRanBackwards, naming the field of the meter.
    """
    lines, points = [], []
    for at, meter in enumerate(meters_of(quote)):
        first, last = before and before.reading(meter.code), after.reading(meter.code)
        charge = next((one for one in _of_kind(quote, ChargeKind.METER) if one.code == meter.code), None)
        if first and last:
            amount = used(first, last, field=f"meter_{at}")
            if charge:
                ran = f"von {say_number(first.value)} bis {say_number(last.value)} {meter.unit}"
                lines.append(replace(charge.line(amount), text=f"{charge.text}, {ran}"))
        elif charge:
            when = "Übergabe" if last else "Rückgabe"
            points.append(f"{meter.text}: Bei der {when} fehlt der Zählerstand. Die Verwaltung entscheidet.")
    cleaning = _of_kind(quote, ChargeKind.CLEANING)
    if after.cleaning_needed:
        lines += [charge.line(Decimal(1)) for charge in cleaning]
        if not cleaning:
            points.append("Reinigung: Die Entgeltordnung nennt keinen Preis. Die Verwaltung entscheidet.")
    for piece in after.broken:
        if piece.cents is None:
            points.append(f"{piece.count} x {piece.text}: Der Preis steht noch nicht fest.")
        else:
            lines.append(_line(piece, piece.cents))
    return Settlement((*lines, *_vat(quote, lines)), tuple(points), held_cents)


def _line(piece: Broken, cents: int) -> QuoteLine:
    total = piece.count * cents
    return QuoteLine(piece.code, piece.text, Decimal(piece.count), "Stück", cents, total, piece.vat_permille)


def _vat(quote: Quote | None, lines: list[QuoteLine]) -> list[QuoteLine]:
    """Return the VAT on top, where the tariff's prices are net."""
    added = {line.vat_permille: line.text for line in quote.lines if line.code == VAT} if quote else {}
    found = []
    for permille, text in added.items():
        net = sum(line.cents for line in lines if line.vat_permille == permille)
        cents = in_cents(Decimal(net) * permille / 1000)
        if cents:
            found.append(QuoteLine(VAT, text, Decimal(1), "mal", cents, cents, permille))
    return found


def _of_kind(quote: Quote | None, *kinds: ChargeKind) -> tuple[LaterCharge, ...]:
    return tuple(one for one in quote.later if one.kind in kinds) if quote else ()
