"""Monthly use of halls as JSON and CSV: full stops in numbers, commas between columns."""

import csv
import io
from collections.abc import Iterator

from booking_server.domain.figures.suppression import SMALLEST_GROUP
from booking_server.domain.open_data import PublishedMonth
from booking_server.publishing.exports.columns import harmless
from booking_server.publishing.shapes import Json, instant
from booking_server.services.partners.open_data import OpenYear

NUMBERS = ("uses", "used_days", "days", "hours")
"""What is told; never persons: who knows how many came to all uses but one knows how many came to that."""
COLUMNS = ("month", "hall", "name", *NUMBERS, "suppressed", "published_at")
ALL_HALLS = "*"


def as_document(found: OpenYear) -> Json:
    """Return a year of use; what is suppressed is null."""
    place = found.place
    return {
        "municipality": place.town.slug,
        "name": place.name,
        "ags": place.town.ags,
        "year": found.year,
        "licence": place.licence.uri,
        "attribution": place.name if place.licence.asks_for_a_name else None,
        "suppressed_below": SMALLEST_GROUP,
        "months": [_month(one) for one in found.months],
    }


def as_csv(found: OpenYear) -> bytes:
    """Return a year of use as a table; what is suppressed is empty, the row of all halls is named `*`."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row for one in found.months for row in _rows(one))
    return written.getvalue().encode()


def _month(one: PublishedMonth) -> Json:
    return {
        "month": f"{one.month:%Y-%m}",
        "published_at": instant(one.published_at),
        "total": _told(one.figures["total"]),
        "halls": [{**hall, "use": _told(hall["use"])} for hall in one.figures["halls"]],
    }


def _told(use: Json | None) -> Json | None:
    return {name: use.get(name) for name in NUMBERS} if use else None


def _rows(one: PublishedMonth) -> Iterator[tuple[str, ...]]:
    month, since = f"{one.month:%Y-%m}", instant(one.published_at)
    for hall in one.figures["halls"]:
        yield (month, hall["hall"], harmless(hall["name"]), *_numbers(hall["use"]), since)
    yield (month, ALL_HALLS, "", *_numbers(one.figures["total"]), since)


def _numbers(use: Json | None) -> tuple[str, ...]:
    told = [(use or {}).get(name) for name in NUMBERS]
    return (*("" if one is None else str(one) for one in told), "1" if None in told else "0")
