"""Workbooks are read at a bounded cost (I14), whatever they hold, and say what a full reader says."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook, load_workbook

from booking_server.domain.errors import PlanUnreadable
from booking_server.services.plans.plan_files import MOST_ROWS, TableRow, read_table
from booking_server.services.plans.workbooks import MOST_ELEMENTS, rows_of
from calendars.typed_days import spell
from tests.costs import seconds_of_cpu

MOST_SECONDS, MOST_BYTES = 1.0, 64 * 1024 * 1024
SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"


def a_workbook(rows: int = 3, columns: int = 6) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(rows):
        sheet.append([f"Zelle {number} {column}" for column in range(columns)])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_more(part: str, before: bytes, more: bytes) -> bytes:
    """A workbook with `more` written into one of its parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as old, zipfile.ZipFile(data, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(before, more + before, 1) if name == part else text)
    return data.getvalue()


def cost(work: Callable[[], object]) -> tuple[float, int]:
    seconds = seconds_of_cpu(work)
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak


def tried(data: bytes) -> tuple[TableRow, ...] | str:
    try:
        return read_table(data)
    except PlanUnreadable as error:
        return error.message


NEARLY = MOST_ELEMENTS - 1000
MANY_ATTRIBUTES = b"".join(b'a%d="" ' % number for number in range(400_000))
COSTLY = {
    "fonts": with_more(STYLES, b"</fonts>", b"<font/>" * 700_000),
    "cells": with_more(SHEET, b"</sheetData>", b'<row r="4">' + b"<c/>" * 1_000_000 + b"</row>"),
    "sheets": with_more(BOOK, b"</sheets>", b"<sheet/>" * 600_000),
    "attributes": with_more(SHEET, b"</sheetData>", b"<row " + MANY_ATTRIBUTES + b"/>"),
    "as many cells as may be": with_more(
        SHEET, b"</sheetData>", b'<row r="4">' + b'<c r="A1" s="0"/>' * NEARLY + b"</row>"
    ),
    "as deep as may be": with_more(SHEET, b"</sheetData>", b"<row>" * NEARLY + b"</row>" * NEARLY),
}  # fmt: skip


@pytest.mark.parametrize("name", COSTLY)
def test_no_workbook_costs_much(name: str) -> None:
    read_table(a_workbook())  # what it loads the first time is not the file's

    seconds, peak = cost(lambda: tried(COSTLY[name]))

    assert seconds < MOST_SECONDS
    assert peak < MOST_BYTES


@pytest.mark.parametrize("name", ["cells", "attributes"])
def test_too_many_cells_are_refused_with_a_way_out(name: str) -> None:
    assert "speichern Sie sie als CSV" in str(tried(COSTLY[name]))


def test_what_says_no_cells_is_not_even_opened() -> None:
    data = with_more("xl/theme/theme1.xml", b"</a:theme>", b"<a:x/>" * 300_000)

    assert tried(data) == read_table(a_workbook())


def test_the_largest_plan_is_read() -> None:
    assert len(read_table(a_workbook(MOST_ROWS, 10))) == MOST_ROWS


def test_a_workbook_says_what_a_full_reader_says() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Süß", 5, 2.5, True, None, "a\nb", "=1+1"])
    sheet["C4"], sheet["E4"], sheet["A4"] = datetime(2026, 10, 2, 19, 30), clock(19, 0), date(2026, 10, 2)
    book.create_sheet("Zweites").append(["nicht gefragt"])
    data = io.BytesIO()
    book.save(data)

    found = {number: [spell(value) for value in row] for number, row in rows_of(data.getvalue(), columns=7)}

    full = load_workbook(data).worksheets[0].iter_rows(max_col=7, values_only=True)
    expected = {number: [spell(value) for value in row] for number, row in enumerate(full, start=1)}
    assert found == {number: row for number, row in expected.items() if any(row)}


def test_texts_may_be_shared_in_pieces_and_days_count_from_1904() -> None:
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="{{}}" Type="{rels}/{{}}" Target="{{}}"/>'
    parts = {
        "_rels/.rels": f"<a>{relation.format('r1', 'officeDocument', 'mappe/buch.xml')}</a>",
        "mappe/_rels/buch.xml.rels": "<a>"
        + relation.format("r1", "worksheet", "/mappe/blatt.xml")
        + relation.format("r2", "sharedStrings", "worte.xml")
        + relation.format("r3", "styles", "formate.xml")
        + "</a>",
        "mappe/buch.xml": f'<w xmlns:r="{rels}"><workbookPr date1904="1"/>'
        '<sheets><sheet name="x" r:id="r1"/></sheets></w>',
        "mappe/worte.xml": "<sst><si><r><t>Chor</t></r><r><t>probe</t></r><rPh><t>!</t></rPh></si></sst>",
        "mappe/formate.xml": '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>',
        "mappe/blatt.xml": '<s><sheetData><row><c t="s"><v>0</v></c><c s="1"><v>44835</v></c></row>'
        "</sheetData></s>",
    }  # fmt: skip
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)

    assert read_table(data.getvalue()) == (TableRow(1, ("Chorprobe", "2026-10-02", *[""] * 28)),)
