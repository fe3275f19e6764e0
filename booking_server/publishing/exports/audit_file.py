"""The audit log as CSV the way German spreadsheets open it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from booking_server.domain.audit_words import say_action
from booking_server.publishing.exports.columns import harmless
from booking_server.services.operation.audit_pages import Line

HEAD = ("Zeit (UTC)", "Nummer", "Wer", "Was", "Aktion", "Haus", "Worum", "Begründung", "Angaben")
CHUNK = 16 * 1024


def write_audit(lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the file in pieces."""
    gathered = io.StringIO()
    writer = csv.writer(gathered, delimiter=";", lineterminator="\r\n")
    gathered.write("\ufeff")
    writer.writerow(HEAD)
    for line in lines:
        writer.writerow([harmless(cell) for cell in _cells(line)])
        if gathered.tell() >= CHUNK:
            yield gathered.getvalue().encode()
            gathered.seek(0)
            gathered.truncate()
    yield gathered.getvalue().encode()


def _cells(line: Line) -> tuple[str, ...]:
    details = json.dumps(line.details, ensure_ascii=False, sort_keys=True) if line.details else ""
    return (
        f"{line.at:%Y-%m-%d %H:%M:%S}",
        str(line.number),
        line.who,
        say_action(line.action),
        line.action,
        line.hall,
        line.subject,
        line.reason,
        details,
    )
