"""Figures as CSV the way German spreadsheets open it: one number a row, so that any program can turn them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple

from booking_server.domain.figures.usage import Usage
from booking_server.domain.series import WEEKDAY_NAMES
from booking_server.publishing.exports.columns import harmless
from booking_server.services.desk.figures import Figures, MonthFigures

HEAD = ("Gegenstand", "Zeit", "Kennzahl", "Wert", "Einheit")
USAGE = (
    ("Tage mit Nutzung", "Tage"),
    ("Tage", "Tage"),
    ("Nutzungen", "Anzahl"),
    ("Stunden", "Stunden"),
    ("Personen", "Anzahl"),
)
INCOME = ("Berechnet", "Gezahlt", "Kautionen erhalten", "Kautionen zurückgezahlt", "Kautionen einbehalten")

Line = tuple[str, str, str, str, str]


def write_figures(figures: Figures) -> bytes:
    """Return the file; what was not counted has no row."""
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    # Only the name is somebody's; a number below zero must stay one.
    writer.writerows((harmless(name), *said) for name, *said in _lines(figures))
    return written.getvalue().encode()


def _lines(figures: Figures) -> Iterator[Line]:
    for one in figures.months:
        yield from _of_month(figures.name, one)
    whole = f"{figures.span.first:%Y-%m} bis {figures.span.last:%Y-%m}"
    if len(figures.halls) > 1:
        for hall in figures.halls:
            yield from _usage(hall.venue.name, whole, hall.usage)
    for day in figures.week:
        for hour in day:
            when = f"{WEEKDAY_NAMES[hour.weekday]} {hour.hour:02d}:00"
            yield (figures.name, when, "Stunde belegt", str(hour.used), f"von {hour.days} Tagen")


def _of_month(name: str, one: MonthFigures) -> Iterator[Line]:
    month = f"{one.month:%Y-%m}"
    yield from _usage(name, month, one.usage)
    if one.visits is not None:
        yield (name, month, "Nutzungen mit Tür-Code", str(one.visits.uses), "Anzahl")
        yield (name, month, "davon Tür nicht geöffnet", str(one.visits.no_shows), "Anzahl")
    for words, cents in zip(INCOME, astuple(one.income), strict=True):
        yield (name, month, words, _decimal(cents / 100, 2), "Euro")
    if one.uptime.percent is not None:
        yield (name, month, "Türen verbunden", _decimal(one.uptime.percent, 1), "Prozent")
        yield (name, month, "Ausfälle der Türen", str(one.uptime.outages), "Anzahl")


def _usage(name: str, when: str, usage: Usage) -> Iterator[Line]:
    for (words, unit), number in zip(USAGE, astuple(usage), strict=True):
        yield (name, when, words, _decimal(number, 1) if isinstance(number, float) else str(number), unit)


def _decimal(number: float, places: int) -> str:
    return f"{number:.{places}f}".replace(".", ",")
