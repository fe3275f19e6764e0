"""Which of a door's events somebody is to be told of, and until when."""

from datetime import UTC, datetime

import pytest

from booking_server.domain.alarms import FAULTS, kind_of, standing, words_of
from booking_server.domain.doors import DoorEvent


def device(seq: int, part: str, fault: str) -> DoorEvent:
    at = datetime(2026, 11, 30, 12, seq, tzinfo=UTC)
    return DoorEvent("d-benken", 1, seq, "device", at, "ok", None, "", {"part": part, "fault": fault})


def test_a_version_that_was_taken_back_is_told_in_words() -> None:
    kind = kind_of(device(1, "agent", "update_failed"))

    assert words_of(kind) == (
        "Das Programm der Tür ließ sich nicht erneuern. Die Tür arbeitet mit dem bisherigen."
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stands_until_its_part_works_again(fault: str) -> None:
    failed = device(1, "agent", fault)

    assert standing([failed, device(2, "scanner", "restored")]) == (failed,)
    assert standing([failed, device(2, "agent", "restored")]) == ()
