"""Days and times in the spellings of tables people keep."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.typed_days import read_clock, read_day, read_span, spell

SPELLINGS = ("19:00", "19.00 Uhr", "19 Uhr", "19", "1900", "19:00:00", "19 h", "0,79166666")
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
OCTOBER = date(2026, 10, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2.10.2026", "02.10.26", "02. 10. 2026", "Fr., 02.10.2026", "Freitag 2.10.2026", "2026-10-02",
        "2026-10-02 00:00:00", "2. Oktober 2026", "2. Okt. 2026", "46297", "46297.0",
    ],
)  # fmt: skip
def test_many_spellings_are_one_day(text: str) -> None:
    assert read_day(text) == OCTOBER


@pytest.mark.parametrize(
    "text", ["", "2.10.", "31.2.2026", "10/2/2026", "=A2+7", "morgen", "2.10.1826", "99999", "٢.١٠.٢٠٢٦x"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize("text", SPELLINGS)
def test_many_spellings_are_one_time(text: str) -> None:
    assert read_clock(text) == time(19)


def test_midnight_is_how_a_day_ends() -> None:
    assert read_clock("24:00") == read_clock("24 Uhr") == time(0)
    assert read_clock("25:00") is None
    assert read_clock("abends") is None


def test_two_times_in_one_cell() -> None:
    assert read_span("19:00 - 21:30 Uhr") == (time(19), time(21, 30))
    assert read_span("19–21") == (time(19), time(21))
    assert read_span("19 bis 2 Uhr") == (time(19), time(2))
    assert read_span("19:00") is None


@given(
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_cells_of_a_workbook_read_back(day: date, clock: time) -> None:
    assert read_day(spell(day)) == read_day(spell(datetime.combine(day, time()))) == day
    assert read_clock(spell(clock)) == clock
    assert read_clock(spell(timedelta(hours=clock.hour, minutes=clock.minute))) == clock


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for read in (read_day, read_clock, read_span):
        read(text)
