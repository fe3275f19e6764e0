"""Whatever a stranger's calendar says costs less than a second, is told, and loses nothing else."""

import sys
import time
from datetime import datetime, timedelta

import pytest

from calendars.reading.process import LARGEST
from tests.calendars.foreign import CHOIR, WEEKLY, calendar, measured, zone

NEVER_ENDS = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
SHORT = "DTSTART:20261002T170000Z\nDURATION:PT1H\n"
FOR_EVER = """
import calendars.reading.child as child
def read(*_):
    while True: pass
child.read = read
child.bound = lambda *_: None  # as in a sandbox that refuses limits
child.main()
"""
EARLY = datetime(1970, 1, 1)


def _onset(number: int) -> str:
    return f"DTSTART:{EARLY + timedelta(days=2 * number):%Y%m%dT%H%M%S}"


def _in_zone(name: str) -> bytes:
    return calendar(WEEKLY.replace("Europe/Berlin", name))


BAD = {
    "a rule that never ends": (calendar(f"UID:x\n{SHORT}{NEVER_ENDS}", WEEKLY), {"rule-too-expensive"}),
    "forty rules that never end": (
        calendar(*(f"UID:{number}\n{SHORT}{NEVER_ENDS}" for number in range(40)), WEEKLY),
        {"rule-too-expensive"},
    ),
    "a rule for every second": (
        calendar(f"UID:x\n{SHORT}RRULE:FREQ=SECONDLY", WEEKLY),
        {"rule-too-expensive"},
    ),
    "a rule that stands still": (
        calendar(f"UID:x\n{SHORT}RRULE:FREQ=DAILY;INTERVAL=0", WEEKLY),
        {"rule-unreadable"},
    ),
    "a rule nobody knows": (calendar(f"UID:x\n{SHORT}RRULE:FREQ=MOONLY", WEEKLY), {"rule-unreadable"}),
    "a line of a megabyte": (calendar(f"UID:x\nSUMMARY:{'x' * 1_000_000}\n{SHORT}", WEEKLY), set()),
    "a megabyte folded into crumbs": (
        calendar("UID:x\nSUMMARY:" + "x\n " * 300_000 + f"y\n{SHORT}", WEEKLY),
        set(),
    ),
    "a zone with 10 000 changes": (
        calendar(WEEKLY.replace("Europe/Berlin", "Eigene"), head=zone("Eigene", map(_onset, range(10_000)))),
        set(),
    ),
    "a zone that never ends": (
        calendar(
            f"UID:x\n{CHOIR}".replace("UID:chor\n", "").replace("Europe/Berlin", "Eigene"),
            WEEKLY,
            head=zone("Eigene", [f"DTSTART:16010101T020000\n{NEVER_ENDS}"]),
        ),
        {"rule-too-expensive"},
    ),
    "a zone that is a file": (_in_zone("../../etc/passwd"), {"zone-unknown"}),
    "a zone that is an absolute path": (_in_zone("/etc/passwd"), {"zone-unknown"}),
    "an end before its start": (
        calendar("UID:x\nDTSTART:20261002T170000Z\nDURATION:-P1D", WEEKLY),
        {"ends-before-start"},
    ),
    "equal identifiers": (
        calendar(CHOIR.replace("20261002", "20261003"), CHOIR, CHOIR.replace("20261002", "20261004")),
        {"uid-repeated"},
    ),
    "a changed date without its series": (
        calendar(WEEKLY.replace("RRULE:FREQ=WEEKLY;COUNT=3", "RECURRENCE-ID:20261002T170000Z")),
        {"master-missing"},
    ),
    "a start nobody can read": (calendar("UID:x\nDTSTART:gestern", WEEKLY), {"time-unreadable"}),
    "no start": (calendar("UID:x\nSUMMARY:?", WEEKLY), {"start-missing"}),
    "a century": (calendar("UID:x\nDTSTART:20260101\nDTEND:21260101", WEEKLY), {"lasts-too-long"}),
    "the end of all years": (
        calendar("UID:x\nDTSTART:99991231T235959Z\nDURATION:P9999D", WEEKLY),
        {"time-unreadable"},
    ),
    "UTF-16": (calendar(WEEKLY).decode().encode("utf-16"), set()),
    "UTF-16 without a mark": (calendar(WEEKLY).decode().encode("utf-16-be"), set()),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + calendar(WEEKLY), set()),
    "an old encoding": (
        calendar(WEEKLY.replace("probe", "übung")).decode().encode("cp1252"),
        {"encoding-guessed"},
    ),
    "a calendar that breaks off": (calendar(WEEKLY)[:-15], {"cut-off"}),
    "boxes in boxes": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nBEGIN:X\n" * 50_000, {"cut-off"}),
    "a hundred thousand parameters": (
        calendar("UID:x\nDTSTART" + ";A=b" * 100_000 + ":20261002", WEEKLY),
        {"start-missing"},
    ),
    "fifty thousand exceptions": (
        calendar(WEEKLY + "EXDATE:" + "20270101T170000Z," * 50_000),
        {"partly-read"},
    ),
    "three thousand additions": (
        calendar(WEEKLY + "RDATE:20261002T170000Z\n" * 3_000),
        {"partly-read"},
    ),
    "six rules": (calendar(WEEKLY + "RRULE:FREQ=YEARLY;COUNT=1\n" * 6), {"partly-read"}),
    "a page of the web": (b"<!doctype html><title>404</title>" * 1000, {"not-a-calendar"}),
    "nothing": (b"", {"not-a-calendar"}),
    "noise": (bytes(range(256)) * 4000, {"not-a-calendar"}),
}

WITHOUT_A_CHOIR = ("a page of the web", "nothing", "noise", "boxes in boxes")


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_costs_little_is_told_and_loses_nothing_else(kind: str) -> None:
    data, codes = BAD[kind]

    cost = measured(data)

    assert cost.cpu_s < 1.0
    assert codes <= cost.codes
    assert "reader-failed" not in cost.codes
    expected = 0 if kind in WITHOUT_A_CHOIR else 1 if kind == "a changed date without its series" else 3
    assert cost.uids.count("chor") == expected


def test_a_hundred_thousand_entries_are_too_large_and_not_even_looked_at() -> None:
    data = calendar(*(f"UID:{number}\n{SHORT}" for number in range(100_000)))

    cost = measured(data)

    assert cost.codes == {"too-large"}
    assert cost.cpu_s < 1.0


def test_as_many_entries_as_fit_are_read_up_to_a_bound_and_the_rest_is_told() -> None:
    data = calendar(*(f"DTSTART:20261002\nUID:{number}" for number in range(30_000)))

    cost = measured(data)

    assert len(data) < LARGEST
    assert cost.reading.entries == 30_000
    assert len(cost.reading.occurrences) == 5000
    assert not cost.reading.is_whole
    assert cost.cpu_s < 1.0


def test_a_reader_that_computes_for_ever_is_killed_and_that_is_told() -> None:
    cost = measured(calendar(WEEKLY), child=(sys.executable, "-c", FOR_EVER))

    assert cost.codes == {"too-expensive"}
    assert cost.cpu_s < 1.2  # the kernel looks a few times a second


def test_rules_are_computed_in_another_process() -> None:
    data, _ = BAD["a rule that never ends"]
    before = time.process_time()

    measured(data)

    assert time.process_time() - before < 0.1


def test_a_reader_that_hangs_is_killed_and_what_it_had_read_is_kept() -> None:
    program = (
        "import sys, time, datetime\n"
        "from calendars.reading import wire, report\n"
        "print(wire.spell(report.Reading('Chor', 7)), flush=True)\n"
        "time.sleep(60)\n"
    )

    cost = measured(calendar(WEEKLY), child=(sys.executable, "-c", program), patience_s=1.0)

    assert (cost.reading.name, cost.reading.entries) == ("Chor", 7)
    assert cost.codes == {"too-expensive"}


def test_an_entry_that_cannot_be_read_is_named_with_its_identifier_and_title() -> None:
    cost = measured(calendar("UID:x\nSUMMARY:Sommerfest\\, groß\nDTSTART:bald", WEEKLY))

    (note,) = cost.reading.notes
    assert (note.number, note.uid, note.summary, note.fact) == (1, "x", "Sommerfest, groß", "bald")
    assert cost.reading.unread == {"x"}


def test_a_child_learns_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEY", "wal-ross")
    program = (
        "import os\n"
        "from calendars.reading import wire, report\n"
        "print(wire.spell(report.Reading(os.environ.get('MASTER_KEY', 'nothing'), 1)))\n"
        "print(wire.END)\n"
    )

    assert measured(b"", child=(sys.executable, "-c", program)).reading.name == "nothing"
