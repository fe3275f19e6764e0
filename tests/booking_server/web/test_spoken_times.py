"""What somebody types while a caller speaks."""

from datetime import date

import pytest

from booking_server.web.forms.spoken_times import moments, read_spoken_date, read_spoken_times
from booking_server.web.forms.typed_times import read_times
from tests.builders import between

MONDAY = date(2026, 9, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("heute", "2026-09-28"),
        ("Morgen", "2026-09-29"),
        ("übermorgen", "2026-09-30"),
        ("mo", "2026-09-28"),
        ("fr", "2026-10-02"),
        ("Fr.", "2026-10-02"),
        ("freitag", "2026-10-02"),
        ("sonnabend", "2026-10-03"),
        ("so", "2026-10-04"),
        ("2.10.", "2026-10-02"),
        ("2.10", "2026-10-02"),
        ("2. 10.", "2026-10-02"),
        ("2.10.26", "2026-10-02"),
        ("2.10.2026", "2026-10-02"),
        ("fr, 2.10.", "2026-10-02"),
        ("2026-10-02", "2026-10-02"),
        ("28.9.", "2026-09-28"),
        ("27.9.", "2027-09-27"),
        ("1.1.", "2027-01-01"),
        ("29.2.", None),
        ("29.2.28", "2028-02-29"),
        ("sa 2.10.", None),
        ("s", None),
        ("", None),
        ("31.11.", None),
        ("bald", None),
    ],
)
def test_a_spoken_day_is_understood(text: str, day: str | None) -> None:
    assert read_spoken_date(text, MONDAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("19-23", ("19", "23")),
        ("19:00–2", ("19:00", "2")),
        ("18 bis 2 Uhr", ("18", "2")),
        ("19 Uhr - 23:30 Uhr", ("19", "23:30")),
        ("von 9.30 bis 12", ("9.30", "12")),
        ("19-24", ("19", "24")),
        ("19", None),
        ("19-25", None),
        ("", None),
        ("1-2-3", None),
    ],
)
def test_spoken_times_are_understood(text: str, times: tuple[str, str] | None) -> None:
    assert read_spoken_times(text) == times


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("19-2", "2026-10-02 19:00", "2026-10-03 02:00"),
        ("19-24", "2026-10-02 19:00", "2026-10-03 00:00"),
        ("9-11", "2026-10-02 09:00", "2026-10-02 11:00"),
    ],
)
def test_an_end_after_midnight_is_on_the_day_after(text: str, start: str, end: str) -> None:
    first, last = moments(read_spoken_date("fr", MONDAY), read_spoken_times(text))

    assert read_times(first, last).period == between(start, end)
