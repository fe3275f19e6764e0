"""What is said of a booking and a door holds to what the door has acknowledged."""

from datetime import timedelta

import pytest

from booking_server.domain.access import AccessCode, CodeAtDoor
from booking_server.domain.coverage import (
    Coverage,
    Urgency,
    cover,
    is_late_to_door,
    is_revocation_overdue,
)
from lock_agent.contract.offline_pin import OfflineWord
from tests.builders import WEDDING

START, END = WEDDING.start, WEDDING.end
SENT = CodeAtDoor(brought_in=4, removed_in=None, applied_version=3)
THERE = CodeAtDoor(brought_in=4, removed_in=None, applied_version=4)
REMOVED = CodeAtDoor(brought_in=4, removed_in=5, applied_version=5)


def a_code(*, word: bool = True, revoked: timedelta | None = None) -> AccessCode:
    return AccessCode(
        "c1",
        "b1",
        "v1",
        WEDDING,
        b"",
        b"",
        b"",
        START - timedelta(days=20),
        OfflineWord(59198, 8, 0) if word else None,
        None if revoked is None else START - revoked,
    )


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_what_a_door_has_acknowledged_is_covered() -> None:
    assert cover(a_code(), THERE, START - hours(1)).coverage is Coverage.COVERED
    assert cover(a_code(), SENT, START - hours(1)).coverage is Coverage.WITHOUT_PIN
    assert cover(a_code(word=False), SENT, START - hours(1)).coverage is Coverage.QR_ONLY
    assert cover(a_code(), SENT, START - hours(1), has_old_secret=True).coverage is Coverage.QR_ONLY


@pytest.mark.parametrize(
    ("before", "urgency"),
    [(25, Urgency.NONE), (24, Urgency.AMBER), (2.1, Urgency.AMBER), (2, Urgency.RED), (-1, Urgency.RED)],
)
def test_it_becomes_pressing_a_day_and_two_hours_before(before: float, urgency: Urgency) -> None:
    assert cover(a_code(), SENT, START - hours(before)).urgency is urgency
    assert cover(a_code(), THERE, START - hours(before)).urgency is Urgency.NONE


def test_the_organizer_is_told_from_two_hours_before_to_the_end() -> None:
    assert not is_late_to_door(a_code(), SENT, START - hours(2.1))
    assert is_late_to_door(a_code(), SENT, START - hours(2))
    assert is_late_to_door(a_code(), SENT, END - hours(0.1))
    assert not is_late_to_door(a_code(), SENT, END)
    assert not is_late_to_door(a_code(), THERE, START - hours(1))
    assert not is_late_to_door(a_code(revoked=hours(3)), SENT, START - hours(1))


def test_a_code_made_this_minute_has_time_to_get_there() -> None:
    code = a_code()

    assert not is_late_to_door(code, SENT, code.issued_at + timedelta(seconds=119))


def test_a_blocked_code_matters_while_a_door_may_still_take_it() -> None:
    code = a_code(revoked=hours(1))

    assert is_revocation_overdue(code, THERE, START)
    assert not is_revocation_overdue(code, THERE, START - hours(1) + timedelta(minutes=9))
    assert not is_revocation_overdue(code, REMOVED, START)
    assert not is_revocation_overdue(code, CodeAtDoor(None, None, 9), START)
    assert not is_revocation_overdue(code, THERE, END)
    assert not is_revocation_overdue(a_code(), THERE, START)
