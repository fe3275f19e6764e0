"""Uses as an XLSX workbook: days and times as such, a filter on each column, headings that stay in sight."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from itertools import islice
from typing import Any

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.errors import ExportTooLarge
from booking_server.domain.venues import Venue
from booking_server.publishing.exports.columns import Cell, Column, harmless
from booking_server.publishing.xml_text import NOT_IN_XML

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
"""As Excel numbers kinds of paper."""
MOST_ROWS = 2500
"""A workbook is packed as a whole: more would keep everybody else waiting for over a second."""


def write_workbook(
    uses: Iterable[CalendarUse], venues: Mapping[str, Venue], columns: Sequence[Column], *, title: str
) -> bytes:
    """Return the workbook. Raises ExportTooLarge."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load, and few ask for it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    found = list(islice(uses, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise ExportTooLarge(
            "Das sind zu viele Zeilen für eine Excel-Datei. Wählen Sie einen kürzeren Zeitraum oder CSV."
        )
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, "Dorfschlüssel"
    sheet = book.create_sheet("Belegung")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(found) + 1}"
    _fit_paper(sheet)
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_heading(sheet, column) for column in columns])
    for use in found:
        venue = venues[use.venue_id]
        sheet.append([_cell(sheet, column, column.cell(use, venue)) for column in columns])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fit_paper(sheet: Any) -> None:
    """Whoever prints the list gets all columns beside each other, and the headings on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _heading(sheet: Any, column: Column) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    cell = WriteOnlyCell(sheet, column.heading)
    cell.font = Font(name="Calibri", bold=True)
    return cell


def _cell(sheet: Any, column: Column, value: Cell) -> Any:
    """Return a cell of the value's own kind; a text is a text, whatever it begins with, and shown whole."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment  # noqa: PLC0415

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, NOT_IN_XML.sub(" ", harmless(value)))
        cell.data_type = "s"
        if len(value) > column.width:
            cell.alignment = Alignment(shrink_to_fit=True)  # programs do not make rows higher by themselves
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell.number_format = "dd.mm.yyyy"
    elif isinstance(value, time):
        cell.number_format = "hh:mm"
    if isinstance(value, date | time):
        cell.alignment = Alignment(horizontal="left")
    return cell
