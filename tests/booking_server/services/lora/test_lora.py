"""What a door is told over LoRaWAN, on either database."""

import threading
from dataclasses import replace

from booking_server.services.lora import lora
from tests.booking_server.lora import RadioDoor, book, cancel, code_of
from tests.builders import Village


def test_a_cancelled_booking_is_told_until_the_door_has_answered(village: Village, radio: RadioDoor) -> None:
    booking = book(village)
    assert radio.promised() == ()
    cancel(village, booking)

    assert radio.promised() == (radio.id,)
    frame = radio.next_frame()

    assert frame is not None
    assert frame.revoked == (code_of(village, booking),)
    assert frame.made_at == int(village.clock().timestamp())
    again = radio.next_frame()
    assert again is not None
    assert again.counter > frame.counter
    radio.answer(frame.counter)
    assert radio.under_way == 1, "that was not the newest frame with it"
    radio.answer(again.counter)
    assert radio.under_way == 0
    assert radio.next_frame() is None


def test_two_who_note_something_of_a_door_at_once_both_do(village: Village, radio: RadioDoor) -> None:
    with village.house.unit_of_work() as uow:
        known = uow.lora.to_change(radio.id)
        assert known is not None
        uow.lora.save(replace(known, frames=7))
        other = threading.Thread(target=lora.give_up, args=(village.house, radio.id))
        other.start()
        other.join(0.3)
        uow.commit()
    other.join()

    assert (radio.known.frames, radio.known.parked_at) == (7, village.clock())
