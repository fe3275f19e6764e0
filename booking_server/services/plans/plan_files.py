"""Reading a table somebody kept: CSV in the spellings offices use, or the first sheet of an XLSX workbook.

Everything is bounded before it is opened: bytes, unpacked bytes, rows, columns, length of a cell. Cells
are text, whatever they look like: a formula is never worked out.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from booking_server.domain.errors import PlanUnreadable
from booking_server.domain.texts import one_line
from booking_server.services.plans.workbooks import rows_of
from calendars.typed_days import spell

LARGEST = 1024 * 1024
LARGEST_UNPACKED = 6 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 1000
MOST_COLUMNS = 30
LONGEST_CELL = 500
_DAMAGED = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error,
)  # fmt: skip
ZIP = b"PK\x03\x04"
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where it stands in the file, counted from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_table(data: bytes) -> tuple[TableRow, ...]:
    """Return the rows of a CSV or XLSX file that hold anything. Raises PlanUnreadable."""
    if not data.strip():
        raise PlanUnreadable("Die Datei ist leer.")
    if len(data) > LARGEST:
        most = f"höchstens {LARGEST // 1024} kB"
        raise PlanUnreadable(f"Die Datei ist zu groß ({most}). Bitte teilen Sie sie auf.")
    rows = _workbook(data) if data.startswith(ZIP) else _text_table(_decoded(data))
    found: list[TableRow] = []
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            raise PlanUnreadable(f"Die Datei hat mehr als {MOST_ROWS} Zeilen. Bitte teilen Sie sie auf.")
        row = TableRow(number, tuple(one_line(cell[:LONGEST_CELL]) for cell in cells[:MOST_COLUMNS]))
        if any(row.cells):
            found.append(row)
    return tuple(found)


def _decoded(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise PlanUnreadable(
        "Das ist keine Tabelle, die wir lesen können. Bitte speichern Sie sie als CSV oder als XLSX."
    )


def _text_table(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text; a row that spans lines has the number of its first one."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise PlanUnreadable(f"Zeile {number} der Datei lässt sich nicht lesen.") from error


def _delimiter(text: str) -> str:
    """Return what parts the cells: the sign most frequent in the first lines, outside quotes."""
    head = "\n".join(text.splitlines()[:10])
    bare = "".join(head.split('"')[::2])
    return max(";,\t", key=bare.count)


def _workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _look_into(data)
    try:
        for number, row in rows_of(data, columns=MOST_COLUMNS):
            yield number, [spell(value) for value in row]
    except PlanUnreadable:
        raise
    except Exception as error:  # a workbook can be wrong in more ways than its reader names
        raise PlanUnreadable(
            "Diese Excel-Datei lässt sich nicht lesen. Bitte speichern Sie sie als CSV."
        ) from error


def _look_into(data: bytes) -> None:
    """Refuse a workbook that unpacks to more than anybody's plan, or that declares entities.

    The sizes a packed file claims may lie, so it is unpacked, counted and thrown away piece by piece.
    """
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if len(packed.namelist()) > MOST_PARTS:
                raise PlanUnreadable("Diese Excel-Datei hat zu viele Teile.")
            for name in packed.namelist():
                with packed.open(name) as part:
                    before = b""
                    while piece := part.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise PlanUnreadable("Diese Excel-Datei ist ausgepackt zu groß.")
                        seen = (before + piece).replace(b"\0", b"").upper()
                        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                            raise PlanUnreadable("Diese Excel-Datei enthält etwas, das wir nicht annehmen.")
                        before = piece[-40:]
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise PlanUnreadable("Diese Excel-Datei ist beschädigt oder verschlüsselt.") from error
