"""The first sheet of an XLSX workbook as values, at a cost known beforehand.

A general reader builds objects for every font, style and drawing of a file. Here only what says the
cells is opened, and how many elements and attributes it may have is counted before it is parsed.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from booking_server.domain.errors import PlanUnreadable

MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 250_000
Row = tuple[int, list[Any]]


class _Parts:
    """The parts of a packed file as trees, within what is left of the bounds."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._elements, self._attributes = MOST_ELEMENTS, MOST_ATTRIBUTES

    def tree(self, path: str) -> Element:
        """Return one part; an empty one where there is none. Raises PlanUnreadable."""
        if path not in self._packed.namelist():
            return Element("none")
        data = self._packed.read(path)
        self._elements -= data.count(b"<") - data.count(b"</")
        self._attributes -= data.count(b"=")
        if min(self._elements, self._attributes) < 0:
            raise PlanUnreadable(
                "Diese Excel-Datei hat zu viele Zellen oder Formate. Bitte speichern Sie sie als CSV."
            )
        return fromstring(data)  # noqa: S314 - no entities: whoever calls has looked for them

    def relations(self, source: str) -> dict[str, tuple[str, str]]:
        """Return by id of what kind each part is that another one names, and where it lies."""
        folder, _, name = source.rpartition("/")
        found = self.tree(f"{folder}/_rels/{name}.rels".lstrip("/"))
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in found
        }


def rows_of(data: bytes, *, columns: int) -> Iterator[Row]:
    """Yield the numbers and values of the first sheet's rows. Raises PlanUnreadable, or anything at all."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = _Parts(packed)
        path = _of_kind(parts.relations(""), "officeDocument")
        book, related = parts.tree(path), parts.relations(path)
        sheet = parts.tree(_first_sheet(book, related))
        read = _reader(
            strings=[_text(one) for one in parts.tree(_of_kind(related, "sharedStrings"))],
            formats=_formats(parts.tree(_of_kind(related, "styles"))),
            from_1904=any(one.get("date1904") in {"1", "true"} for one in _all(book, "workbookPr")),
        )
    number = 0
    for row in (one for cells in _all(sheet, "sheetData") for one in _all(cells, "row")):
        number = int(row.get("r", number + 1))
        yield number, _values(row, columns, read)


def _values(row: Element, columns: int, read: Callable[[Element], Any]) -> list[Any]:
    values: list[Any] = [None] * columns
    column = -1
    for cell in _all(row, "c"):
        column = _column(cell.get("r", ""), column + 1)
        if column < columns:
            values[column] = read(cell)
    return values


def _reader(strings: list[str], formats: list[str], *, from_1904: bool) -> Callable[[Element], Any]:
    """Return what makes the value of a cell."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format  # noqa: PLC0415 - slow to load
    from openpyxl.utils import datetime as days  # noqa: PLC0415

    epoch = days.MAC_EPOCH if from_1904 else days.WINDOWS_EPOCH
    looks = [(is_date_format(code), is_timedelta_format(code)) for code in formats]

    def number(cell: Element, text: str) -> Any:
        value = float(text)
        is_date, is_span = looks[int(cell.get("s", 0))] if looks else (False, False)
        if not is_date:
            return int(value) if value.is_integer() else value
        try:
            return days.from_excel(value, epoch, timedelta=is_span)
        except (OverflowError, ValueError):
            return "#WERT!"

    def read(cell: Element) -> Any:
        kind, text = cell.get("t", "n"), "".join(one.text or "" for one in _all(cell, "v")).strip()
        if formulas := _all(cell, "f"):
            return f"={formulas[0].text or ''}"
        if kind == "inlineStr":
            return "".join(_text(one) for one in _all(cell, "is"))
        if not text:
            return None
        readers: dict[str, Callable[[], Any]] = {
            "s": lambda: strings[int(text)],
            "b": lambda: text == "1",
            "d": lambda: datetime.fromisoformat(text),
            "n": lambda: number(cell, text),
        }
        return readers.get(kind, lambda: text)()

    return read


def _formats(styles: Element) -> list[str]:
    """Return the number format of each style."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - slow to load

    own = {
        one.get("numFmtId", ""): one.get("formatCode", "") for some in _all(styles, "numFmts") for one in some
    }
    used = [one.get("numFmtId", "0") for some in _all(styles, "cellXfs") for one in some]
    return [own.get(one) or BUILTIN_FORMATS.get(int(one), "") for one in used]


def _text(holder: Element) -> str:
    """Return a text, whole or in pieces of different looks; how it is pronounced is left out."""
    pieces = [*_all(holder, "t"), *(t for run in _all(holder, "r") for t in _all(run, "t"))]
    return "".join(one.text or "" for one in pieces)


def _first_sheet(book: Element, related: dict[str, tuple[str, str]]) -> str:
    for sheet in (one for some in _all(book, "sheets") for one in some):
        mine = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        kind, path = related.get(mine, ("", ""))
        if kind == "worksheet":
            return path
    raise PlanUnreadable("Diese Excel-Datei hat keine Tabelle.")


def _of_kind(related: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for one, path in related.values() if one == kind), "")


def _all(parent: Element, name: str) -> list[Element]:
    """Return the children of a name, in whatever namespace."""
    return [one for one in parent if one.tag.rpartition("}")[2] == name]


def _column(reference: str, following: int) -> int:
    """Return the column of "C7", counted from 0."""
    letters = reference.rstrip("0123456789").upper()
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return following
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
