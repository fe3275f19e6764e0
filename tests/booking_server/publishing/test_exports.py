"""Lists and public events as files, read back by other programs."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, time
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from booking_server.domain.calendar_uses import calendar_use
from booking_server.domain.errors import ExportTooLarge
from booking_server.domain.uses import Use
from booking_server.publishing import downloads
from booking_server.publishing.exports.columns import COLUMNS, harmless
from booking_server.publishing.exports.csv_file import write_csv
from booking_server.publishing.exports.workbook import MOST_ROWS, write_workbook
from booking_server.services.bookings import bookings, cancellations
from tests.booking_server.publishing.test_feed_load import fill
from tests.builders import WEDDING, Village, a_request, between

TITLED = Use(public_title="Erntefest & <Tanz>")
ATOM = "{http://www.w3.org/2005/Atom}"
DANGEROUS = ("=1+1", "+49 33841 1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n@x")


def rows_of(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def test_a_list_opens_in_a_german_spreadsheet(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request(use=TITLED))

    answer = visitor.get("/kalender/dgh-benken.csv")

    assert answer.data.startswith(b"\xef\xbb\xbfTag;Wochentag;")
    assert answer.data.endswith(b"\r\n")
    assert rows_of(answer.data)[1] == [
        "02.10.2026", "Freitag", "16:00", "03.10.2026", "02:00", "DGH Benken", "Ganzes Haus",
        "Erntefest & <Tanz>",
    ]  # fmt: skip


def test_a_workbook_has_days_times_filters_and_headings_that_stay(
    village: Village, visitor: FlaskClient
) -> None:
    bookings.book(village.house, a_request())

    sheet = load_workbook(io.BytesIO(visitor.get("/kalender/dgh-benken.xlsx").data)).active

    heading, row = sheet.iter_rows()
    assert [cell.value for cell in heading][:3] == ["Tag", "Wochentag", "Beginn"]
    assert (row[0].value, row[0].number_format) == (datetime(2026, 10, 2), "dd.mm.yyyy")
    assert (row[2].value, row[2].number_format) == (time(16), "hh:mm")
    assert row[7].value == "belegt"
    assert (row[0].alignment.horizontal, heading[0].font.name) == ("left", "Calibri")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"


def test_a_long_text_of_a_workbook_is_shown_whole(village: Village) -> None:
    use = calendar_use(bookings.book(village.house, a_request()).booking)
    long = [replace(use, occasion="Hochzeit " * 10)]

    octets = write_workbook(long, {use.venue_id: village.cast.benken}, COLUMNS, title="x")

    row = load_workbook(io.BytesIO(octets)).active[2]
    shrunk = [column.code for column, cell in zip(COLUMNS, row, strict=True) if cell.alignment.shrink_to_fit]
    assert shrunk == ["anlass"]


def test_what_no_xml_can_hold_breaks_no_workbook(village: Village) -> None:
    use = calendar_use(bookings.book(village.house, a_request()).booking)
    odd = [replace(use, occasion="Fest\ufffe\uffff\x00\ud800!")]

    octets = write_workbook(odd, {use.venue_id: village.cast.benken}, COLUMNS, title="x")

    at = [column.code for column in COLUMNS].index("anlass")
    assert load_workbook(io.BytesIO(octets)).active.cell(2, at + 1).value == "Fest    !"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "atom", "rss", "jsonld"])
def test_what_everybody_may_download_tells_of_nobody(
    village: Village, visitor: FlaskClient, kind: str
) -> None:
    bookings.book(village.house, a_request(use=TITLED))

    octets = visitor.get(f"/kalender/dgh-benken.{kind}").data

    text = str(list(load_workbook(io.BytesIO(octets)).active.values)) if kind == "xlsx" else octets.decode()
    assert "Erntefest" in text
    for secret in ("Lehmann", "lehmann", "example.org", "Hochzeit"):
        assert secret not in text


def test_a_list_begins_today_and_leaves_out_what_was_cancelled(
    village: Village, visitor: FlaskClient
) -> None:
    gone = bookings.book(village.house, a_request(period=between("2026-10-09 10:00", "2026-10-09 12:00")))
    cancellations.cancel(village.house, gone.booking.id)
    bookings.book(village.house, a_request())
    assert len(rows_of(visitor.get("/kalender/dgh-benken.csv").data)) == 2

    village.clock.now = WEDDING.end
    village.clock.forward(days=2)

    assert len(rows_of(visitor.get("/kalender/dgh-benken.csv").data)) == 1
    assert len(rows_of(visitor.get("/kalender/dgh-benken.csv?from=2026-10-01&to=2026-10-31").data)) == 2


@pytest.mark.parametrize("typed", DANGEROUS)
def test_no_spreadsheet_takes_what_was_typed_for_a_formula(village: Village, typed: str) -> None:
    use = calendar_use(bookings.book(village.house, a_request()).booking)
    hostile = [replace(use, occasion=typed)]
    venues = {use.venue_id: village.cast.benken}

    (_, row) = rows_of(b"".join(write_csv(hostile, venues, COLUMNS)))
    sheet = load_workbook(io.BytesIO(write_workbook(hostile, venues, COLUMNS, title="x"))).active

    at = [column.code for column in COLUMNS].index("anlass")
    cell = sheet.cell(2, at + 1)
    assert row[at].startswith("'")
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@pytest.mark.parametrize("typed", ["Hochzeit", "1 + 1", "a=b", "", "(-)", "60. Geburtstag"])
def test_what_is_no_formula_stays_as_it_was_typed(typed: str) -> None:
    assert harmless(typed) == typed


def test_atom_and_rss_tell_what_is_to_come(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request(use=TITLED))
    bookings.book(village.house, a_request(period=between("2026-10-09 10:00", "2026-10-09 12:00")))

    for path in ("/kalender/dgh-benken", "/kalender/gemeinde/wiesenburg-mark"):
        atom = ElementTree.fromstring(visitor.get(f"{path}.atom").data)
        rss = ElementTree.fromstring(visitor.get(f"{path}.rss").data)
        (entry,) = atom.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == TITLED.public_title
        assert "Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr" in str(
            entry.findtext(f"{ATOM}summary")
        )
        assert [item.findtext("title") for item in rss.iter("item")] == [TITLED.public_title]
    assert entry.findtext(f"{ATOM}id") == rss.findtext("channel/item/guid")


def test_a_municipalitys_next_events_come_whichever_hall_they_are_in(
    village: Village, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_EVENTS", 1)
    later = between("2026-10-09 10:00", "2026-10-09 12:00")
    bookings.book(village.house, a_request("dgh-benken", period=later, use=TITLED))
    bookings.book(village.house, a_request("dgh-reetz", use=Use(public_title="Lesung")))

    graph = json.loads(visitor.get("/kalender/gemeinde/wiesenburg-mark.jsonld").data)["@graph"]

    assert [event["name"] for event in graph] == ["Lesung"]


def test_portals_read_events_in_the_words_of_schema_org(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request(use=TITLED))

    answer = visitor.get("/kalender/dgh-benken.jsonld")

    (event,) = json.loads(answer.data)["@graph"]
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert event["@type"] == "Event"
    assert event["name"] == TITLED.public_title
    assert event["startDate"] == "2026-10-02T16:00:00+02:00"
    assert event["location"]["name"] == "DGH Benken, Ganzes Haus"


def test_an_unchanged_list_is_not_sent_again(village: Village, visitor: FlaskClient) -> None:
    for kind in ("csv", "xlsx", "atom"):
        path = f"/kalender/dgh-benken.{kind}"
        tag = {"If-None-Match": visitor.get(path).headers["ETag"]}
        assert visitor.get(path, headers=tag).status_code == 304
        assert visitor.get("/kalender/gibt-es-nicht." + kind).status_code == 404


def test_a_list_streams_and_a_workbook_has_a_bound(village: Village, visitor: FlaskClient) -> None:
    fill(village, MOST_ROWS + 1)

    pieces = list(visitor.get("/kalender/dgh-benken.csv", buffered=False).iter_encoded())
    assert len(rows_of(b"".join(pieces))) == MOST_ROWS + 2
    assert max(map(len, pieces)) < 20_000
    use = calendar_use(bookings.book(village.house, a_request("dgh-reetz")).booking)
    with pytest.raises(ExportTooLarge):
        write_workbook([use] * (MOST_ROWS + 1), {use.venue_id: village.cast.reetz}, COLUMNS, title="x")
