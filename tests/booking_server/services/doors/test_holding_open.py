"""A door held open: only where the hall's rules say so, with an end, and nothing said the door has not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking_server.domain.commands import CommandState, DoorCommand
from booking_server.domain.errors import NotPermitted, TransitionNotAllowed
from booking_server.domain.holding import ends_offered
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports, remote_release
from booking_server.services.halls import hall_rules
from booking_server.services.promises import snapshots
from lock_agent.contract.qr_token import read
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.services.doors.test_remote_release import greets, heard, known
from tests.builders import NOW, WEDDING, Village, a_request

FEAST = Use(purpose=Purpose.PUBLIC_EVENT)
MEETING = Use(purpose=Purpose.MEETING)


@pytest.fixture
def door(village: Village) -> PaperDoor:
    made = enrol(village.house, village.cast.benken)
    greets(village, made)
    return made


def allow(village: Village, *purposes: str) -> None:
    document = {"hold_open": list(purposes)}
    hall_rules.save_rules(village.house, village.cast.frau_weber, "dgh-benken", document)


def in_step(village: Village, door: PaperDoor) -> None:
    snapshots.refresh(village.house, door.id, door.hear)
    now = int(village.clock().timestamp())
    door_reports.note_report(village.house, door.id, door.report(now), retained=False)


def may_hold(village: Village, door: PaperDoor, booked: Booked) -> tuple[bool, bool]:
    """What the door is told, and what the QR code says."""
    in_step(village, door)
    assert door.creds is not None
    page = booking_by_id(village.house, booked.booking.id)
    assert page.codes is not None
    keyring = village.house.keyring
    token = read(page.codes.qr, {keyring.qr_key_id: keyring.qr_key.public_key()})
    told = [
        pin.hold_open for pin in door.creds.pins if pin.nbf == int(booked.booking.period.start.timestamp())
    ]
    assert told == [page.may_hold_open]
    return told[0], token.may_hold_open


def test_a_hall_that_says_nothing_holds_no_door_open(village: Village, door: PaperDoor) -> None:
    booked = bookings.book(village.house, a_request(use=FEAST))

    assert may_hold(village, door, booked) == (False, False)
    assert door.cfg is not None
    assert not door.cfg.hold_open_allowed


def test_a_hall_says_for_which_uses(village: Village, door: PaperDoor) -> None:
    allow(village, "public_event")
    feast = bookings.book(village.house, a_request(use=FEAST))
    day = timedelta(days=2)
    other = replace(WEDDING, start=WEDDING.start + day, end=WEDDING.end + day)
    meeting = bookings.book(village.house, a_request(use=MEETING, period=other))

    assert may_hold(village, door, feast) == (True, True)
    assert may_hold(village, door, meeting) == (False, False)
    assert door.cfg is not None
    assert door.cfg.hold_open_allowed


def test_what_was_told_stays_until_the_hall_allows_it_to_nobody(village: Village, door: PaperDoor) -> None:
    before = bookings.book(village.house, a_request(use=FEAST))
    allow(village, "public_event")
    assert may_hold(village, door, before) == (False, False)

    allow(village)
    in_step(village, door)

    assert door.cfg is not None
    assert not door.cfg.hold_open_allowed


# From the desk


def asked(village: Village, door: PaperDoor, end: str = "2") -> DoorCommand:
    stolle = village.cast.frau_stolle
    return remote_release.hold_open(village.house, stolle, door.id, why="Umbau", end=end)


def test_the_desk_asks_with_an_end(village: Village, door: PaperDoor) -> None:
    allow(village, "meeting")

    order = heard(village, door, asked(village, door))

    assert (order.op, order.args) == ("hold_open", {"until": int(NOW.timestamp()) + 7200})


def test_the_desk_ends_it_at_any_time(village: Village, door: PaperDoor) -> None:
    command = remote_release.release(village.house, village.cast.frau_stolle, door.id, why="Lärm")

    order = heard(village, door, command)

    assert (order.op, order.args) == ("release", {})


def test_no_hall_that_forbids_it_and_no_end_of_ones_own(village: Village, door: PaperDoor) -> None:
    with pytest.raises(TransitionNotAllowed, match="darf die Tür nicht offen gehalten werden"):
        asked(village, door)
    allow(village, "meeting")
    for end in ("", "24", "ende", "2026-10-01"):
        with pytest.raises(TransitionNotAllowed, match="bis wann"):
            asked(village, door, end)
    with pytest.raises(NotPermitted):
        remote_release.hold_open(village.house, village.cast.herr_voigt, door.id, why="x", end="1")
    with pytest.raises(NotPermitted):
        remote_release.release(village.house, village.cast.herr_voigt, door.id, why="x")


@pytest.mark.parametrize(
    ("left_h", "offered"),
    [
        (0.5, {"ende": 0.5}),
        (2, {"1": 1, "ende": 2}),
        (10, {"1": 1, "2": 2, "4": 4, "ende": 10}),
        (48, {"1": 1, "2": 2, "4": 4, "ende": 12}),
    ],
)
def test_nothing_is_held_open_past_the_booking_that_runs(left_h: float, offered: dict[str, float]) -> None:
    ends = ends_offered(NOW, NOW + timedelta(hours=left_h))

    assert {word: (end - NOW) / timedelta(hours=1) for word, end in ends.items()} == offered


def test_the_running_booking_is_the_one_that_counts(village: Village, door: PaperDoor) -> None:
    allow(village, "meeting")
    bookings.book(village.house, a_request(use=MEETING))
    village.clock.now = WEDDING.end - timedelta(minutes=90)

    ends = remote_release.ends_at(village.house, village.cast.frau_stolle, door.id)

    assert ends == {"1": village.clock.now + timedelta(hours=1), "ende": WEDDING.end}


def test_what_is_said_is_what_the_door_answered(village: Village, door: PaperDoor) -> None:
    allow(village, "meeting")
    command = known(village, asked(village, door))

    for reason, words in (
        ("not_allowed", "Nach ihren Einstellungen"),
        ("clock", "Ihre Uhr ist nicht gestellt"),
        ("until", "Dieses Ende nimmt sie nicht an"),
        ("session", "kam zu spät oder galt nicht mehr"),
    ):
        refused = replace(command, state=CommandState.REFUSED, reason=reason)
        assert words in refused.words(village.clock())
    done = replace(command, state=CommandState.DONE)
    assert "Bis zum Ende öffnet die Taste # ohne Code" in done.words(village.clock())
    assert "wieder gesichert" in replace(done, op="release").words(village.clock())


def test_a_silent_door_is_unknown_and_it_is_written_down_who_asked(village: Village, door: PaperDoor) -> None:
    allow(village, "meeting")
    command = asked(village, door)
    heard(village, door, command)
    later: datetime = village.clock() + timedelta(seconds=10)

    assert known(village, command).words(later).startswith("Unbekannt")
    assert known(village, command).state is CommandState.SENT
    with village.house.reading() as uow:
        actions = [entry.action for entry in uow.audit.of_subject(door.id)]
    assert "door_held_open_remotely" in actions
