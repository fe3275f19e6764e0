"""Meters: what they show, and what was used between two readings."""

import re
from dataclasses import dataclass
from decimal import Decimal

from booking_server.domain.handover.errors import MeterRanBackwards, ReadingUnreadable

_TYPED = re.compile(r"(\d{1,9})(?:,(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter that is read; `code` is that of the price in the tariff, where there is one."""

    code: str
    text: str
    unit: str


USUAL = (Meter("strom", "Strom", "kWh"), Meter("wasser", "Wasser", "m³"))
"""What is read where the tariff names no meter: a proof for both sides, and nothing is charged for it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A meter was exchanged during the use: where the old one stopped and the new one began."""

    old_last: Decimal
    new_first: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """What a meter showed."""

    meter: Meter
    value: Decimal
    exchange: Exchange | None = None

    def words(self) -> str:
        """Return "Strom: 4711,5 kWh"."""
        shown = f"{self.meter.text}: {say_number(self.value)} {self.meter.unit}"
        if self.exchange is None:
            return shown
        old, new = say_number(self.exchange.old_last), say_number(self.exchange.new_first)
        return f"{shown} (Zähler getauscht: alter zuletzt {old}, neuer ab {new})"


def read_number(text: str, *, field: str) -> Decimal:
    """Return a reading as typed: "4711" or "4711,5". Raises ReadingUnreadable.

    A dot is refused: "1.234" may be a thousand or one and a bit.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None or not text.isascii():
        raise ReadingUnreadable(
            "Bitte tippen Sie den Zählerstand als Zahl ohne Punkt und Minus, zum Beispiel 4711 oder 4711,5.",
            field=field,
        )
    return Decimal(f"{found[1]}.{found[2] or '0'}")


def used(first: Reading, last: Reading, *, field: str) -> Decimal:
    """Return what ran through a meter between two readings. Raises MeterRanBackwards."""
    if last.exchange is None:
        _forward(first.value, last.value, last.meter, field)
        return last.value - first.value
    _forward(first.value, last.exchange.old_last, last.meter, field)
    _forward(last.exchange.new_first, last.value, last.meter, field)
    return last.exchange.old_last - first.value + last.value - last.exchange.new_first


def say_number(number: Decimal) -> str:
    """Return a number without zeros nobody needs: "4711", "2,5"."""
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def _forward(before: Decimal, after: Decimal, meter: Meter, field: str) -> None:
    if after < before:
        raise MeterRanBackwards(
            f"{meter.text}: {say_number(after)} ist weniger als vorher ({say_number(before)} {meter.unit})."
            " Bitte lesen Sie noch einmal ab. Wurde der Zähler getauscht, tragen Sie das darunter ein.",
            field=field,
        )
