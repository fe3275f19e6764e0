"""What doors say: each event once, in order, with its booking; gaps are asked for."""

import json

import pytest

from booking_server.domain.errors import NotFound
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.doors import door_reports
from booking_server.services.operation.verify import verify
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import envelope
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.qr_token import read
from lock_agent.contract.time import parse_time_answer
from tests.booking_server.doors import PaperDoor
from tests.builders import WEDDING, Village, a_request

THEN = int(WEDDING.start.timestamp())


def stored(village: Village, door: PaperDoor) -> list[int]:
    with village.house.reading() as uow:
        return sorted(uow.door_events.known(door.id, 1, 0, 10_000))


def test_an_event_sent_three_times_is_stored_once(village: Village, door: PaperDoor) -> None:
    for _ in range(4):
        door.happen(THEN, granted=False, reason="unknown")

    acks = [
        door_reports.store_events(village.house, door.id, door.batch(1, last, THEN)) for last in (2, 3, 4, 4)
    ]

    assert [ack.acked for ack in acks] == [2, 3, 4, 4]
    assert stored(village, door) == [1, 2, 3, 4]
    assert verify(village.house) == ()


def test_a_gap_is_never_acknowledged_and_is_asked_for(village: Village, door: PaperDoor) -> None:
    for _ in range(5):
        door.happen(THEN, granted=False, reason="unknown")

    late = door_reports.store_events(village.house, door.id, door.batch(4, 5, THEN))
    first = door_reports.store_events(village.house, door.id, door.batch(1, 2, THEN))
    filled = door_reports.store_events(village.house, door.id, door.batch(3, 3, THEN))

    assert (late.acked, late.resend_from) == (0, 1)
    assert first.acked == 2
    assert (filled.acked, filled.resend_from) == (5, None)


def test_a_new_journal_begins_at_one_again(village: Village, door: PaperDoor) -> None:
    door.happen(THEN, granted=False, reason="unknown")
    door_reports.store_events(village.house, door.id, door.batch(1, 1, THEN, epoch=1))

    second = door_reports.store_events(village.house, door.id, door.batch(1, 1, THEN, epoch=2))
    old = door_reports.store_events(village.house, door.id, door.batch(1, 1, THEN, epoch=1))

    assert (second.epoch, second.acked) == (2, 1)
    assert (old.epoch, old.acked) == (1, 1)
    assert verify(village.house) == ()


def test_events_find_their_booking_by_code_token_or_offline_word(village: Village, door: PaperDoor) -> None:
    booked = bookings.book(village.house, a_request())
    codes = booking_by_id(village.house, booked.booking.id).codes
    assert codes is not None
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    assert code.offline_word is not None
    keyring = village.house.keyring
    token = read(codes.qr, {keyring.qr_key_id: keyring.qr_key.public_key()})
    word = code.offline_word
    door.happen(THEN, granted=True, reason="ok", cred_ref=code.id)
    door.happen(THEN + 1, granted=True, reason="ok", token=token.token_id.hex())
    door.happen(THEN + 2, granted=True, reason="ok", start=word.start, dur=word.dur, seq=word.seq)
    door.happen(THEN + 3, granted=False, reason="unknown")

    door_reports.store_events(village.house, door.id, door.batch(1, 4, THEN + 3))

    events = booking_by_id(village.house, booked.booking.id).events
    assert [event.seq for event in events] == [3, 2, 1]
    assert [event.is_late for event in events] == [False, False, False]


def test_an_event_told_over_a_minute_late_is_marked_late(village: Village, door: PaperDoor) -> None:
    booked = bookings.book(village.house, a_request())
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    door.happen(THEN, granted=True, reason="ok", cred_ref=code.id)

    door_reports.store_events(village.house, door.id, door.batch(1, 1, THEN + 61))

    assert [event.is_late for event in booking_by_id(village.house, booked.booking.id).events] == [True]


def test_a_changed_event_breaks_the_chain_and_verify_says_so(village: Village, door: PaperDoor) -> None:
    for number in range(3):
        door.happen(THEN + number, granted=False, reason="unknown")
    forged = json.loads(door.batch(1, 3, THEN))
    forged["events"][1]["data"]["granted"] = True

    door_reports.store_events(village.house, door.id, json.dumps(forged).encode())

    assert verify(village.house) == (f"I3: the journal of door {door.id} does not continue at event 3",)


def test_a_time_request_is_answered_signed_with_its_nonce(village: Village, door: PaperDoor) -> None:
    now = int(village.clock().timestamp())

    noted = door_reports.note_report(
        village.house, door.id, door.report(now - 500, "nonce-nonce-1234"), retained=False
    )

    assert noted.signed_time is not None
    sealed = envelope.parse_envelope(noted.signed_time)
    keys = {"s1": village.house.keyring.snapshot_key.public_key()}
    envelope.verify(sealed, keys, t="time", dev=door.id)
    answer = parse_time_answer(sealed.body)
    assert (answer.nonce, answer.now) == ("nonce-nonce-1234", now)


def test_a_door_is_online_while_it_is_heard_and_a_retained_message_tells_only_the_past(
    village: Village, door: PaperDoor
) -> None:
    now = int(village.clock().timestamp())

    def is_online() -> bool:
        with village.house.reading() as uow:
            return uow.doors.get(door.id).is_online(uow.now)

    door_reports.note_status(village.house, door.id, door.status(), retained=True)
    assert not is_online()
    door_reports.note_report(village.house, door.id, door.report(now), retained=False)
    assert is_online()
    village.clock.forward(seconds=91)
    assert not is_online()
    door_reports.note_report(village.house, door.id, door.report(now), retained=False)
    door_reports.note_status(village.house, door.id, door.status(on=False), retained=False)
    assert not is_online()


def test_a_door_nobody_enrolled_is_not_believed(village: Village, door: PaperDoor) -> None:
    door.happen(THEN, granted=False, reason="unknown")

    with pytest.raises(NotFound):
        door_reports.store_events(village.house, "d-stranger", door.batch(1, 1, THEN))


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b'{"epoch":1,"events":[],"sent_at":1}'])
def test_what_cannot_be_read_is_refused_whole(village: Village, door: PaperDoor, raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        door_reports.store_events(village.house, door.id, raw)

    assert stored(village, door) == []


def test_an_acknowledgement_without_its_events_is_found_by_verify(village: Village, door: PaperDoor) -> None:
    with village.house.unit_of_work() as uow:
        forget(uow, door)
        uow.commit()

    assert verify(village.house) == (
        f"I3: door {door.id} was told to forget events up to 5 that are not all stored",
    )


def forget(uow: UnitOfWork, door: PaperDoor) -> None:
    uow.doors.note(door.id, acked_seq=5, log_epoch=1)
