"""Uses as CSV the way German spreadsheets open it: semicolons, a byte order mark, CRLF."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.venues import Venue
from booking_server.publishing.exports.columns import Cell, Column, harmless

CSV = "text/csv; charset=utf-8"
CHUNK = 16 * 1024


def write_csv(
    uses: Iterable[CalendarUse], venues: Mapping[str, Venue], columns: Sequence[Column]
) -> Iterator[bytes]:
    """Yield the file in pieces, the first row with the headings; memory does not grow with the uses."""
    gathered = io.StringIO()
    writer = csv.writer(gathered, delimiter=";", lineterminator="\r\n")
    gathered.write("\ufeff")
    writer.writerow([column.heading for column in columns])
    for use in uses:
        venue = venues[use.venue_id]
        writer.writerow([_spelled(column.cell(use, venue)) for column in columns])
        if gathered.tell() >= CHUNK:
            yield gathered.getvalue().encode()
            gathered.seek(0)
            gathered.truncate()
    yield gathered.getvalue().encode()


def _spelled(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return harmless(cell) if isinstance(cell, str) else str(cell)
