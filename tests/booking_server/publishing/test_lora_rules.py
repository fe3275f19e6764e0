"""How often a door is told over LoRaWAN, when it is given up, and whose answers are believed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from booking_server.domain.errors import LoraInvalid, NotFound, NotPermitted
from booking_server.domain.lora import FRAMES_A_DAY, MOST_TRIES, LoraDoor, wait_after
from booking_server.jobs.schedule import add_jobs
from booking_server.services.lora import lora, lora_bridges, lora_desk, lora_promises
from booking_server.services.lora.lora import NotNow
from lock_agent.contract.lora import CodeRevoked
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.lora import EUI, RadioDoor, book, cancel, hear
from tests.builders import NOW, Village


def test_a_frame_names_the_snapshot_that_says_the_same(
    village: Village, door: PaperDoor, radio: RadioDoor
) -> None:
    cancel(village, book(village))

    frame = radio.next_frame()

    assert frame is not None
    hear(village, door)
    assert door.applied["creds"] == frame.covered_by
    assert door.creds is not None
    assert door.creds.revoked_qr == tuple(one.token for one in frame.revoked if isinstance(one, CodeRevoked))


def test_a_door_is_told_the_time_once_a_day_unless_it_is_heard_otherwise(
    village: Village, radio: RadioDoor
) -> None:
    assert radio.next_frame() is None
    radio.later(hours=24)
    with village.house.unit_of_work() as uow:
        uow.doors.note(radio.id, reports_online=True, last_seen_at=uow.now)
        uow.commit()
    assert radio.promised() == ()

    radio.later(minutes=5)

    assert radio.promised() == (radio.id,)
    frame = radio.next_frame()
    assert frame is not None
    assert frame.revoked == ()
    assert frame.made_at == int((NOW + timedelta(hours=24, minutes=5)).timestamp())


def test_a_door_that_is_online_has_five_minutes_to_take_a_revocation_from_there(
    village: Village, radio: RadioDoor
) -> None:
    def note_online() -> None:
        with village.house.unit_of_work() as uow:
            uow.doors.note(radio.id, reports_online=True, last_seen_at=uow.now)
            uow.commit()

    note_online()
    cancel(village, book(village))
    assert radio.under_way == 1
    assert radio.promised() == ()
    assert radio.next_frame() is None

    radio.later(minutes=5)
    note_online()
    assert radio.promised() == (radio.id,)
    cancel(village, book(village, 1))
    frame = radio.next_frame()
    assert frame is not None
    assert len(frame.revoked) == 1, "what has just been revoked has its time, too"


def test_a_day_has_only_so_many_frames(village: Village, radio: RadioDoor) -> None:
    cancel(village, book(village))
    with village.house.unit_of_work() as uow:
        uow.lora.save(replace(radio.known, frames=FRAMES_A_DAY - 1))
        uow.commit()
    assert radio.next_frame() is not None

    assert lora.next_frame(village.house, radio.id) == NotNow(timedelta(hours=14))
    radio.later(hours=14)
    assert radio.next_frame() is not None


def test_waits_grow_and_end() -> None:
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]

    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(hours=6)
    assert timedelta(hours=24) < sum(waits, timedelta()) < timedelta(hours=60)


def test_who_was_given_up_is_told_again_when_something_new_is_revoked_or_the_door_is_heard(
    village: Village, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    lora.give_up(village.house, radio.id)
    assert radio.promised() == ()

    radio.later(minutes=1)
    cancel(village, book(village, 1))
    assert radio.promised() == (radio.id,)

    lora.give_up(village.house, radio.id)
    radio.answer(1)
    assert radio.known.parked_at is None


def test_an_answer_that_is_forged_foreign_or_old_is_noted_and_believed_by_nobody(
    village: Village, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    frame = radio.next_frame()
    assert frame is not None

    radio.answer(frame.counter, device="d-luette")
    radio.take(b"\x00" * 34)
    assert radio.known.refused_at == village.clock()
    assert radio.known.heard_at is None
    assert radio.under_way == 1

    old = radio.answer(1, number=7)
    radio.answer(frame.counter, number=9)
    assert radio.under_way == 0
    radio.take(old)
    assert radio.known.taken == frame.counter
    assert radio.under_way == 0


def test_what_anybody_on_the_network_can_cause_is_noted_once_a_minute(
    village: Village, radio: RadioDoor
) -> None:
    town = village.cast.municipality.id

    def noted() -> tuple[datetime | None, datetime | None]:
        radio.take(bytes(34))
        lora.note_aired(village.house, town, EUI)
        return radio.known.refused_at, radio.known.aired_at

    assert noted() == (NOW, NOW)
    radio.later(seconds=59)
    assert noted() == (NOW, NOW)
    radio.later(seconds=1)
    assert noted() == (village.clock(), village.clock())


def test_counters_grow_over_a_backup_that_was_brought_back() -> None:
    door = LoraDoor("d-benken", EUI, counter=5)
    ahead = replace(door, taken=int(NOW.timestamp()) + 500)

    assert door.next_counter(NOW) == int(NOW.timestamp())
    assert ahead.next_counter(NOW) == int(NOW.timestamp()) + 501
    assert replace(ahead, counter=ahead.taken + 60_000).next_counter(NOW) == ahead.taken + 60_001
    assert replace(door, taken=2**31).next_counter(NOW) == 2**31 + 1


def test_a_counter_that_a_clock_drove_away_and_no_door_took_is_left_behind() -> None:
    door = LoraDoor("d-benken", EUI, counter=2**31)

    assert door.next_counter(NOW) == int(NOW.timestamp())


def test_a_counter_that_a_clock_drove_away_and_a_door_took_is_gone_on_from(
    village: Village, radio: RadioDoor
) -> None:
    cancel(village, book(village))
    lied = int(NOW.timestamp()) + 10 * 365 * 86400
    with village.house.unit_of_work() as uow:
        uow.lora.save(replace(radio.known, counter=lied))
        uow.commit()
    first = radio.next_frame()
    assert first is not None
    assert first.counter < lied

    radio.answer(lied)

    again = radio.next_frame()
    assert again is not None
    assert again.counter == lied + 1


def test_a_door_that_says_it_has_taken_the_last_counter_does_not_use_them_up(
    village: Village, radio: RadioDoor
) -> None:
    radio.answer(2**32 - 1)

    assert radio.known.taken == 0
    assert radio.known.refused_at == village.clock()
    cancel(village, book(village))
    assert radio.next_frame() is not None


def test_a_door_is_switched_on_by_who_may_hang_up_devices_and_named_as_in_the_network(
    village: Village, door: PaperDoor
) -> None:
    house, cast = village.house, village.cast
    given = {"dev_eui": "AC:1F:09:FF:FE:0E:44:BA", "is_on": True}
    with pytest.raises(NotFound):
        lora_desk.save(house, cast.frau_weber, door.id, **given)
    lora_bridges.note(house, cast.municipality.id)
    for stranger in (cast.frau_stolle, cast.herr_voigt):
        with pytest.raises(NotPermitted):
            lora_desk.save(house, stranger, door.id, **given)
    for wrong in ("", "ac1f", "+", EUI[:-2] + "/#"):
        with pytest.raises(LoraInvalid):
            lora_desk.save(house, cast.frau_weber, door.id, **(given | {"dev_eui": wrong}))

    lora_desk.save(house, cast.frau_weber, door.id, **given)

    assert RadioDoor(village, door).known.dev_eui == EUI
    enrol(house, cast.schlamau, "d-schlamau")
    with pytest.raises(LoraInvalid, match="schon eine andere Tür"):
        lora_desk.save(house, cast.frau_weber, "d-schlamau", **given)


def test_a_door_that_is_switched_off_is_told_and_believed_nothing(village: Village, radio: RadioDoor) -> None:
    cancel(village, book(village))
    assert radio.promised() == (radio.id,)
    lora_desk.save(village.house, village.cast.frau_weber, radio.id, dev_eui=EUI, is_on=False)

    lora_promises.let_go(village.house)
    assert radio.waiting() == (), "what waits would wait for good"
    assert radio.promised() == ()
    assert radio.next_frame() is None
    radio.answer(99)
    assert radio.known.heard_at is None


def test_nothing_waits_for_a_bridge_that_is_not_there_any_more(village: Village, radio: RadioDoor) -> None:
    schedule = BackgroundScheduler(timezone="UTC")
    add_jobs(schedule, village.house)
    (job,) = (one for one in schedule.get_jobs() if one.id.endswith("lora_promises.let_go"))
    cancel(village, book(village))
    lora_bridges.note(village.house, village.cast.municipality.id)
    assert radio.promised() == (radio.id,)
    job.func(*job.args)
    assert radio.waiting() == (radio.id,)

    radio.later(hours=1)
    job.func(*job.args)

    assert radio.waiting() == ()
    assert radio.promised() == (radio.id,), "one that comes back promises it anew"
