"""Finding a hall that is free on a day, over all municipalities."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from booking_server.domain.finding import How, Judged, Part, Wish
from booking_server.domain.hall_facts import HallFacts, Place
from booking_server.services.bookings import bookings
from booking_server.services.foundation.house import House
from booking_server.services.halls import hall_rules
from booking_server.services.halls.finding import find_halls
from calendars.period import Period
from tests.booking_server.storage.test_plans import STORED_FOR_YEARS, plans
from tests.builders import WEDDING, Village, a_request, between

SATURDAY = date(2026, 10, 10)


@pytest.fixture
def database_kind() -> str:
    """Nothing is written here but through services that are shown on both databases."""
    return "sqlite"


def judged(village: Village, slug: str, **wish: Any) -> Judged:
    found = find_halls(village.house, Wish(**{"day": SATURDAY, **wish}))
    return next(one.judged for one in found if one.entry.venue.slug == slug)


def booked(village: Village, slug: str, start: str, end: str, *rooms: str) -> None:
    period = between(f"2026-10-10 {start}", f"2026-10-10 {end}")
    bookings.book(village.house, a_request(slug, period, space_slugs=rooms, persons=5))


def surveyed(village: Village, slug: str, facts: HallFacts) -> None:
    person = village.cast.herr_voigt if slug == "dgh-luette" else village.cast.frau_weber
    hall_rules.save_facts(village.house, person, slug, facts)


def ruled(village: Village, **document: Any) -> None:
    hall_rules.save_rules(village.house, village.cast.frau_weber, "dgh-benken", document)


def test_halls_of_both_municipalities_are_found(village: Village) -> None:
    found = find_halls(village.house, Wish(day=SATURDAY))

    assert [(one.entry.municipality.name, one.judged.how) for one in found] == [
        ("Bad Belzig", How.FREE), *[("Wiesenburg/Mark", How.FREE)] * 3,
    ]  # fmt: skip


def test_a_hall_is_offered_room_by_room(village: Village) -> None:
    booked(village, "dgh-benken", "10:00", "12:00", "saal")

    answer = judged(village, "dgh-benken", persons=8)

    assert (answer.how, [room.slug for room in answer.rooms]) == (How.ROOMS, ["kueche"])
    assert judged(village, "dgh-benken", persons=40).how is How.HOURS


def test_what_is_left_of_a_day_is_told_with_the_buffers_taken_off(village: Village) -> None:
    booked(village, "dgh-reetz", "13:00", "15:00", "saal")

    hours = judged(village, "dgh-reetz", persons=60).hours

    # Half an hour of tidying up after them, half an hour of setting up for who comes next.
    assert hours == (
        between("2026-10-10 08:00", "2026-10-10 12:00"),
        between("2026-10-10 16:00", "2026-10-10 22:00"),
    )


def test_only_the_part_of_the_day_counts_that_was_asked_for(village: Village) -> None:
    booked(village, "dgh-luette", "08:00", "13:00")

    assert judged(village, "dgh-luette", part=Part.MORNING).how is How.TAKEN
    assert judged(village, "dgh-luette", part=Part.AFTERNOON).how is How.FREE


def test_a_hall_too_small_or_without_a_kitchen_is_left_out(village: Village) -> None:
    fits = {
        one.entry.venue.slug
        for one in find_halls(village.house, Wish(day=SATURDAY, persons=85, kitchen=True))
        if one.judged.is_offered
    }

    assert fits == {"dgh-benken"}


def test_step_free_means_known_to_be_step_free(village: Village) -> None:
    surveyed(village, "dgh-benken", HallFacts(step_free=False))
    surveyed(village, "dgh-luette", HallFacts(step_free=True))

    found = find_halls(village.house, Wish(step_free=True))

    assert [one.entry.venue.slug for one in found if one.judged.is_offered] == ["dgh-luette"]


def test_the_nearest_comes_first_across_the_border(village: Village) -> None:
    for slug, north in (("dgh-benken", 52.10), ("dgh-luette", 52.12), ("dgh-reetz", 52.40)):
        surveyed(village, slug, HallFacts(place=Place(north, 12.5)))

    found = find_halls(village.house, Wish(near="benken"))

    assert [one.entry.venue.slug for one in found] == [
        "dgh-benken", "dgh-luette", "dgh-reetz", "dgh-schlamau",
    ]  # fmt: skip
    assert found[1].km == pytest.approx(2.2, abs=0.1)


def test_the_rules_of_a_hall_are_kept_and_named(village: Village) -> None:
    ruled(village, everybody={"lead_days": 30})

    answer = judged(village, "dgh-benken")

    assert answer.how is How.REFUSED
    assert answer.reason == "Frühestens ab Mi., 28.10.2026 möglich."


def test_a_hall_that_is_shut_on_saturdays_is_not_free(village: Village) -> None:
    days = dict.fromkeys(("Mo", "Di", "Mi", "Do", "Fr", "So"), "08:00-22:00")
    ruled(village, opening={**days, "Sa": "geschlossen"})

    assert judged(village, "dgh-benken").how is How.REFUSED


def test_a_hall_let_by_the_day_is_judged_by_its_booking_day(village: Village) -> None:
    ruled(village, booking_day="11:00")
    period = between("2026-10-09 11:00", "2026-10-10 11:00")
    bookings.book(village.house, a_request(period=period))

    assert judged(village, "dgh-benken").how is How.FREE


def test_today_only_what_is_left_of_the_day_counts(village: Village) -> None:
    today = village.clock.now.date()
    bookings.book(village.house, a_request(period=between("2026-09-28 12:30", "2026-09-28 14:00")))
    village.clock.forward(hours=2, minutes=30)

    assert judged(village, "dgh-benken", day=today).how is How.FREE


def test_one_indexed_look_at_what_is_taken_is_enough(village: Village) -> None:
    for day in range(30):
        shift = timedelta(days=day)
        bookings.book(village.house, a_request(period=Period(WEDDING.start + shift, WEDDING.end + shift)))
    sent: list[str] = []
    engine = village.house.database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement))

    told = look(village.house)
    sent.clear()
    find_halls(village.house, Wish(day=SATURDAY))

    assert len([statement for statement in sent if "FROM occupancy" in statement]) == 1
    assert len(sent) < 10, "the same for one hall as for thirty"
    assert not [line for table in STORED_FOR_YEARS for line in told if line.startswith(f"SCAN {table}")]


def look(house: House) -> list[str]:
    return plans(house, lambda: find_halls(house, replace(Wish(), day=SATURDAY)))
