"""What a door is told over LoRaWAN follows from what is revoked and what the door has acknowledged."""

from dataclasses import replace
from datetime import timedelta

from booking_server.domain.lora import FRAMES_A_DAY
from booking_server.services.holders import holders
from booking_server.services.lora import lora
from booking_server.services.lora.lora import Sending
from booking_server.services.promises import delivery
from lock_agent.contract.lora import HeldRevoked
from tests.booking_server.doors import PaperDoor
from tests.booking_server.holders import a_code, a_keyholder
from tests.booking_server.lora import RadioDoor, book, cancel, code_of, hear, report
from tests.builders import Village


def test_what_the_door_got_over_the_network_is_not_told_again(
    village: Village, door: PaperDoor, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    assert radio.under_way == 1
    hear(village, door)
    assert radio.under_way == 1, "only what the door says counts"

    report(village, door)

    assert radio.under_way == 0
    assert radio.next_frame() is None


def test_many_revocations_share_frames_the_next_booking_first(village: Village, radio: RadioDoor) -> None:
    made = [book(village, day) for day in (4, 3, 2, 1, 0)]
    for booking in made:
        cancel(village, booking)
    wanted = [code_of(village, booking) for booking in reversed(made)]

    first = radio.next_frame()
    assert first is not None
    radio.answer(first.counter)
    second = radio.next_frame()
    assert second is not None
    radio.answer(second.counter)

    assert [*first.revoked, *second.revoked] == wanted
    assert radio.next_frame() is None


def test_a_code_beyond_the_newest_snapshot_is_told_once_a_snapshot_says_it(
    village: Village, radio: RadioDoor
) -> None:
    booking = book(village, 90)
    cancel(village, booking)
    assert radio.under_way == 0
    assert radio.promised() == ()
    assert radio.next_frame() is None

    radio.later(days=60)

    frame = radio.next_frame()
    assert frame is not None
    assert frame.revoked == (code_of(village, booking),)
    with village.house.reading() as uow:
        newest = uow.doors.snapshot(radio.id, "creds")
    assert newest is not None
    assert frame.covered_by == newest.version
    assert radio.under_way == 1


def test_a_door_whose_card_was_brought_back_is_believed_once_it_answers_the_newest_frame(
    village: Village, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    old = radio.next_frame()
    assert old is not None
    radio.answer(old.counter, number=7 << 40)
    cancel(village, book(village, 1))
    newest = radio.next_frame()
    assert newest is not None

    radio.later(minutes=1)
    radio.answer(old.counter, number=2 << 40)
    assert radio.known.number == 7 << 40
    assert radio.known.refused_at == village.clock()
    radio.answer(newest.counter, number=3 << 40)

    assert (radio.known.number, radio.known.taken) == (3 << 40, newest.counter)
    assert radio.under_way == 2, "what it had taken may be gone from its card"
    radio.answer(newest.counter, number=2 << 40)
    assert radio.known.number == 3 << 40


def test_a_door_that_answers_from_further_below_is_asked_whether_its_card_was_brought_back(
    village: Village, radio: RadioDoor
) -> None:
    booking = book(village)
    cancel(village, booking)
    taken = radio.next_frame()
    assert taken is not None
    radio.answer(taken.counter, number=7 << 40)
    radio.take(bytes(34))
    radio.answer(1, number=2 << 40)
    assert radio.waiting() == (), "a frame may still be on its way"
    radio.later(hours=1)
    radio.answer(1, number=2 << 40)

    item = delivery.claim(village.house, (lora.KIND,))[0]
    sending = lora.next_frame(village.house, radio.id, **item.payload)
    assert isinstance(sending, Sending)
    assert radio.under_way == 0
    radio.answer(radio.read(sending.raw).counter, number=3 << 40)

    again = radio.next_frame()
    assert again is not None
    assert again.revoked == (code_of(village, booking),)


def test_who_repeats_old_answers_uses_up_half_of_the_days_frames_at_most(
    village: Village, radio: RadioDoor
) -> None:
    radio.answer(1, number=7)
    with village.house.unit_of_work() as uow:
        uow.lora.save(replace(radio.known, frames=FRAMES_A_DAY // 2 - 1, sent_at=None))
        uow.commit()
    radio.answer(1, number=2)
    assert radio.waiting() == (radio.id,)

    delivery.done(village.house, delivery.claim(village.house, (lora.KIND,)))
    lora.note_sent(village.house, radio.id)
    radio.later(hours=1)
    radio.answer(1, number=2)

    assert radio.waiting() == ()


def test_a_door_that_does_not_answer_is_told_of_all_codes_in_turn(village: Village, radio: RadioDoor) -> None:
    made = [book(village, day) for day in range(5)]
    for booking in made:
        cancel(village, booking)

    frames = [radio.next_frame() for _ in range(3)]

    codes = [code_of(village, booking) for booking in made]
    told = [one for frame in frames if frame is not None for one in frame.revoked]
    assert told[:8] == [*codes, codes[0], codes[1], codes[2]]


def test_a_door_that_was_given_up_is_told_once_a_day(village: Village, radio: RadioDoor) -> None:
    booking = book(village)
    cancel(village, booking)
    lora.give_up(village.house, radio.id)
    assert radio.promised() == ()
    radio.later(hours=24)

    assert radio.promised() == (radio.id,)
    sending = lora.next_frame(village.house, radio.id)

    assert isinstance(sending, Sending)
    assert not sending.asks
    assert radio.read(sending.raw).revoked == (code_of(village, booking),)
    assert radio.known.parked_at is not None
    radio.later(minutes=1)
    cancel(village, book(village, 1))
    again = lora.next_frame(village.house, radio.id)
    assert isinstance(again, Sending)
    assert again.asks
    assert radio.known.parked_at is None, "something new is tried as ever"


def test_a_door_that_answers_and_takes_nothing_is_given_up_and_one_that_comes_back_is_not(
    village: Village, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    assert radio.promised() == (radio.id,)
    radio.answer(0)
    item = delivery.claim(village.house, (lora.KIND,))[0]
    delivery.wait(village.house, item, "no answer", timedelta(hours=1))

    radio.answer(0)
    assert delivery.claim(village.house, (lora.KIND,)) == (), "it has taken nothing"
    radio.later(hours=1)
    assert delivery.claim(village.house, (lora.KIND,))[0].attempts == 2

    lora.give_up(village.house, radio.id)
    radio.answer(0)
    assert radio.known.parked_at is not None
    radio.later(hours=24)
    lora.give_up(village.house, radio.id)
    radio.answer(0)
    assert radio.known.parked_at is None, "it was silent for a day"


def test_a_door_that_lost_its_memory_is_told_everything_again(village: Village, radio: RadioDoor) -> None:
    booking = book(village)
    cancel(village, booking)
    frame = radio.next_frame()
    assert frame is not None
    radio.answer(frame.counter)
    assert radio.under_way == 0

    radio.answer(0)

    again = radio.next_frame()
    assert again is not None
    assert again.revoked == (code_of(village, booking),)
    assert again.counter > frame.counter


def test_a_held_code_that_is_revoked_is_told_first_and_by_its_name(
    village: Village, door: PaperDoor, radio: RadioDoor
) -> None:
    code = a_code(village, a_keyholder(village))
    hear(village, door)
    report(village, door)
    holders.revoke(village.house, village.cast.frau_stolle, code.id)

    cancel(village, book(village))
    radio.later(minutes=5)  # the door is online

    frame = radio.next_frame()

    assert frame is not None
    assert frame.revoked[0] == HeldRevoked(code.id)
