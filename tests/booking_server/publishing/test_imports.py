"""Coming from elsewhere: what MRBS or a calendar holds is said first, then taken over, and never twice."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from booking_server.cli import main
from booking_server.commands import imports as command
from booking_server.domain.bookings import Booking, BookingStatus, Organizer
from booking_server.domain.imports import (
    ForeignEntry,
    ForeignRoom,
    ForeignSystem,
    HallReport,
    ImportUnreadable,
)
from booking_server.domain.plan_verdicts import Verdict
from booking_server.domain.venues import District
from booking_server.publishing.imports import ical, mrbs_report
from booking_server.publishing.imports.mrbs_dump import read_dump
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.taken_times import TakenTimes
from booking_server.services.halls import importing
from booking_server.services.halls.importing import Order
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import imported_records, metadata, outbox
from calendars.period import Period
from tests.builders import NOW, Village, a_request, between

HERE = Path(__file__).parent / "mrbs"
DUMPS = ("mrbs-1.12.sql", "mrbs-1.4.11.sql")
"""Rows as these versions keep them, as mysqldump writes them, the second with the names of columns; tables
have no more columns than the tests need, and are written for them."""


def order(village: Village, system: ForeignSystem, **changes) -> Order:  # type: ignore[no-untyped-def]
    return replace(Order(village.cast.municipality, "mrbs", system), **changes)


def a_dump(village: Village, name: str = DUMPS[0], **changes) -> Order:  # type: ignore[no-untyped-def]
    return order(village, read_dump(HERE / name, NOW), **changes)


def said(reports: tuple[HallReport, ...]) -> dict[str, tuple[str, str]]:
    return {
        told.entry.external_id: (told.verdict.value, told.said) for report in reports for told in report.told
    }


def stored(village: Village) -> list[Booking]:
    with village.house.reading() as uow:
        ids = [row.id for row in uow.connection.execute(select(booking_rows)) if row.source == "import"]
        return sorted((uow.bookings.get(one) for one in ids), key=lambda one: one.period)


def everything(village: Village) -> dict[str, list[tuple[object, ...]]]:
    with village.house.reading() as uow:
        return {
            table.name: [tuple(row) for row in uow.connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def village_of(village: Village, slug: str) -> District:
    with village.house.reading() as uow:
        return uow.venues.district_at(village.cast.municipality.id, slug)


@pytest.mark.parametrize("name", DUMPS)
def test_a_dry_run_of_a_real_dump_says_what_then_happens(village: Village, name: str) -> None:
    before = everything(village)

    dry = importing.bring(village.house, a_dump(village, name))

    assert everything(village) == before
    assert said(importing.bring(village.house, a_dump(village, name, is_real=True))) == said(dry)
    new = [key for key, (verdict, _) in said(dry).items() if verdict == Verdict.NEW]
    assert len(stored(village)) == len(new) == 10
    assert verify(village.house) == ()


def test_each_booking_of_a_dump_says_what_becomes_of_it(village: Village) -> None:
    skat = a_request(period=between("2026-10-09 21:00", "2026-10-09 23:00"), occasion="Skat")
    bookings.book(village.house, skat)

    told = said(importing.bring(village.house, a_dump(village)))

    assert told["1"] == ("new", "Fr., 02.10.2026, 19:00 bis 22:00 Uhr, Saal: „Chorprobe“.")
    assert told["2"] == (
        "overlaps",
        "Dort ist schon belegt: „Skat“, Fr., 09.10.2026, 21:00 bis 23:00 Uhr.",
    )
    assert told["9"] == ("unreadable", "Die Buchung wartet in MRBS noch auf eine Genehmigung.")
    assert told["10"] == ("unreadable", "Die Buchung ist in MRBS nur vorläufig.")
    assert told["14"] == (
        "overlaps",
        "Überschneidet sich mit Buchung 13 (Zeile 65): „Sport früh“, Sa., 07.11.2026, 10:00 bis 12:00 Uhr."
        " Dazwischen fehlt die Zeit für Auf- und Abbau.",
    )
    assert told["16"] == ("unreadable", "Welches Haus „Wunderhaus“ ist, steht nicht fest.")
    assert told["17"] == (
        "unreadable",
        "Den Raum „Keller“ gibt es in „DGH Benken“ nicht. Es gibt: Saal, Kueche.",
    )
    assert told["18"][0] == "broken"
    assert "12" not in told, "it is over"


def test_times_are_the_same_instants_in_both_nights_of_a_clock_change(village: Village) -> None:
    importing.bring(village.house, a_dump(village, is_real=True))

    by_title = {one.occasion: one for one in stored(village)}

    autumn = by_title['Geburtstag O\'Brien; DROP TABLE `mrbs_entry`; -- "x" \\'].period
    assert autumn == between("2026-10-24 20:00", "2026-10-25 04:00")
    assert autumn.duration.total_seconds() == 9 * 3600
    assert by_title["Nachtwache"].period.start.isoformat() == "2026-10-25T01:30:00+00:00"
    spring = by_title["Frühlingsfest ÄÖÜß 🎉"].period
    assert spring.duration.total_seconds() == 7 * 3600


def test_a_second_import_changes_nothing(village: Village) -> None:
    importing.bring(village.house, a_dump(village, is_real=True))
    cancelled = stored(village)[0]
    cancellations.cancel(village.house, cancelled.id)
    before = everything(village)

    again = importing.bring(village.house, a_dump(village, is_real=True))

    assert {verdict for verdict, _ in said(again).values()} == {"exists", "overlaps", "broken", "unreadable"}
    assert everything(village) == before, "what was cancelled here stays so"


def test_what_was_moved_there_since_is_said_and_stays_as_it_is_here(village: Village) -> None:
    importing.bring(village.house, a_dump(village, is_real=True))
    first, *others = read_dump(HERE / DUMPS[0], NOW).entries
    moved = replace(first, period=between("2026-10-02 20:00", "2026-10-02 23:00"))

    told = said(
        importing.bring(village.house, order(village, ForeignSystem((), (moved, *others)), is_real=True))
    )

    assert told["1"] == (
        "exists",
        "Das wurde schon übernommen, steht dort aber inzwischen anders: Fr., 02.10.2026, 20:00 bis 23:00 Uhr."
        " Bitte ändern Sie es hier.",
    )
    assert stored(village)[0].period == first.period


def test_imported_bookings_are_confirmed_with_codes_and_nobody_gets_mail(village: Village) -> None:
    importing.bring(village.house, a_dump(village, is_real=True))

    choir = stored(village)[0]
    assert (choir.status, choir.persons) == (BookingStatus.CONFIRMED, 3)
    assert choir.organizer == Organizer("Anna Lehmann", "anna.lehmann@example.org", "")
    with village.house.reading() as uow:
        assert uow.access_codes.of_booking(choir.id) is not None
        kinds = {row.kind for row in uow.connection.execute(select(outbox))}
    assert "mail" not in kinds
    nameless = next(one for one in stored(village) if one.organizer.name == "Bernd Müller")
    assert nameless.organizer.phone == village.cast.benken.contact_phone, "MRBS knows no address of his"


def test_unknown_areas_become_drafts_that_nobody_finds_before_they_are_published(village: Village) -> None:
    new = {"new_in": village_of(village, "benken"), "is_real": True}

    reports = importing.bring(village.house, a_dump(village, **new))
    again = importing.bring(village.house, a_dump(village, **new))

    (wonder, school) = (one for one in reports if one.is_new)
    assert wonder.venue is not None
    assert (wonder.title, wonder.venue.slug, wonder.venue.spaces[0].name) == (
        "Schule", "schule", "Klasse 1",
    )  # fmt: skip
    assert said((school,)) == {"16": ("new", "So., 08.11.2026, 10:00 bis 12:00 Uhr, Großer Raum: „Lesung“.")}
    assert not any(one.is_new for one in again)
    with pytest.raises(Exception, match="gibt es hier nicht"):
        bookings.book(village.house, a_request("wunderhaus"))
    assert verify(village.house) == ()


def test_rooms_go_where_it_is_said(village: Village) -> None:
    places = {"Wunderhaus": "dgh-schlamau/saal", "Benken/Keller": "dgh-benken/kueche", "Reetz": "dgh-luette"}

    told = said(importing.bring(village.house, a_dump(village, said=places)))

    assert told["16"][0] == told["17"][0] == "new"
    assert told["17"][1].endswith("Kueche: „Im Keller“.")
    assert told["13"] == ("unreadable", "Das Haus „dgh-luette“ gibt es in dieser Gemeinde nicht.")


def test_nothing_of_a_hall_is_taken_over_when_its_last_booking_fails(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("booking_server.storage.repositories.imports.Imports.add_all", fails)
    before = everything(village)

    with pytest.raises(OSError, match="disk"):
        importing.bring(village.house, a_dump(village, is_real=True))

    assert everything(village) == before


def later(period: Period, days: int) -> Period:
    return Period(period.start + timedelta(days=days), period.end + timedelta(days=days))


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return the first dump with some of its text replaced."""
    text = (HERE / DUMPS[0]).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "changed.sql"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("end", ["253402300799", "40000000000", "4923000000", "999999999999"])
def test_a_booking_that_ends_in_a_far_century_is_a_line_of_the_report(
    village: Village, tmp_path: Path, end: str
) -> None:
    file = changed(tmp_path, ("(1,1790960400,1790971200,", f"(1,1790960400,{end},"))
    wanted = order(village, read_dump(file, NOW), is_real=True)

    told = said(importing.bring(village.house, wanted))

    assert told["1"] == ("unreadable", "Beginn oder Ende ist nicht zu lesen.")
    far = Period(datetime.fromtimestamp(4_923_000_000, UTC), datetime.fromtimestamp(4_923_003_600, UTC))
    entry = replace(wanted.system.entries[1], external_id="far", period=far)
    told = said(importing.bring(village.house, order(village, ForeignSystem((), (entry,)), is_real=True)))
    assert told["far"] == ("unreadable", "Die Zeit ist nicht zu lesen.")


def test_a_dry_run_only_reads(village: Village) -> None:
    with village.house.unit_of_work():
        reports = importing.bring(village.house, a_dump(village, new_in=village_of(village, "benken")))

    assert sum(one.is_new for one in reports) == 2


def test_a_hall_of_many_rooms_and_bookings_takes_no_memory_for_each_of_both(village: Village) -> None:
    rooms = tuple(ForeignRoom("Schloss", f"Raum {number}", 10) for number in range(150))
    first = between("2026-10-05 10:00", "2026-10-05 12:00")
    entries = tuple(
        ForeignEntry(str(n), f"Buchung {n}", "Schloss", f"Raum {n % 150}", "Kurs", later(first, n // 150))
        for n in range(300)
    )
    wanted = order(village, ForeignSystem(rooms, entries), new_in=village_of(village, "benken"))
    importing.bring(village.house, order(village, ForeignSystem((), ())))
    tracemalloc.start()

    (report,) = importing.bring(village.house, wanted)

    assert tracemalloc.get_traced_memory()[1] < 3_500_000
    tracemalloc.stop()
    assert {one.verdict for one in report.told} == {Verdict.NEW}


def test_what_was_taken_a_moment_before_is_said_and_not_remembered(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    bookings.book(village.house, a_request(period=between("2026-10-09 21:00", "2026-10-09 23:00")))
    monkeypatch.setattr("booking_server.services.halls.importing.taken_at", lambda *_: TakenTimes())

    told = said(importing.bring(village.house, a_dump(village, is_real=True)))

    assert told["2"] == ("overlaps", "Dort wurde inzwischen etwas anderes eingetragen.")
    assert told["1"][0] == "new"
    with village.house.reading() as uow:
        kept = uow.connection.execute(select(imported_records)).all()
    assert len(kept) == len(stored(village)) == 9


def test_of_several_addresses_in_one_field_the_first_is_kept(village: Village, tmp_path: Path) -> None:
    file = changed(tmp_path, ("'anna.lehmann@example.org'", "'anna@example.org, chor@example.org'"))

    importing.bring(village.house, order(village, read_dump(file, NOW), is_real=True))

    assert stored(village)[0].organizer.email == "anna@example.org"


def _report(title: str, start: str, end: str, decided: str = "") -> tuple[str, ...]:
    return (title, "Benken", "Saal", start, end, "A. Lehmann", decided)


HEAD = (
    "Kurzbeschreibung",
    "Bereich",
    "Raum",
    "Anfangsdatum",
    "Enddatum",
    "Erstellt von",
    "Genehmigungsstatus",
)
REPORT = (
    HEAD,
    _report("Yoga", "Montag, 5. Oktober 2026 um 18:00", "Montag, 5. Oktober 2026 um 20:00"),
    _report("Früher", "Montag, 5. Oktober 2020 um 18:00", "Montag, 5. Oktober 2020 um 20:00"),
    _report("Nacht", "Sonntag, 25. Oktober 2026 um 02:30", "Sonntag, 25. Oktober 2026 um 05:00"),
    _report("Frühling", "Sonntag, 28. März 2027 um 02:30", "Sonntag, 28. März 2027 um 05:00"),
    _report("Skat", "Friday, October 9, 2026 at 7:00\u202fPM", "2026-10-09 22:00", "Wartet auf Genehmigung"),
)


def test_a_report_of_mrbs_is_read_by_the_clock_on_the_wall(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("".join('"' + '","'.join(line) + '"\n' for line in REPORT), encoding="utf-8")

    system = mrbs_report.read_report(file, NOW)
    told = [(one.entry.title, one.verdict.value, one.said) for one in importing.bring(
        village.house, order(village, system))[0].told]  # fmt: skip

    assert system.past == 1
    assert told == [
        ("Yoga", "new", "Mo., 05.10.2026, 18:00 bis 20:00 Uhr, Saal: „Yoga“."),
        ("Nacht", "unreadable", "Der Beginn „Sonntag, 25. Oktober 2026 um 02:30“ gibt es zweimal. Nehmen Sie"
                                " statt des Berichts eine Sicherung (.sql)."),
        ("Frühling", "unreadable", "Der Beginn „Sonntag, 28. März 2027 um 02:30“ gibt es nicht: Die Uhren"
                                   " werden vorgestellt."),
        ("Skat", "unreadable", "Über die Buchung ist in MRBS noch nicht entschieden."),
    ]  # fmt: skip
    far = (
        HEAD,
        _report("Ewig", "2026-10-05 10:00", "31.12.9999 23:59"),
        _report("Nie", "01.01.0001 0:00", "-"),
    )
    file.write_text("".join('"' + '","'.join(line) + '"\n' for line in far), encoding="utf-8")
    assert [one.period for one in mrbs_report.read_report(file, NOW).entries] == [None, None]
    file.write_text("a,b,c\n1,2,3\n")
    with pytest.raises(ImportUnreadable, match="Zeile 1: In dieser Datei fehlt die Spalte „bereich“"):
        mrbs_report.read_report(file, NOW)


CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Hallenkalender//DE
BEGIN:VEVENT
UID:chor@example.org
DTSTAMP:20260901T000000Z
DTSTART;TZID=Europe/Berlin:20261002T190000
DTEND;TZID=Europe/Berlin:20261002T210000
RRULE:FREQ=WEEKLY;COUNT=6
SUMMARY:Chorprobe
END:VEVENT
BEGIN:VEVENT
UID:unlesbar@example.org
DTSTART:gestern
SUMMARY:Unlesbar
END:VEVENT
END:VCALENDAR
"""


def test_the_calendar_of_a_hall_becomes_its_bookings(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "halle.ics"
    file.write_text(CALENDAR.replace("\n", "\r\n"))
    read = ical.read_file(file, NOW, "Haus")
    wanted = order(village, read, said={"Haus": "dgh-benken/saal"}, is_real=True)

    (report,) = importing.bring(village.house, wanted)
    (again,) = importing.bring(village.house, wanted)

    assert [one.verdict.value for one in report.told] == ["new"] * 6 + ["unreadable"]
    assert report.told[-1].said == "Eine Zeit ist nicht zu lesen."
    assert [f"{one.period.start:%d.%m. %H:%M}" for one in stored(village)][3:5] == [
        "23.10. 17:00",
        "30.10. 18:00",
    ]
    assert {one.verdict.value for one in again.told} == {"exists", "unreadable"}
    file.write_text(CALENDAR[:-20])
    with pytest.raises(ImportUnreadable, match="hört mittendrin auf"):
        ical.read_file(file, NOW, "Haus")


def test_what_is_tentative_in_a_calendar_is_not_confirmed_here(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "halle.ics"
    tentative = CALENDAR.replace("SUMMARY:Chorprobe", "STATUS:TENTATIVE\nSUMMARY:Chorprobe")
    file.write_text(tentative.replace("\n", "\r\n"))
    wanted = order(village, ical.read_file(file, NOW, "Haus"), said={"Haus": "dgh-benken"}, is_real=True)

    (report,) = importing.bring(village.house, wanted)

    assert {one.said for one in report.told[:6]} == {"Der Eintrag ist dort nur vorläufig."}
    assert stored(village) == []


def test_what_means_all_of_a_draft_is_no_space_of_it(village: Village) -> None:
    rooms = tuple(ForeignRoom("Schloss", name, 10**9) for name in ("Saal", "Ganzes Haus", "Schloss"))
    fest = between("2026-10-05 10:00", "2026-10-05 12:00")
    entries = tuple(
        ForeignEntry(name, name, "Schloss", name, "Fest", fest) for name in ("Ganzes Haus", "Saal")
    )
    wanted = order(village, ForeignSystem(rooms, entries), new_in=village_of(village, "benken"), is_real=True)

    (report,) = importing.bring(village.house, wanted)

    assert report.venue is not None
    assert [(one.name, one.capacity) for one in report.venue.spaces] == [("Saal", 100_000)]
    assert sorted(one.verdict.value for one in report.told) == ["new", "overlaps"]


def test_what_is_taken_over_has_its_price_and_no_invoice_by_itself(village: Village) -> None:
    importing.bring(village.house, a_dump(village, is_real=True))

    with village.house.reading() as uow:
        kinds = {row.kind for row in uow.connection.execute(select(outbox))}
    assert "invoice" not in kinds, "a person decides: it may have been paid for there"


def test_what_is_kept_of_numbers_there_names_nobody(village: Village) -> None:
    entry = replace(read_dump(HERE / DUMPS[0], NOW).entries[0], external_id="anna.lehmann@example.org")

    importing.bring(village.house, order(village, ForeignSystem((), (entry,)), is_real=True))

    with village.house.reading() as uow:
        kept = uow.connection.execute(select(imported_records)).all()
    assert kept
    assert "lehmann" not in str(kept)


def test_the_command_says_it_first_and_does_it_when_told(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("booking_server.cli.open_house", lambda *_: village.house)
    monkeypatch.setattr("booking_server.cli.load_settings", lambda: None)
    asked = ["import-from", "mrbs", str(HERE / DUMPS[0]), "--municipality", "wiesenburg-mark"]

    assert main(asked) == 0
    dry = capsys.readouterr().out
    assert stored(village) == []
    assert main([*asked, "--apply"]) == 1, "something is left out"
    real = capsys.readouterr().out

    assert (
        "  Buchung 1 (Zeile 53): wird eingetragen Fr., 02.10.2026, 19:00 bis 22:00 Uhr, Saal: „Chorprobe“."
        in dry
    )
    assert dry.splitlines()[-1] == "10 new, 0 there before, 7 left out; 1 are over and stay there"
    assert real == dry.replace("10 new", "10 taken over")
    for wrong in (["--map", "Benken"], ["--source", "x" * 21]):
        with pytest.raises(SystemExit, match="2"):
            main([*asked, *wrong])
    before = everything(village)
    assert main([*asked, "--apply", "--map", "Benkn=dgh-benken"]) != 0
    assert "„Benkn“ aus --map gibt es dort nicht" in capsys.readouterr().err
    assert everything(village) == before
    assert main([*asked[:2], "/nowhere", *asked[3:]]) == 2
    assert command.SUMMARY in Path("README.md").read_text(encoding="utf-8")
