"""A quote as plain data, to be stored with a booking and sent to programs. Members are never renamed."""

from datetime import date
from decimal import Decimal
from typing import Any

from booking_server.domain.tariffs.quote import ChargeKind, LaterCharge, PriceRange, Quote, QuoteLine

Data = dict[str, Any]


def to_data(quote: Quote) -> Data:
    """Return a quote as values JSON knows; quantities are texts, so that none is rounded."""
    return {
        "tariff_version": quote.tariff_version,
        "lines": [_line(line) for line in quote.lines],
        "total_cents": quote.total_cents,
        "rent_cents": quote.rent_cents,
        "deposit_cents": quote.deposit_cents,
        "open_points": list(quote.open_points),
        "later": [
            {
                "code": charge.code,
                "text": charge.text,
                "kind": charge.kind.value,
                "unit": charge.unit,
                "unit_cents": charge.unit_cents,
                "vat_permille": charge.vat_permille,
            }
            for charge in quote.later
        ],
        "ranges": [
            {
                "code": one.code,
                "text": one.text,
                "low_cents": one.low_cents,
                "high_cents": one.high_cents,
                "vat_permille": one.vat_permille,
            }
            for one in quote.ranges
        ],
        "due_on": quote.due_on.isoformat() if quote.due_on else None,
        "notes": list(quote.notes),
        "exemption": quote.exemption,
    }


def from_data(data: Data) -> Quote:
    """Return the quote that was stored."""
    return Quote(
        tariff_version=data["tariff_version"],
        lines=tuple(_read_line(line) for line in data["lines"]),
        deposit_cents=data["deposit_cents"],
        open_points=tuple(data["open_points"]),
        later=tuple(LaterCharge(**{**one, "kind": ChargeKind(one["kind"])}) for one in data["later"]),
        ranges=tuple(PriceRange(**one) for one in data["ranges"]),
        due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
        notes=tuple(data["notes"]),
        exemption=data["exemption"],
        rent_cents=data["rent_cents"],
    )


def _line(line: QuoteLine) -> Data:
    return {
        "code": line.code,
        "text": line.text,
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "unit_cents": line.unit_cents,
        "cents": line.cents,
        "vat_permille": line.vat_permille,
    }


def _read_line(data: Data) -> QuoteLine:
    return QuoteLine(**{**data, "quantity": Decimal(data["quantity"])})
