"""A door opened from the desk: at once or not at all, and nothing is said that the door has not answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.commands import UNKNOWN, CommandState, DoorCommand
from booking_server.domain.errors import NotPermitted, TransitionNotAllowed
from booking_server.services.doors import remote_release
from booking_server.services.operation.retention import keep_terms
from lock_agent.contract.commands import Command, Result, parse_command
from lock_agent.contract.envelope import parse_envelope, verify
from tests.booking_server.doors import PaperDoor, enrol
from tests.builders import Village


@pytest.fixture
def door(village: Village) -> PaperDoor:
    made = enrol(village.house, village.cast.benken)
    greets(village, made)
    return made


def greets(village: Village, door: PaperDoor) -> None:
    with village.house.unit_of_work() as uow:
        uow.doors.note(door.id, reports_online=True, last_seen_at=uow.now, session="5e5510n0")
        uow.commit()


def asked(village: Village, door: PaperDoor) -> DoorCommand:
    return remote_release.open_now(village.house, village.cast.frau_stolle, door.id, why="Zettel vergessen")


def known(village: Village, command: DoorCommand) -> DoorCommand:
    return remote_release.look(village.house, village.cast.frau_stolle, command.id)[0]


def heard(village: Village, door: PaperDoor, command: DoorCommand) -> Command:
    """What the door reads of it, after it checked the signature."""
    sent = remote_release.sealed(village.house, command.id)
    assert sent is not None
    envelope, keyring = parse_envelope(sent[1]), village.house.keyring
    keys = {keyring.snapshot_kid: keyring.snapshot_key.public_key()}
    verify(envelope, keys, t="cmd", dev=door.id, applied_ver=0)
    return parse_command(envelope.body)


def answers(village: Village, door_id: str, command: DoorCommand, state: str) -> None:
    remote_release.note_result(village.house, door_id, Result(command.id, state).to_body())


def test_a_door_is_told_once_for_ten_seconds_in_its_present_session(
    village: Village, door: PaperDoor
) -> None:
    command = asked(village, door)

    order = heard(village, door, command)

    assert (order.op, order.session, order.id) == ("unlatch", "5e5510n0", command.id)
    assert order.exp == int((village.clock() + timedelta(seconds=10)).timestamp())
    assert "Zettel" not in str(order)
    assert "Stolle" not in str(order)
    assert remote_release.sealed(village.house, command.id) is None
    assert known(village, command).state is CommandState.SENT


def test_nothing_is_said_that_the_door_has_not_answered(village: Village, door: PaperDoor) -> None:
    command = asked(village, door)
    heard(village, door, command)
    assert known(village, command).words(village.clock()).endswith("Die Tür hat noch nicht geantwortet.")
    village.clock.forward(seconds=10)
    assert known(village, command).words(village.clock()) == UNKNOWN

    answers(village, door.id, command, "accepted")
    assert known(village, command).words(village.clock()) == UNKNOWN
    answers(village, door.id, command, "done")
    assert known(village, command).words(village.clock()).startswith("Die Tür hat geöffnet.")
    answers(village, door.id, command, "refused")
    assert known(village, command).state is CommandState.DONE


def test_a_command_that_waited_too_long_is_never_sent(village: Village, door: PaperDoor) -> None:
    command = asked(village, door)
    village.clock.forward(seconds=10)

    assert remote_release.sealed(village.house, command.id) is None
    assert known(village, command).words(village.clock()).startswith("Nichts geschehen")


def test_another_door_answers_for_itself_only(village: Village, door: PaperDoor) -> None:
    other = enrol(village.house, village.cast.schlamau, "d-schlamau")
    command = asked(village, door)
    heard(village, door, command)

    answers(village, other.id, command, "done")

    assert known(village, command).state is CommandState.SENT


def test_a_door_that_is_away_is_not_asked(village: Village, door: PaperDoor) -> None:
    village.clock.forward(seconds=91)

    with pytest.raises(TransitionNotAllowed, match="nicht mit dem Netz verbunden"):
        asked(village, door)


def test_only_who_looks_after_the_hall_opens_it(village: Village, door: PaperDoor) -> None:
    for stranger in (village.cast.herr_krueger, village.cast.frau_richter, village.cast.herr_voigt):
        with pytest.raises(NotPermitted):
            remote_release.open_now(village.house, stranger, door.id, why="x")
        with pytest.raises(NotPermitted):
            remote_release.look(village.house, stranger, asked(village, door).id)
    nobody = replace(village.cast.frau_stolle, grants=())
    with pytest.raises(NotPermitted):
        remote_release.open_now(village.house, nobody, door.id, why="x")


def test_it_is_written_down_by_whom_and_gone_after_ninety_days(village: Village, door: PaperDoor) -> None:
    command = asked(village, door)
    assert known(village, command).person_id == village.cast.frau_stolle.id
    village.clock.forward(days=91)

    assert keep_terms(village.house)["door_commands"] == 1
