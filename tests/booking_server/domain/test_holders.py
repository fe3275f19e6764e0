"""Codes held for good: whose, under which number, until when, and what is told before the end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking_server.domain.access import CodeAtDoor
from booking_server.domain.errors import HolderRefused
from booking_server.domain.holders import (
    PERSON_FOR,
    Ending,
    HolderAtDoor,
    HolderCode,
    HolderKind,
    a_code_never_outlives_the_role,
    due_reminder,
    entitled_until,
    free_number,
    is_alarm,
    status_words,
)
from booking_server.domain.people import Grant, Role
from calendars.period import Period
from tests.builders import NOW, District, a_venue

BENKEN = replace(a_venue("dgh-benken", District("d1", "town", "benken", "Benken")), id="benken")
DAY = timedelta(days=1)
OTTO = HolderCode(
    "otto", "benken", HolderKind.PERSON, 0, "p-otto", "Frau Otto", Period(NOW, NOW + PERSON_FOR), b"", b"",
    NOW, "p-stolle", NOW,
)  # fmt: skip


def held(brought: int | None, window: int | None, applied: int, removed: int | None = None) -> HolderAtDoor:
    return HolderAtDoor(CodeAtDoor(brought, removed, applied), window)


def a_role(role: Role = Role.KEYHOLDER, venue: str | None = "benken", until: datetime | None = None) -> Grant:
    return Grant(role, "town", venue, until)


def test_a_code_lasts_a_hundred_days_or_as_long_as_the_role() -> None:
    lasting, short = a_role(), a_role(until=NOW + 5 * DAY)

    assert a_code_never_outlives_the_role([lasting], BENKEN, NOW, NOW).end == NOW + PERSON_FOR
    assert a_code_never_outlives_the_role([short], BENKEN, NOW, NOW).end == NOW + 5 * DAY
    assert a_code_never_outlives_the_role([short, lasting], BENKEN, NOW, NOW).end == NOW + PERSON_FOR


@pytest.mark.parametrize(
    "grant",
    [
        a_role(venue="schlamau"),
        a_role(until=NOW),
        a_role(Role.TREASURY),
        Grant(Role.KEYHOLDER, "next-door", None),
    ],
    ids=["another hall", "ended", "money only", "another municipality"],
)
def test_without_a_role_at_the_hall_there_is_no_code(grant: Grant) -> None:
    assert entitled_until([grant], BENKEN, NOW) is None
    with pytest.raises(HolderRefused):
        a_code_never_outlives_the_role([grant], BENKEN, NOW, NOW)


def test_numbers_of_people_and_fire_brigade_never_meet_and_run_out() -> None:
    assert free_number(HolderKind.PERSON, {0, 1}, {2}) == 3
    assert free_number(HolderKind.PERSON, set(range(89)), set(range(100))) == 89
    assert free_number(HolderKind.BRIGADE, {0}, set()) == 90
    with pytest.raises(HolderRefused):
        free_number(HolderKind.PERSON, set(range(90)), set())
    with pytest.raises(HolderRefused):
        free_number(HolderKind.BRIGADE, set(range(90, 100)), set())


def test_a_reminder_comes_two_weeks_and_three_days_before_each_once() -> None:
    told, reminders = OTTO, []
    for day in range(101):
        if days := due_reminder(told, NOW + day * DAY):
            reminders.append((day, days))
            told = replace(told, reminded_days=days)

    assert reminders == [(86, 14), (97, 3)]


def test_a_code_for_a_weekend_needs_no_reminder() -> None:
    weekend = replace(OTTO, window=Period(NOW, NOW + 2 * DAY))

    assert due_reminder(weekend, NOW + DAY) is None


def test_nothing_is_claimed_that_the_door_has_not_acknowledged() -> None:
    assert status_words(OTTO, held(None, None, 4), NOW) == "noch nicht am Schloss"
    assert status_words(OTTO, held(5, 5, 4), NOW) == "noch nicht am Schloss"
    assert status_words(OTTO, held(5, 5, 5), NOW) == "liegt am Schloss"
    assert status_words(OTTO, held(5, 7, 6), NOW) == "liegt am Schloss, die neue Frist noch nicht"
    blocked = replace(OTTO, ended_at=NOW, ending=Ending.REVOKED)
    assert status_words(blocked, held(5, 5, 6, removed=7), NOW).startswith(
        "gesperrt, das Schloss hat es noch"
    )
    assert status_words(blocked, held(5, 5, 7, removed=7), NOW) == "gesperrt"
    over = replace(OTTO, ended_at=OTTO.window.end, ending=Ending.EXPIRED)
    assert status_words(over, held(5, 5, 6, removed=7), OTTO.window.end) == "abgelaufen"


def test_only_the_fire_brigade_s_code_is_an_alarm_and_again_after_an_hour() -> None:
    envelope = replace(OTTO, kind=HolderKind.BRIGADE, number=90, person_id=None)
    used = replace(envelope, used_at=NOW)

    assert not is_alarm(OTTO, NOW)
    assert is_alarm(envelope, NOW)
    assert not is_alarm(used, NOW + timedelta(minutes=59))
    assert is_alarm(used, NOW + timedelta(minutes=61))


def test_the_digits_are_shown_to_the_giver_alone_and_not_for_long() -> None:
    assert OTTO.is_shown_to("p-stolle", NOW + timedelta(minutes=14))
    assert not OTTO.is_shown_to("p-stolle", NOW + timedelta(minutes=15))
    assert not OTTO.is_shown_to("p-otto", NOW)
