"""What is said to somebody before a door that stays shut."""

from datetime import timedelta

import pytest

from booking_server.domain.door_help import why_it_stayed_shut
from booking_server.domain.doors import DoorEvent
from calendars.period import Period
from tests.builders import WEDDING

NOW = WEDDING.start + timedelta(minutes=10)


def tried(reason: str, *, granted: bool = False, ago: int = 2) -> DoorEvent:
    at = NOW - timedelta(minutes=ago)
    return DoorEvent(
        door_id="d-benken",
        epoch=1,
        seq=1,
        type="access",
        at=at,
        clock_quality="ok",
        granted=granted,
        reason=reason,
        data={},
        booking_id="b1",
        is_late=False,
    )


@pytest.mark.parametrize(
    ("reason", "has_offline", "says"),
    [
        ("early", True, "galt dort noch eine andere Zeit. Nehmen Sie den QR-Code oder den Offline-Code."),
        ("expired", False, "Für den Code galt dort noch eine andere Zeit. Nehmen Sie den QR-Code."),
        ("throttled", True, "Der QR-Code geht sofort."),
        ("revoked", True, "Nehmen Sie den, der hier steht."),
        ("not_named", True, "Nehmen Sie den QR-Code oder den Offline-Code."),
        ("not_named", False, "Nehmen Sie den QR-Code."),
        ("what nobody foresaw", False, "Öffnet auch der nicht, rufen Sie an."),
    ],
)
def test_what_helps_follows_from_why_the_door_stayed_shut(reason: str, has_offline: bool, says: str) -> None:
    told = why_it_stayed_shut([tried(reason)], WEDDING, NOW, has_offline=has_offline)

    assert told.startswith("Um 16:08 Uhr blieb die Tür zu. ")
    assert told.endswith(says)


@pytest.mark.parametrize(
    ("reason", "moved", "says"),
    [
        ("early", 1, "Es war noch zu früh. Ihr Code öffnet ab Fr., 02.10.2026, 17:00 Uhr."),
        ("expired", -10, "Ihre Zeit ist vorbei: Sie ging bis Fr., 02.10.2026, 16:00 Uhr."),
    ],
)
def test_who_comes_before_or_after_their_time_is_told_when_it_is(reason: str, moved: int, says: str) -> None:
    window = Period(WEDDING.start + timedelta(hours=moved), WEDDING.end + timedelta(hours=moved))

    assert why_it_stayed_shut([tried(reason)], window, NOW, has_offline=True).endswith(says)


def test_nothing_is_said_once_it_opened_or_long_after() -> None:
    opened = [tried("ok", granted=True), tried("early", ago=5)]

    assert why_it_stayed_shut(opened, WEDDING, NOW, has_offline=True) == ""
    assert why_it_stayed_shut([tried("early", ago=61)], WEDDING, NOW, has_offline=True) == ""
    assert why_it_stayed_shut([], WEDDING, NOW, has_offline=True) == ""
