"""Dates and times as people type them, also in the two nights when clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from booking_server.web.forms.typed_times import TypedMoment, read_date, read_time, read_times


@pytest.mark.parametrize(
    "text", ["2026-10-02", "2026-10-2", "02.10.2026", "2.10.2026", " 2. 10. 2026 ", "Fr., 02.10.2026"]
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == date(2026, 10, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "morgen",
        "2.10.",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "02.10.26",
        "٢٠٢٦-١٠-٠٢x",
        "2026-10-02T",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["19:00", "19.00", "1900", "19:00 Uhr", "19 uhr", "19", "19:00:00"])
def test_a_time_is_read_however_it_is_written(text: str) -> None:
    assert read_time(text) == time(19, 0)


@pytest.mark.parametrize("text", ["", "24:00", "7 pm", "19:60", "-1", "190", "19:00 Ort"])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [
        ("19:00", TypedMoment("", "22:00"), ((2026, 10, 2, 17), (2026, 10, 2, 20))),
        ("19:00", TypedMoment("", "02:00"), ((2026, 10, 2, 17), (2026, 10, 3, 0))),
        ("19:00", TypedMoment("2026-10-04", "02:00"), ((2026, 10, 2, 17), (2026, 10, 4, 0))),
        ("19:00", TypedMoment("", "24:00"), ((2026, 10, 2, 17), (2026, 10, 2, 22))),
        ("19:00", TypedMoment("2026-10-03", "24 Uhr"), ((2026, 10, 2, 17), (2026, 10, 3, 22))),
        ("00:00", TypedMoment("", "24:00"), ((2026, 10, 1, 22), (2026, 10, 2, 22))),
        ("00:00", TypedMoment("", "00:30"), ((2026, 10, 1, 22), (2026, 10, 1, 22, 30))),
    ],
)
def test_an_end_without_a_day_is_the_first_such_time_after_the_start(
    start: str, end: TypedMoment, read: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    times = read_times(TypedMoment("2026-10-02", start), end)

    assert times.period is not None
    assert (times.period.start, times.period.end) == tuple(datetime(*at, tzinfo=UTC) for at in read)  # type: ignore[misc, arg-type]


def test_a_time_skipped_in_spring_is_refused_with_the_way_out() -> None:
    times = read_times(TypedMoment("2027-03-28", "02:30"), TypedMoment("", "06:00"))

    assert times.period is None
    assert [(e.code, e.field_name) for e in times.errors] == [("local-time-missing", "start")]
    assert "02:30 Uhr gibt es in der Nacht zum So., 28.03.2027 nicht" in times.errors[0].message
    assert "03:00 Uhr oder später" in times.errors[0].message


def test_a_time_that_comes_twice_in_autumn_is_asked() -> None:
    times = read_times(TypedMoment("2026-10-25", "02:30"), TypedMoment("", "06:00"))

    assert times.period is None
    assert [(e.code, e.field_name) for e in times.errors] == [("local-time-ambiguous", "start")]


@pytest.mark.parametrize(("fold", "start"), [("0", (0, 30)), ("1", (1, 30))])
def test_summer_and_winter_time_are_an_hour_apart(fold: str, start: tuple[int, int]) -> None:
    times = read_times(TypedMoment("2026-10-25", "02:30", fold), TypedMoment("", "06:00"))

    assert times.period is not None
    assert times.period.start == datetime(2026, 10, 25, *start, tzinfo=UTC)


def test_a_booking_may_lie_between_the_two_passes_of_one_hour() -> None:
    times = read_times(TypedMoment("2026-10-25", "02:45", "0"), TypedMoment("2026-10-25", "02:15", "1"))

    assert times.period is not None
    assert times.period.duration.total_seconds() == 30 * 60


def test_both_times_may_need_asking() -> None:
    times = read_times(TypedMoment("2026-10-25", "02:15"), TypedMoment("", "02:45"))

    assert [e.field_name for e in times.errors] == ["start", "end"]


def test_a_night_over_a_clock_change_has_its_real_length() -> None:
    spring = read_times(TypedMoment("2027-03-27", "19:00"), TypedMoment("", "06:00")).period
    autumn = read_times(TypedMoment("2026-10-24", "19:00"), TypedMoment("", "06:00")).period

    assert spring is not None
    assert autumn is not None
    assert spring.duration.total_seconds() / 3600 == 10
    assert autumn.duration.total_seconds() / 3600 == 12
