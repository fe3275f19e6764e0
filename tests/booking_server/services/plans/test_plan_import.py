"""The year plan from a file: said line by line first, then entered as a whole or not at all, never twice."""

import io
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from booking_server.domain import errors
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.plan_lines import Line
from booking_server.domain.plan_verdicts import Verdict
from booking_server.services.bookings import bookings
from booking_server.services.operation.verify import verify
from booking_server.services.plans import plan_import
from booking_server.services.plans.plan_import import PlanReport
from booking_server.storage.tables import bookings as booking_rows
from tests.booking_server.series import SECOND, evening
from tests.builders import Village, a_request, between

HEAD = "Raum;Datum;Von;Bis;Anlass;Name;Telefon;E-Mail;Personen"
CHOIR = "Saal;12.10.2026;19:00;21:00;Chorprobe;Anna Lehmann;033849 555;;25"
PARTY = ";17.10.2026;16 Uhr;2 Uhr;Hochzeit;Bernd Müller;;bernd@example.org;60"


def plan(*lines: str) -> bytes:
    return "\r\n".join((HEAD, *lines)).encode()


def look(village: Village, data: bytes) -> PlanReport:
    return plan_import.dry_run(village.house, village.cast.frau_stolle, "dgh-benken", data)


def enter(village: Village, report: PlanReport) -> PlanReport:
    return plan_import.apply(village.house, village.cast.frau_stolle, "dgh-benken", report.draft_id)


def verdicts(report: PlanReport) -> list[str]:
    return [one.verdict.value for one in report.lines]


def stored(village: Village) -> list[Booking]:
    with village.house.reading() as uow:
        ids = [row.id for row in uow.connection.execute(booking_rows.select()) if row.source == "import"]
        return sorted((uow.bookings.get(one) for one in ids), key=lambda booking: booking.period)


def test_a_plan_is_looked_at_and_then_entered(village: Village) -> None:
    report = look(village, plan(CHOIR, PARTY))
    assert verdicts(report) == ["new", "new"]
    assert stored(village) == []

    done = enter(village, report)

    assert done.is_applied
    choir, party = stored(village)
    assert (choir.period, choir.occasion, choir.persons) == (evening(SECOND), "Chorprobe", 25)
    assert party.period == between("2026-10-17 16:00", "2026-10-18 02:00")
    assert len(party.space_ids) == 2
    assert {choir.status, party.status} == {BookingStatus.CONFIRMED}
    assert verify(village.house) == ()


def test_each_line_says_what_would_happen(village: Village) -> None:
    bookings.book(
        village.house, a_request(period=evening(SECOND, 18, 20), occasion="Skat", space_slugs=("saal",))
    )

    report = look(
        village,
        plan(
            CHOIR,
            PARTY,
            PARTY,
            ";17.10.2026;20:00;22:00;Kino;;;;5",
            "Keller;18.10.2026;10;12;Yoga;;;;5",
            ";12.10.;abends;21:00;;;;;viele",
            ";18.10.2020;10:00;12:00;Damals;;;;5",
            ";18.10.2026;10:00;12:00;Zu viele;;;;500",
            ";25.10.2026;02:30;05:00;Nachtwache;;;;5",
            ";28.03.2027;02:30;05:00;Nachtwache;;;;5",
            ";25.10.2026;02:30 Winterzeit;05:00;Nachtwache;;;;5",
        ),
    )

    assert [(one.line.number, one.verdict.value, " ".join(one.said)) for one in report.lines] == [
        (2, "overlaps", "Dort ist schon belegt: „Skat“, Mo., 12.10.2026, 18:00 bis 20:00 Uhr."),
        (3, "new", ""),
        (4, "exists", "Das steht schon in Zeile 3."),
        (5, "overlaps", "Überschneidet sich mit Zeile 3: „Hochzeit“, Sa., 17.10.2026, 16:00 Uhr bis"
                        " So., 18.10.2026, 02:00 Uhr."),
        (6, "unreadable", "Den Raum „Keller“ gibt es hier nicht. Es gibt: Saal, Kueche."),
        (7, "unreadable", "Das Datum „12.10.“ ist kein Datum mit Jahr. Der Beginn „abends“ ist keine Uhrzeit."
                          " Die Personenzahl „viele“ ist keine Zahl. Der Anlass fehlt."),
        (8, "broken", "Der Beginn liegt in der Vergangenheit. Jetzt ist Mo., 28.09.2026, 12:00 Uhr."),
        (9, "broken", "Die gewählten Räume fassen höchstens 90 Personen. Sie haben 500 angegeben."),
        (10, "unreadable", "02:30 Uhr gibt es in der Nacht zum So., 25.10.2026 zweimal. Bitte schreiben Sie"
                           " „02:30 Sommerzeit“ oder „02:30 Winterzeit“."),
        (11, "unreadable", "02:30 Uhr gibt es in der Nacht zum So., 28.03.2027 nicht: Die Uhren werden"
                           " vorgestellt. Möglich ist es ab 03:00 Uhr."),
        (12, "new", ""),
    ]  # fmt: skip


def test_the_same_file_twice_books_nothing_twice(village: Village) -> None:
    data = plan(CHOIR, PARTY)
    first = look(village, data)
    enter(village, first)

    again = look(village, data)

    assert verdicts(again) == ["exists", "exists"]
    assert again.draft_id == ""
    with pytest.raises(errors.TransitionNotAllowed, match="schon eingetragen"):
        enter(village, first)
    assert len(stored(village)) == 2


def test_nothing_is_entered_when_the_world_has_changed(village: Village) -> None:
    report = look(village, plan(CHOIR, PARTY))
    bookings.book(village.house, a_request(period=evening(SECOND, 18, 20), space_slugs=("saal",)))

    answer = enter(village, report)

    assert (answer.is_applied, answer.has_changed) == (False, True)
    assert verdicts(answer) == ["overlaps", "new"]
    assert stored(village) == []
    assert enter(village, answer).is_applied
    assert len(stored(village)) == 1


def test_only_who_keeps_the_plan_of_a_hall_may_bring_it(village: Village) -> None:
    with pytest.raises(errors.NotPermitted):
        plan_import.dry_run(village.house, village.cast.herr_krueger, "dgh-benken", plan(CHOIR))
    report = look(village, plan(CHOIR))
    with pytest.raises(errors.NotPermitted):
        plan_import.apply(village.house, village.cast.herr_krueger, "dgh-benken", report.draft_id)

    other = look(village, ("Haus;" + HEAD + "\r\nDGH Schlamau;" + CHOIR).encode())
    mistyped = look(village, ("Haus;" + HEAD + "\r\nDGH Bencken;" + CHOIR).encode())

    assert other.lines[0].said == ("Das Haus „DGH Schlamau“ gibt es hier nicht.",)
    assert mistyped.lines[0].said == ("Das Haus „DGH Bencken“ gibt es hier nicht. Meinen Sie „DGH Benken“?",)


def test_the_cells_of_a_line_stand_in_one_order_however_they_were_kept() -> None:
    cells = {"occasion": "Chor", "day": "2.10.2026", "end": "20:00", "start": "18:00"}

    assert Line(2, cells, None).text == "2.10.2026 · 18:00 · 20:00 · Chor"


def test_whoever_brings_the_plan_answers_for_lines_without_a_name(village: Village) -> None:
    enter(village, look(village, plan(";17.10.2026;16:00;18:00;Blutspende;;;;")))

    (booking,) = stored(village)
    stolle = village.cast.frau_stolle
    assert (booking.organizer.name, booking.organizer.email) == (stolle.name, stolle.email)


def test_columns_go_by_many_names_and_unknown_ones_are_told(village: Village) -> None:
    text = (
        '"Belegungsplan 2026"\n\nTag,Uhrzeit,Veranstaltung,"Räume",Ansprechpartner,Kaffee\n'
        '"Mo., 12.10.26","19:00 - 21.00 Uhr","Chor, gemischt","Saal und Kueche",Lehmann,ja\n'
    )

    report = look(village, text.encode("utf-8-sig"))

    assert verdicts(report) == ["new"]
    assert report.unknown_columns == ("Kaffee",)
    wish = report.lines[0].line.wish
    assert wish is not None
    assert (wish.occasion, wish.space_slugs, wish.period) == ("Chor, gemischt", (), evening(SECOND))


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_says_the_same_as_a_text(village: Village) -> None:
    head = ("Raum", "Datum", "Von", "Bis", "Anlass", "Personen")
    report = look(
        village,
        workbook(
            head,
            ("Saal", datetime(2026, 10, 12), time(19), time(21), "Chorprobe", 25),
            ("Saal", date(2026, 10, 13), "19:00", 21, "=1+1", 25.0),
            ("Saal", "=A2+7", "19:00", "21:00", "Formel", 25),
        ),
    )

    assert verdicts(report) == ["new", "new", "unreadable"]
    first, second, _ = (one.line.wish for one in report.lines)
    assert first is not None
    assert second is not None
    assert (first.period, first.persons) == (evening(SECOND), 25)
    assert (second.occasion, second.persons) == ("=1+1", 25)


def test_formulas_are_text_and_nothing_else(village: Village) -> None:
    enter(village, look(village, plan(';17.10.2026;16:00;18:00;=HYPERLINK("http://x");@SUM(A1);;;5')))

    (booking,) = stored(village)
    assert booking.occasion == '=HYPERLINK("http://x")'
    assert booking.organizer.name == "@SUM(A1)"


def test_a_table_without_names_of_columns_is_refused_with_the_way_out(village: Village) -> None:
    for data in (b"a;b\n1;2\n", HEAD.encode()):
        with pytest.raises(errors.PlanUnreadable, match="Spalten"):
            look(village, data)


def test_a_line_that_lasts_for_years_is_no_booking(village: Village) -> None:
    data = b"Datum;Datum bis;Von;Bis;Anlass\n12.10.2026;12.10.2090;10:00;12:00;Dauerleihe\n"

    (line,) = look(village, data).lines

    assert line.verdict is Verdict.UNREADABLE
    assert "länger als einen Monat" in line.said[0]


def test_the_console_enters_everything_or_nothing(village: Village) -> None:
    report = plan_import.apply_file(village.house, "dgh-benken", plan(CHOIR, PARTY))

    assert report.is_applied
    assert len(stored(village)) == 2
    assert plan_import.apply_file(village.house, "dgh-benken", plan(CHOIR)).count("exists") == 1
