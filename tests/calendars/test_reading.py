"""Foreign calendars are read to the instants their writers mean."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.period import Period
from calendars.reading.budget import Purse
from calendars.reading.reader import read
from calendars.reading.report import Code, Note, Occurrence, Reading
from tests.calendars.foreign import CHOIR, WEEKLY, WINDOW, calendar, measured, zone

AUTUMN = "UID:x\nDTSTART;TZID=Europe/Berlin:20261018T190000\nDTEND;TZID=Europe/Berlin:20261018T210000\n"


def _read(*entries: str, head: str = "", window: Period = WINDOW) -> Reading:
    items = list(read(calendar(*entries, head=head), window, Purse(5)))
    heads = [one for one in items if isinstance(one, Reading)]
    times = tuple(one for one in items if isinstance(one, Occurrence))
    notes = tuple(one for one in items if isinstance(one, Note))
    return Reading(heads[0].name, heads[0].entries, times, notes)


def _starts(*entries: str, head: str = "") -> list[str]:
    return sorted(f"{one.period.start:%m-%d %H:%M}" for one in _read(*entries, head=head).occurrences)


def test_a_weekly_entry_keeps_its_local_time_over_a_clock_change() -> None:
    assert _starts(AUTUMN + "RRULE:FREQ=WEEKLY;COUNT=3") == ["10-18 17:00", "10-25 18:00", "11-01 18:00"]


def test_a_time_the_clock_skips_is_read_by_the_offset_before() -> None:
    skipped = "UID:x\nDTSTART;TZID=Europe/Berlin:20270328T023000\nDURATION:PT1H"

    assert _starts(skipped) == ["03-28 01:30"]


def test_a_time_the_clock_shows_twice_is_read_as_the_first() -> None:
    twice = "UID:x\nDTSTART;TZID=Europe/Berlin:20261025T023000\nDURATION:PT1H"

    assert _starts(twice) == ["10-25 00:30"]


def test_a_floating_time_is_meant_at_the_hall_unless_the_calendar_names_its_zone() -> None:
    floating = "UID:x\nDTSTART:20261002T190000\nDURATION:PT1H"

    assert _starts(floating) == ["10-02 17:00"]
    assert _starts(floating, head="X-WR-TIMEZONE:Europe/London\n") == ["10-02 18:00"]


def test_a_title_keeps_what_joins_and_parts_its_signs_and_loses_what_would_turn_them() -> None:
    family = "\U0001f469\u200d\U0001f467"
    (one,) = _read(AUTUMN + f"SUMMARY:Fest {family}\u202e\x07 am Feier\u00adabend").occurrences

    assert one.summary == f"Fest {family} am Feier\u00adabend"


def test_a_title_of_signs_nobody_sees_is_none() -> None:
    (one,) = _read(AUTUMN + "SUMMARY:\u200b\u2060").occurrences

    assert one.summary == ""


def test_a_whole_day_is_a_day_at_the_hall() -> None:
    (one,) = _read("UID:x\nDTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261026").occurrences

    assert one.is_whole_days
    assert one.period == Period(
        datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "name", ["W. Europe Standard Time", "/citadel.org/20210210_1/Europe/Berlin", "Mitteleuropäische Zeit"]
)
def test_zones_are_known_by_the_names_other_programs_give_them(name: str) -> None:
    assert _starts(CHOIR.replace("TZID=Europe/Berlin", f'TZID="{name}"')) == ["10-02 17:00"]


def test_a_zone_nobody_knows_is_read_as_the_calendar_describes_it() -> None:
    described = zone("Dorf", ["DTSTART:19700101T000000"]).replace("TZOFFSETTO:+0100", "TZOFFSETTO:+0330")

    assert _starts(CHOIR.replace("Europe/Berlin", "Dorf"), head=described) == ["10-02 15:30"]


def test_changed_and_left_out_dates_of_a_series_are_as_the_calendar_says() -> None:
    series = WEEKLY.replace("COUNT=3", "COUNT=4") + "EXDATE;TZID=Europe/Berlin:20261009T190000\n"
    moved = CHOIR.replace("20261002T", "20261017T") + "RECURRENCE-ID;TZID=Europe/Berlin:20261016T190000\n"
    cancelled = CHOIR.replace("20261002T", "20261023T") + "RECURRENCE-ID:20261023T170000Z\nSTATUS:CANCELLED"

    assert _starts(series, moved, cancelled) == ["10-02 17:00", "10-17 17:00"]


def test_a_change_for_later_dates_moves_them_all() -> None:
    later = CHOIR.replace("20261002T19", "20261009T20").replace("20261002T21", "20261009T22")
    later += "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261009T190000\n"

    assert _starts(WEEKLY, later) == ["10-02 17:00", "10-09 18:00", "10-16 18:00"]


def test_further_dates_may_say_how_long_they_last() -> None:
    more = CHOIR + "RDATE;VALUE=PERIOD:20261005T100000Z/PT3H,20261006T100000Z/20261006T110000Z\n"

    found = {f"{one.period.start:%d}": one.period.duration.seconds // 3600 for one in _read(more).occurrences}

    assert found == {"02": 2, "05": 3, "06": 1}


def test_what_takes_no_time_blocks_nothing_and_is_told() -> None:
    free = CHOIR + "TRANSP:TRANSPARENT"
    cancelled = CHOIR.replace("chor", "b") + "STATUS:CANCELLED"
    moment = "UID:c\nDTSTART:20261002T170000Z"

    found = _read(free, cancelled, moment)

    assert found.occurrences == ()
    assert {note.code for note in found.notes} == {Code.TAKES_NO_TIME, Code.CANCELLED, Code.NO_LENGTH}
    assert not found.unread


def test_a_newer_version_of_an_entry_replaces_the_older_one() -> None:
    assert _starts(CHOIR, CHOIR.replace("20261002", "20261003") + "SEQUENCE:1") == ["10-03 17:00"]


def test_a_single_entry_that_moves_stays_the_same_entry() -> None:
    (before,), (after,) = (_read(one).occurrences for one in (CHOIR, CHOIR.replace("20261002", "20261101")))

    assert before.key == after.key


def test_dates_of_a_series_are_told_apart_by_where_they_stood() -> None:
    moved = CHOIR.replace("20261002T", "20261017T") + "RECURRENCE-ID;TZID=Europe/Berlin:20261016T190000\n"

    keys = [{one.key for one in _read(*given).occurrences} for given in ((WEEKLY,), (WEEKLY, moved))]

    assert keys[0] == keys[1]


def test_folds_inside_a_character_are_undone() -> None:
    data = calendar("UID:x\nDTSTART:20261002\nSUMMARY:Übung").replace("Ü".encode(), b"\xc3\r\n \x9c")

    assert measured(data).reading.occurrences[0].summary == "Übung"


FREQUENCIES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
    ]
)


@settings(max_examples=25, deadline=None)
@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)).filter(
        lambda one: one.hour not in (1, 2, 3)
    ),
    rule=FREQUENCIES,
    hours=st.integers(1, 30),
)
def test_series_are_expanded_as_other_programs_do(start: datetime, rule: str, hours: int) -> None:
    begin = start.replace(second=0, microsecond=0)
    entry = f"UID:x\nDTSTART;TZID=Europe/Berlin:{begin:%Y%m%dT%H%M%S}\nDURATION:PT{hours}H\nRRULE:{rule}"

    mine = {one.period.start for one in _read(entry).occurrences}
    theirs = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar(entry))).between(
        WINDOW.start, WINDOW.end
    )
    own = {begin.replace(tzinfo=UTC)}  # others leave out a first time that does not fit its rule
    found = {one.start.astimezone(UTC) for one in theirs}

    assert {one for one in mine ^ found if abs(one - next(iter(own))).days > 1} == set()


PROPERTY = st.one_of(
    st.sampled_from(
        [
            "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD",
            "BEGIN:VCALENDAR", "END:VCALENDAR", "TZID:x", "UID:a", "DTSTART;TZID=x:20261002T190000",
            "DTSTART;VALUE=DATE:20261002", "DTEND:20261003T000000Z", "DURATION:P1D", "DURATION:-PT5M",
            "RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=YEARLY;BYWEEKNO=53",
            "RDATE:20261003T000000Z/P1D", "END:STANDARD",
            "EXDATE:20261002T170000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261002", "TZOFFSETFROM:+0100",
            "TZOFFSETTO:-2359", "DTSTART:00010101T000000", "DTSTART:99991231", " folded", "SEQUENCE:-1",
        ]
    ),
    st.text(max_size=30),
    st.builds(lambda name, value: f"{name}:{value}", st.sampled_from(["DTSTART", "RRULE"]), st.text()),
)  # fmt: skip


def test_no_text_makes_the_reader_raise(volume: Callable[[int, int], int]) -> None:
    @settings(max_examples=volume(50, 20_000), deadline=None)
    @given(st.lists(PROPERTY, max_size=25))
    def check(lines: list[str]) -> None:
        text = io.StringIO("\r\n".join(["BEGIN:VCALENDAR", *lines])).getvalue()
        for item in read(text.encode(errors="replace"), WINDOW, Purse(5)):
            assert isinstance(item, Reading | Note | Occurrence)

    check()


def test_no_bytes_make_the_reader_raise(volume: Callable[[int, int], int]) -> None:
    @settings(max_examples=volume(30, 10_000), deadline=None)
    @given(st.binary(max_size=300), st.integers(0, 400))
    def check(noise: bytes, at: int) -> None:
        data = calendar(WEEKLY)
        for _ in read(data[:at] + noise + data[at:], WINDOW, Purse(5)):
            pass

    check()
