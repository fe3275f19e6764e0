"""A credential stands where the least of its doors does, and is revoked once nothing of it opens any more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.access import AccessCode, CodeAtDoor, DoorCodeStatus
from booking_server.domain.coverage import EXPECTED_WITHIN, is_late_to_door
from booking_server.domain.credentials import CredentialState, Heard, credential_state, may_open
from booking_server.domain.horizon import KNOWN_AHEAD
from lock_agent.contract.offline_pin import OfflineWord, smallest_duration
from tests.builders import NOW, between

WINDOW = between("2026-10-02 19:00", "2026-10-02 22:30")
ISSUED = NOW - timedelta(minutes=1)
CODE = AccessCode("c", "b", "v", WINDOW, b"", b"", b"", ISSUED, None)
ENDED = replace(CODE, revoked_at=NOW)
NEVER_THERE = CodeAtDoor(None, None, 7)
SINCE = Heard(NOW + timedelta(minutes=1), WINDOW.end)
ON_DOOR, PUBLISHED, ACTIVE = DoorCodeStatus.ON_DOOR, DoorCodeStatus.PUBLISHED, DoorCodeStatus.ACTIVE


def state(*doors: DoorCodeStatus, minutes: int = 1, is_revoked: bool = False) -> CredentialState:
    code = replace(CODE, issued_at=NOW - timedelta(minutes=minutes))
    return credential_state(code, doors, is_revoked=is_revoked, now=NOW)


def test_its_state_claims_no_more_than_every_door_acknowledged() -> None:
    assert state() is CredentialState.NO_DOOR
    assert state(ON_DOOR, PUBLISHED) is CredentialState.ON_THE_WAY
    assert state(ON_DOOR, PUBLISHED, minutes=5) is CredentialState.LATE
    assert state(ON_DOOR, ACTIVE) is CredentialState.ON_DOOR
    assert state(ACTIVE, ACTIVE) is CredentialState.ACTIVE
    assert credential_state(CODE, (), is_revoked=False, now=WINDOW.end) is CredentialState.EXPIRED
    pending = (DoorCodeStatus.GONE, DoorCodeStatus.REVOCATION_PENDING)
    assert state(*pending, is_revoked=True) is CredentialState.REVOCATION_PENDING
    assert state(DoorCodeStatus.GONE, is_revoked=True) is CredentialState.REVOKED


def test_it_is_late_for_its_program_from_when_it_is_late_for_people() -> None:
    issued = WINDOW.start - timedelta(hours=1)
    code = replace(CODE, issued_at=issued)

    for now in (issued + EXPECTED_WITHIN - timedelta(seconds=1), issued + EXPECTED_WITHIN):
        told = credential_state(code, [PUBLISHED], is_revoked=False, now=now)

        assert (told is CredentialState.LATE) is is_late_to_door(code, NEVER_THERE, now)


def test_a_code_far_ahead_is_late_only_from_when_doors_surely_know_of_it() -> None:
    code = replace(CODE, issued_at=WINDOW.start - timedelta(days=90))

    def at(since: timedelta) -> CredentialState:
        now = WINDOW.start - KNOWN_AHEAD + since
        return credential_state(code, [PUBLISHED], is_revoked=False, now=now)

    assert at(-timedelta(seconds=1)) is CredentialState.AHEAD
    assert (at(timedelta()), at(EXPECTED_WITHIN)) == (CredentialState.ON_THE_WAY, CredentialState.LATE)


@pytest.mark.parametrize(
    ("at_door", "heard", "opens"),
    [
        (CodeAtDoor(5, None, 7), SINCE, True),
        (CodeAtDoor(5, 8, 7), SINCE, True),
        (CodeAtDoor(5, 7, 7), None, False),
        (NEVER_THERE, None, True),
        (NEVER_THERE, replace(SINCE, made_at=NOW - timedelta(minutes=1)), True),
        (NEVER_THERE, replace(SINCE, covers_until=WINDOW.start), True),
        (NEVER_THERE, SINCE, False),
    ],
)
def test_an_ended_code_opens_until_the_door_acknowledged_its_end(
    at_door: CodeAtDoor, heard: Heard | None, opens: bool
) -> None:
    assert may_open(ENDED, at_door, heard, NOW) is opens


def test_an_offline_pin_opens_beyond_the_end_of_its_window() -> None:
    start, duration = smallest_duration(int(WINDOW.start.timestamp()), int(WINDOW.end.timestamp()))
    with_word = replace(ENDED, offline_word=OfflineWord(start, duration, 0))

    assert not may_open(ENDED, NEVER_THERE, None, WINDOW.end)
    assert may_open(with_word, NEVER_THERE, None, WINDOW.end)
    assert not may_open(with_word, NEVER_THERE, None, with_word.opens_until)
