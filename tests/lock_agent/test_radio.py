"""Revoked over LoRaWAN: the code does not open, every other one does, until a snapshot says it."""

from dataclasses import replace

import pytest

from lock_agent import clock
from lock_agent.contract.credentials import KeyholderCredential, PinCredential
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.lora import CodeRevoked, DownFrame, HeldRevoked, Revoked
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.wire import LATEST_TIME
from lock_agent.core import after_loss, durable, parse_durable, write
from lock_agent.core.values import CredsReplaced, RadioHeard, Resync, Ticked
from lock_agent.core.withdrawals import MOST_KEPT, read_withdrawals
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    NOON,
    SALT,
    SCHMIDT,
    UNHEARD_OFFLINE,
    UNHEARD_WORD,
    WEDDING,
    WEDDING_FROM,
    WEDDING_OFFLINE,
    WEDDING_UNTIL,
    Bench,
    creds,
    derive,
    named_token,
    token,
)

TOKEN = bytes.fromhex("0badc0ffee")
HELD = "00112233445566aa"
TWIN = PinCredential("twin", derive(WEDDING, SALT), WEDDING_UNTIL + HOUR, WEDDING_UNTIL + 2 * HOUR)
"""The code a booking moved from got: the same digits under another name."""

WHOLE = creds(
    qr=(named_token(),),
    pins=(PinCredential("wedding", derive(WEDDING, SALT), WEDDING_FROM, WEDDING_UNTIL, hold_open=True),),
    keyholders=(
        KeyholderCredential("schmidt", 7, derive(SCHMIDT, SALT), NOON - DAY, NOON + 365 * DAY),
        KeyholderCredential(HELD, 7, derive(SCHMIDT[:-1] + "x", SALT), NOON - DAY, NOON + 365 * DAY),
    ),
)


def frame(counter: int, *revoked: Revoked, made_at: int = NOON, covered_by: int = 9) -> RadioHeard:
    return RadioHeard(DownFrame(counter, made_at, covered_by, revoked))


def lonely(*, has_rtc: bool = False) -> Bench:
    """A door that nothing reaches but the radio, and that was never told the time since."""
    door = Bench(snapshot=WHOLE, has_rtc=has_rtc)
    door.stored = replace(door.stored, synced_at=None)
    door.boot()
    door.happen(CredsReplaced(WHOLE, NOON, 8))
    return door


@pytest.fixture
def door() -> Bench:
    """The wedding is on, at a door without network; its snapshot is number 8."""
    door = Bench(snapshot=WHOLE, may_hold_open=True)
    door.happen(CredsReplaced(WHOLE, NOON, 8))
    return door.later(3 * HOUR)


def test_a_code_revoked_by_radio_opens_in_none_of_its_forms_and_all_others_do(door: Bench) -> None:
    assert door.type(WEDDING) == door.enter(WEDDING_OFFLINE) == door.scan(token()) == "ok"

    effects = door.happen(frame(1, CodeRevoked(TOKEN)))

    told = door.record("snapshot", effects)
    assert told.data == {"kind": "radio", "counter": 1, "ver": 9, "revoked": 1}
    assert Resync() in effects
    door.later(HOUR)
    assert door.type(WEDDING) == "unknown"
    assert door.enter(WEDDING_OFFLINE) == door.scan(token()) == "revoked"
    assert door.enter(SCHMIDT) == door.enter(UNHEARD_OFFLINE) == "ok"


def test_a_code_the_door_never_heard_of_is_revoked_by_token_and_word() -> None:
    door = Bench(snapshot=creds()).later(3 * HOUR)
    assert door.enter(UNHEARD_OFFLINE) == door.scan(token()) == "ok"

    door.happen(frame(1, CodeRevoked(TOKEN, UNHEARD_WORD)))

    assert door.enter(UNHEARD_OFFLINE) == door.later(1).scan(token()) == "revoked"
    assert door.enter(WEDDING_OFFLINE) == door.type(WEDDING) == "ok"


def test_the_same_digits_under_another_name_stay(door: Bench) -> None:
    door.happen(CredsReplaced(replace(WHOLE, pins=(*WHOLE.pins, TWIN)), NOON, 8))
    door.happen(frame(1, CodeRevoked(TOKEN)))

    door.later(WEDDING_UNTIL + HOUR - door.now)

    assert door.type(WEDDING) == "ok"


def test_a_held_code_is_revoked_by_its_whole_name_and_its_neighbour_of_the_same_number_stays(
    door: Bench,
) -> None:
    door.happen(frame(1, HeldRevoked("0011223344556600"), HeldRevoked("schmid")))
    assert [one.ref for one in door.state.vault.keyholders[7]] == ["schmidt", HELD]

    door.happen(frame(2, HeldRevoked(HELD)))

    assert [one.ref for one in door.state.vault.keyholders[7]] == ["schmidt"]
    assert door.enter(SCHMIDT) == "ok"


def test_what_was_revoked_stays_so_over_a_power_cut_and_an_old_snapshot_until_one_says_it(
    door: Bench,
) -> None:
    door.happen(frame(5, CodeRevoked(TOKEN), HeldRevoked(HELD)))
    for _ in range(2):
        door.boot()
        assert door.type(WEDDING) == "unknown"
        door.happen(CredsReplaced(WHOLE, NOON, 8))
        assert door.type(WEDDING) == "unknown"

    door.happen(CredsReplaced(WHOLE, NOON, 9))

    assert door.state.withdrawals.kept == 0
    assert door.state.withdrawals.counter == 5
    assert door.later(3 * HOUR).type(WEDDING) == "ok", "the signed snapshot says otherwise"


@pytest.mark.parametrize("cut", [False, True])
def test_a_frame_that_comes_again_or_late_changes_nothing_and_is_told_once(door: Bench, cut: bool) -> None:
    door.happen(frame(5, CodeRevoked(bytes(5)), covered_by=12))
    if cut:
        door.boot()
        door.happen(CredsReplaced(WHOLE, NOON, 8))
    assert door.happen(frame(5, CodeRevoked(bytes(5)), covered_by=12)) == ()

    told = [door.happen(frame(counter, CodeRevoked(TOKEN), covered_by=12)) for counter in (4, 1, 4)]

    assert [len(effects) for effects in told] == [1, 0, 0]
    assert door.record("device", told[0]).data == {"part": "radio", "fault": "stale"}
    assert door.type(WEDDING) == "ok"


def test_a_counter_far_ahead_is_refused_and_told_and_honest_ones_go_on(door: Bench) -> None:
    door.happen(frame(NOON + 1))

    told = door.happen(frame(2**32 - 1, CodeRevoked(TOKEN)))

    assert door.record("device", told).data == {"part": "radio", "fault": "ahead"}
    assert door.type(WEDDING) == "ok"
    assert door.state.withdrawals.counter == NOON + 1
    door.happen(frame(NOON + 2, CodeRevoked(TOKEN)))
    assert door.type(WEDDING) == "unknown"


def test_after_a_clock_that_lied_the_counters_go_on_from_where_it_drove_them(door: Bench) -> None:
    lied = NOON + 3650 * DAY
    door.happen(frame(lied, made_at=lied))

    door.happen(frame(lied + 1, CodeRevoked(TOKEN), made_at=NOON + HOUR))

    assert door.type(WEDDING) == "unknown"


def test_what_the_snapshot_in_force_says_already_is_not_kept(door: Bench) -> None:
    effects = door.happen(frame(1, CodeRevoked(TOKEN), covered_by=8))

    assert door.state.withdrawals.kept == 0
    assert Resync() not in effects
    assert door.type(WEDDING) == "ok"


def test_the_time_of_a_frame_is_one_that_has_passed_and_no_more() -> None:
    door = Bench(snapshot=WHOLE, has_rtc=False)
    door.stored = replace(door.stored, synced_at=None)
    door.boot()
    door.happen(CredsReplaced(WHOLE, NOON, 8))
    assert door.state.clock.floor == NOON

    door.happen(frame(1, made_at=WEDDING_UNTIL + 1))
    assert door.state.clock.floor == WEDDING_UNTIL + 1
    assert door.type(WEDDING) == "expired", "nothing revives it, whatever the clocks say"

    door.happen(frame(2, made_at=NOON - DAY))
    assert door.state.clock.floor == WEDDING_UNTIL + 1


def test_a_frame_from_the_future_locks_nobody_out_and_revokes_all_the_same(door: Bench) -> None:
    door.connect()
    floor = door.state.clock.floor

    door.happen(frame(1, CodeRevoked(bytes(5)), made_at=NOON + 40 * DAY))

    assert door.state.clock.floor == floor
    assert bytes(5) in door.state.vault.revoked_qr
    assert door.type(WEDDING) == "ok"


@pytest.mark.parametrize("ahead", [60 * HOUR, 179 * DAY, 3650 * DAY, LATEST_TIME - NOON])
@pytest.mark.parametrize("has_rtc", [True, False])
def test_one_frame_with_a_wrong_time_locks_nobody_out_of_a_door_nobody_else_reaches(
    ahead: int, has_rtc: bool
) -> None:
    door = lonely(has_rtc=has_rtc).later(3 * HOUR)
    assert door.type(WEDDING) == door.enter(SCHMIDT) == door.scan(token()) == "ok"

    door.happen(frame(NOON + 1, HeldRevoked(HELD), made_at=NOON + ahead))

    for _ in range(3):
        assert door.later(60).type(WEDDING) == door.enter(SCHMIDT) == door.scan(token()) == "ok"
        door.happen(frame(NOON + 2, made_at=door.now))
        door.boot()
    assert HELD not in {one.ref for one in door.state.vault.keyholders[7]}


def test_frames_that_lie_a_little_each_do_not_carry_the_time_away() -> None:
    door = lonely()
    lied = NOON
    for counter in range(1, 30):
        lied += 47 * HOUR
        door.later(HOUR).happen(frame(NOON + counter, made_at=lied))

    assert door.state.clock.floor <= door.now + 48 * HOUR


def test_a_door_with_a_battery_clock_is_told_nothing_new_by_one_frame() -> None:
    door = lonely(has_rtc=True).later(3 * HOUR)

    door.happen(frame(NOON + 1, made_at=WEDDING_UNTIL))

    assert door.type(WEDDING) == "ok"
    assert door.state.clock.floor == door.now


def test_a_time_that_is_told_for_two_days_is_believed() -> None:
    door = lonely()
    door.now += 60 * DAY  # it was without power, and knows nothing of it
    for counter in range(1, 4):
        assert door.state.clock.floor < NOON + 10 * DAY
        door.happen(frame(NOON + counter, made_at=door.now))
        door.later(DAY)

    assert door.state.clock.floor == door.now - DAY == door.state.clock.proven


def test_a_time_told_twice_in_a_row_is_not_told_for_two_days() -> None:
    door = lonely()
    for counter in range(1, 48):
        door.happen(frame(NOON + counter, made_at=NOON + 60 * DAY + counter * HOUR))
        door.later(HOUR)
    door.happen(frame(NOON + 48, made_at=NOON + 70 * DAY))
    door.later(HOUR).happen(frame(NOON + 49, made_at=NOON + 60 * DAY + 49 * HOUR))

    assert door.state.clock.floor < NOON + 3 * DAY


def test_a_floor_that_a_lie_has_raised_falls_back_once_the_time_is_told_for_two_days() -> None:
    door = lonely()
    door.happen(frame(NOON + 1, made_at=NOON + 40 * HOUR))
    assert door.type(WEDDING) == "expired"
    for counter in range(2, 5):
        assert door.state.clock.floor >= NOON + 40 * HOUR
        door.happen(frame(NOON + counter, made_at=door.now))
        door.later(DAY)

    assert abs(door.state.clock.floor - (door.now - DAY)) <= 1
    assert door.stored.floor == door.state.clock.floor
    assert clock.read(door.state.clock, door.moment).now == door.now


def test_frames_held_back_lower_the_time_below_nothing_the_door_has_lived() -> None:
    door = lonely()
    for counter in range(1, 5):
        door.later(DAY).happen(frame(NOON + counter, made_at=door.now - 20 * HOUR))

    assert door.state.clock.floor == door.now


@pytest.mark.parametrize("floor", [LATEST_TIME, LATEST_TIME - 30])
def test_a_door_whose_floor_is_out_of_range_starts_and_works_again(floor: int) -> None:
    door = lonely()
    door.stored = replace(door.stored, floor=floor, proven=NOON)
    for _ in range(3):
        door.boot()
        for _ in range(3):
            door.later(60).happen(Ticked())
            door.enter(SCHMIDT)
            assert clock.read(door.state.clock, door.moment).now <= LATEST_TIME
            door.stored = parse_durable(write(durable(door.state)))

    door.boot()
    assert door.type(WEDDING) == "ok"
    assert door.later(1).enter(SCHMIDT) == "ok"


def test_a_stored_floor_beyond_all_times_is_read_as_the_last_one(door: Bench) -> None:
    raw = write(replace(door.stored, floor=LATEST_TIME)).replace(b"4102444800", b"9102444800", 1)

    assert parse_durable(raw).floor == LATEST_TIME


def test_a_door_held_open_by_a_revoked_code_is_locked_within_a_second(door: Bench) -> None:
    assert door.type(WEDDING) == "ok"
    assert door.ring()

    door.happen(frame(1, CodeRevoked(TOKEN)))

    assert not door.ring()


def test_no_frame_ever_grants(door: Bench) -> None:
    openers = ("pins", "offline", "qr", "keyholders", "bookings")
    sizes = {name: len(getattr(door.state.vault, name)) for name in openers}
    for counter in range(1, 40):
        one: Revoked = CodeRevoked(counter.to_bytes(5), UNHEARD_WORD) if counter % 2 else HeldRevoked(HELD)
        door.happen(frame(counter, one, covered_by=counter % 20))
        assert all(len(getattr(door.state.vault, name)) <= size for name, size in sizes.items())


def words(count: int) -> list[OfflineWord]:
    return [OfflineWord(59_198 + place, 8, 0) for place in range(count)]


@pytest.mark.parametrize("kind", ["codes", "words", "held"])
def test_a_frame_too_many_is_refused_and_told_and_nothing_is_forgotten(door: Bench, kind: str) -> None:
    revoked: dict[str, list[Revoked]] = {
        "codes": [CodeRevoked(place.to_bytes(5)) for place in range(MOST_KEPT)],
        "words": [CodeRevoked(TOKEN, word) for word in words(MOST_KEPT - 1)],
        "held": [HeldRevoked(f"{place:016x}") for place in range(MOST_KEPT)],
    }
    for counter, one in enumerate(revoked[kind], 1):
        door.happen(frame(counter, one))
    taken = door.state.withdrawals
    assert taken.size == MOST_KEPT
    assert parse_durable(write(door.stored)).withdrawals == taken

    for one in (CodeRevoked(bytes.fromhex("ffffffffff")), CodeRevoked(TOKEN, words(MOST_KEPT + 1)[-1])):
        door.later(HOUR).happen(frame(taken.counter + 1, one))
        assert door.record("device").data == {"part": "radio", "fault": "full"}
    assert door.state.withdrawals == taken


def test_all_that_is_kept_can_be_stored_all_day_long(door: Bench) -> None:
    for counter in range(1, MOST_KEPT // 2 + 1):
        one = CodeRevoked(counter.to_bytes(5), words(counter)[-1])
        door.happen(frame(counter, one, covered_by=2**32 - 1))

    assert len(write(door.stored)) * 288 < 4 * 1024 * 1024


def test_what_two_frames_revoke_waits_for_the_later_snapshot_of_the_two(door: Bench) -> None:
    for counter, covered_by in ((1, 12), (2, 10)):
        one = CodeRevoked(TOKEN, UNHEARD_WORD)
        door.happen(frame(counter, one, HeldRevoked(HELD), covered_by=covered_by))

    door.happen(CredsReplaced(WHOLE, NOON, 11))

    assert door.state.withdrawals.size == 3
    assert door.type(WEDDING) == "unknown"
    assert door.enter(UNHEARD_OFFLINE) == "revoked"


def test_what_is_stored_is_read_back_and_nothing_else_is(door: Bench) -> None:
    door.happen(frame(7, CodeRevoked(TOKEN, UNHEARD_WORD), HeldRevoked(HELD)))
    raw = write(door.stored)

    assert parse_durable(raw).withdrawals == door.state.withdrawals
    assert after_loss(NOON).withdrawals.counter == 0, "the answer says so, and the server sends all again"
    for spoilt in ({"counter": -1}, {"codes": {"00": 1}}, {"words": [{}]}, {"held": {HELD: "x"}}):
        with pytest.raises(MalformedMessage):
            read_withdrawals({"counter": 1, "codes": {}, "words": [], "held": {}, **spoilt})
