"""Lists with names at the desk: period and columns chosen, and written down who took them."""

import csv
import io

import pytest
from openpyxl import load_workbook

from booking_server.services.bookings import bookings
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request


def taken(stolle: Visitor, kind: str = "csv", **values: object) -> bytes:
    """Fill in the form and press the button of a kind; return the file."""
    page = stolle.open("/schreibtisch/listen")
    form = next(one for one in page.forms if one.buttons)
    form.values.setlist("columns", ["tag", "anlass", "name"])
    for name, value in values.items():
        form.values.setlist(name, value if isinstance(value, list) else [value])
    answer = stolle.client.post(form.action, data={**form.values.to_dict(flat=False), "kind": kind})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def test_she_takes_a_list_with_the_columns_she_ticked(village: Village, stolle: Visitor) -> None:
    bookings.book(village.house, a_request())
    bookings.book(village.house, a_request("dgh-reetz"))

    rows = list(csv.reader(io.StringIO(taken(stolle).decode("utf-8-sig")), delimiter=";"))

    assert rows == [["Tag", "Anlass", "Verantwortlich"], ["02.10.2026", "Hochzeit", "Anna Lehmann"]]


def test_the_same_as_a_workbook(village: Village, stolle: Visitor) -> None:
    bookings.book(village.house, a_request())

    sheet = load_workbook(io.BytesIO(taken(stolle, "xlsx", columns=["anlass", "personen"]))).active

    assert list(sheet.values) == [("Anlass", "Personen"), ("Hochzeit", 40)]


def test_a_list_leaves_out_what_lies_outside_its_period(village: Village, stolle: Visitor) -> None:
    bookings.book(village.house, a_request())

    text = taken(stolle, first="2026-10-04", last="2026-10-31").decode("utf-8-sig")

    assert text == "Tag;Anlass;Verantwortlich\r\n"


def test_every_list_that_leaves_is_written_down(village: Village, stolle: Visitor) -> None:
    taken(stolle, first="2026-10-01", last="2026-10-31")

    with village.house.reading() as uow:
        rows = uow.audit.of_subject(village.cast.benken.id)
    (row,) = [row for row in rows if row.action == "list_exported"]
    assert row.actor == village.cast.frau_stolle.id
    assert row.details == {
        "kind": "csv",
        "columns": ["tag", "anlass", "name"],
        "first": "2026-10-01",
        "last": "2026-10-31",
    }


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"first": ""}, "first", "ersten Tag"),
        ({"first": "2026-10-02", "last": "2026-10-01"}, "last", "liegt vor dem ersten"),
        ({"first": "2026-10-02", "last": "2036-10-01"}, "last", "höchstens über drei Jahre"),
    ],
)
def test_a_period_that_is_none_is_told_at_its_field(
    stolle: Visitor, values: dict[str, str], field: str, words: str
) -> None:
    page: Page = stolle.send(stolle.open("/schreibtisch/listen"), values)

    assert page.status == 422
    assert page.shows(words)
    assert page.message_at(field)


def test_nobody_takes_the_list_of_another_hall(village: Village, stolle: Visitor) -> None:
    bookings.book(village.house, a_request("dgh-reetz"))
    page = stolle.open("/schreibtisch/listen")

    answer = stolle.send(page, {"hall": "dgh-reetz"})

    assert answer.status == 403
    assert "Lehmann" not in answer.html
