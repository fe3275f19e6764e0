"""Codes: the window is the booking's, and a page never claims more than a door acknowledged."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking_server.domain.access import (
    AccessCode,
    CodeAtDoor,
    DoorCodeStatus,
    choose_offline_word,
    door_code_status,
)
from calendars.period import Period
from lock_agent.contract.offline_pin import OfflineWord, period
from tests.builders import NOW, WEDDING

CODE = AccessCode("c", "b", "v", WEDDING, b"", b"", b"12345", NOW, OfflineWord(59198, 10, 0))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at_door", "now", "status"),
    [
        (CodeAtDoor(None, None, 0), NOW, DoorCodeStatus.PUBLISHED),
        (CodeAtDoor(7, None, 6), NOW, DoorCodeStatus.PUBLISHED),
        (CodeAtDoor(7, None, 7), NOW, DoorCodeStatus.ON_DOOR),
        (CodeAtDoor(7, None, 9), WEDDING.start, DoorCodeStatus.ACTIVE),
        (CodeAtDoor(7, None, 9), WEDDING.end - MINUTE, DoorCodeStatus.ACTIVE),
        (CodeAtDoor(7, None, 9), WEDDING.end, DoorCodeStatus.EXPIRED),
    ],
)
def test_a_live_code_is_on_the_door_when_the_door_acknowledged_it(
    at_door: CodeAtDoor, now: datetime, status: DoorCodeStatus
) -> None:
    assert door_code_status(CODE, at_door, now) is status


@pytest.mark.parametrize(
    ("at_door", "status"),
    [
        (CodeAtDoor(7, None, 9), DoorCodeStatus.REVOCATION_PENDING),
        (CodeAtDoor(7, 10, 9), DoorCodeStatus.REVOCATION_PENDING),
        (CodeAtDoor(7, 10, 10), DoorCodeStatus.GONE),
        (CodeAtDoor(None, None, 9), DoorCodeStatus.GONE),
    ],
)
def test_a_revoked_code_is_gone_when_the_door_acknowledged_that(
    at_door: CodeAtDoor, status: DoorCodeStatus
) -> None:
    assert door_code_status(replace(CODE, revoked_at=NOW), at_door, NOW) is status


def test_an_offline_word_covers_the_whole_booking_and_is_never_given_twice() -> None:
    half_past = Period(WEDDING.start + 30 * MINUTE, WEDDING.end)
    given: set[OfflineWord] = set()

    while (word := choose_offline_word(half_past, given)) is not None:
        start, end = period(word)
        assert start <= half_past.start.timestamp()
        assert end >= half_past.end.timestamp()
        assert word not in given
        given.add(word)

    assert {word.dur for word in given} == {10, 12, 14}
    assert len(given) == 12
