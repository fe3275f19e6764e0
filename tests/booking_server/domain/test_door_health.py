"""How a door is, in words anybody understands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.door_health import Health, health_of
from booking_server.domain.doors import Door
from tests.builders import NOW

WELL = Door(
    "d",
    "v",
    "m",
    1,
    "Haupteingang",
    1,
    b"",
    reports_online=True,
    last_seen_at=NOW,
    clock="ok",
    contact="closed",
)


def test_a_door_that_is_there_is_well() -> None:
    assert health_of(WELL, NOW).health is Health.WELL


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_seen_at": None}, "noch nie gemeldet"),
        ({"last_seen_at": NOW - timedelta(minutes=20)}, "Seit 20 Minuten nicht verbunden"),
        ({"last_seen_at": NOW - timedelta(hours=47)}, "Seit 47 Stunden nicht verbunden. Codes"),
        (
            {"last_seen_at": NOW - timedelta(days=8)},
            "Seit 8 Tagen nicht verbunden. QR-Codes",
        ),
        ({"pin_off": True}, "keine PIN"),
        ({"clock": "untrusted"}, "Uhr ist nicht gestellt"),
        ({"contact": "open"}, "Steht offen."),
    ],
)
def test_what_is_wrong_is_said_and_is_not_called_well(changes: dict[str, object], words: str) -> None:
    found = health_of(replace(WELL, **changes), NOW)  # type: ignore[arg-type]

    assert found.health is Health.LOOK
    assert words in " ".join(found.sentences)


def test_a_copied_device_is_urgent_whatever_else_is_well() -> None:
    assert health_of(replace(WELL, rival_at=NOW), NOW).word == "dringend"
