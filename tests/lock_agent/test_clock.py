"""What time a door believes it is (protocol §7)."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent import clock
from lock_agent.clock import Anchor, Moment, Reading
from lock_agent.contract.events import Quality, Reason
from lock_agent.core import durable, first_boot, must_store
from lock_agent.core.values import Ticked, TimeAnswered
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    NOON,
    SCHMIDT,
    UNHEARD_OFFLINE,
    WEDDING,
    WEDDING_FROM,
    WEDDING_OFFLINE,
    WEDDING_UNTIL,
    Bench,
    creds,
    named_token,
    token,
)


def quality(door: Bench) -> str:
    """Tick, and return how far the door believes its clock."""
    door.happen(Ticked())
    return clock.read(door.state.clock, door.moment).quality.value


@pytest.mark.parametrize(("days", "expected"), [(7, "ok"), (8, "degraded"), (179, "degraded")])
def test_a_battery_clock_is_believed_seven_days_after_the_last_signed_time(days: int, expected: str) -> None:
    door = Bench().later(days * DAY)

    assert quality(door) == expected


def test_without_a_battery_a_boot_knows_no_time() -> None:
    assert quality(Bench(has_rtc=False)) == "untrusted"


def test_a_signed_answer_makes_the_clock_good_whatever_the_wall_says() -> None:
    door = Bench(has_rtc=False)
    door.happen(TimeAnswered(NOON + HOUR, door.mono_ms))
    door.set_clock(0)

    assert clock.read(door.state.clock, door.moment) == Reading(NOON + HOUR, Quality.OK)


@pytest.mark.parametrize("wall", [0, NOON - HOUR, NOON + 200 * DAY])
def test_a_battery_clock_that_jumps_is_not_believed(wall: int) -> None:
    assert quality(Bench().set_clock(wall)) == "untrusted"


@pytest.mark.parametrize(
    ("wall", "expected"), [(0, "untrusted"), (NOON - 30 * 365 * DAY, "untrusted"), (NOON, "degraded")]
)
def test_a_newly_enrolled_door_believes_its_battery_clock_but_not_1970(wall: int, expected: str) -> None:
    door = Bench()
    door.stored = first_boot(0)
    door.set_clock(wall).boot()

    assert quality(door) == expected


def test_a_correction_of_a_minute_is_no_jump() -> None:
    door = Bench()
    door.set_clock(NOON - 60)

    assert clock.read(door.state.clock, door.moment) == Reading(NOON, Quality.OK)


def test_a_broken_battery_clock_does_not_push_the_floor_for_good() -> None:
    door = Bench().set_clock(NOON + 40 * 365 * DAY)
    door.happen(Ticked())

    assert door.state.clock.floor < NOON + HOUR


def test_a_change_of_trust_is_recorded_once() -> None:
    door = Bench()
    door.happen(Ticked())
    assert door.record("clock").data == {"quality": "ok"}

    door.later(8 * DAY).happen(Ticked())
    assert door.record("clock").data == {"quality": "degraded"}
    assert door.happen(Ticked()) == ()


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (WEDDING_FROM - 601, "early"),
        (WEDDING_FROM - 600, "ok"),
        (WEDDING_UNTIL + 599, "ok"),
        (WEDDING_UNTIL + 600, "expired"),
    ],
)
@pytest.mark.parametrize("code", [WEDDING, WEDDING_OFFLINE])
def test_a_degraded_clock_widens_windows_by_ten_minutes(code: str, at: int, reason: str) -> None:
    door = Bench(WEDDING_FROM - 20 * DAY)
    door.set_clock(at)

    assert door.enter(code) == reason
    assert door.record("access").ts_quality == "degraded"


@pytest.mark.parametrize(
    ("floor", "reason"),
    [
        (WEDDING_FROM - 48 * HOUR - 1, "clock_untrusted"),
        (WEDDING_FROM - 48 * HOUR, "ok"),
        (WEDDING_UNTIL - 1, "ok"),
        (WEDDING_UNTIL, "expired"),
    ],
)
@pytest.mark.parametrize("code", [WEDDING, WEDDING_OFFLINE])
def test_an_untrusted_clock_takes_what_contains_or_follows_the_floor(
    code: str, floor: int, reason: str
) -> None:
    assert Bench(floor, has_rtc=False).set_clock(0).enter(code) == reason


def test_an_untrusted_clock_finds_unheard_offline_pins_of_the_next_two_days() -> None:
    assert Bench(WEDDING_FROM - 48 * HOUR, has_rtc=False).enter(UNHEARD_OFFLINE) == "ok"
    assert Bench(WEDDING_FROM - 49 * HOUR, has_rtc=False).enter(UNHEARD_OFFLINE) == "unknown"


def test_opening_with_an_untrusted_clock_is_an_alarm() -> None:
    door = Bench(WEDDING_FROM, has_rtc=False)

    for opened in (door.enter(WEDDING), door.enter(SCHMIDT), door.scan(token())):
        assert opened == "ok"
        assert door.record("alarm").data == {"kind": "untrusted_clock"}


def test_keyholders_open_with_an_untrusted_clock_but_not_after_their_end() -> None:
    long_before, long_after = NOON - 300 * DAY, NOON + 365 * DAY

    assert Bench(long_before, has_rtc=False).enter(SCHMIDT) == "ok"
    assert Bench(long_after, has_rtc=False).enter(SCHMIDT) == "expired"


def test_a_visitors_token_tells_a_door_without_a_clock_that_time_has_passed() -> None:
    door = Bench(NOON, has_rtc=False)
    next_month = NOON + 30 * DAY
    fresh = token(not_before=next_month, lead_hours=2, token_id=bytes(5))

    assert door.enter(WEDDING) == "ok"
    assert door.scan(fresh) == "ok"
    assert door.state.clock.floor == next_month - 2 * HOUR
    assert door.enter(WEDDING) == "expired"
    door.boot()
    assert door.enter(WEDDING) == "expired"


def test_a_foreign_but_genuine_token_raises_the_floor_a_forged_one_does_not() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lock_agent.contract import qr_token
    from tests.lock_agent.bench import KEY

    later = token(not_before=NOON + DAY, lead_hours=0, site=1)
    forged = qr_token.issue(
        qr_token.read(later, {1: KEY.public_key()}), Ed25519PrivateKey.from_private_bytes(bytes(32))
    )
    door = Bench(has_rtc=False)

    assert door.scan(forged) == "forged"
    assert door.state.clock.floor == NOON
    assert door.later(1).scan(later) == "foreign"
    assert door.state.clock.floor == NOON + DAY


def test_a_code_seen_expired_stays_expired_after_a_power_cut() -> None:
    door = Bench(WEDDING_UNTIL)
    assert door.enter(WEDDING) == "expired"

    door.set_clock(WEDDING_FROM).boot()

    assert door.enter(WEDDING) == "expired"


def test_time_goes_on_from_what_a_token_told() -> None:
    door = Bench(NOON - DAY, has_rtc=False)
    door.stored = first_boot(0)
    door.boot()
    assert door.scan(token()) == "ok"

    door.later(WEDDING_UNTIL - NOON + 49 * HOUR)

    assert door.scan(token()) == "expired"
    assert clock.read(door.state.clock, door.moment).now > WEDDING_UNTIL


def test_the_floor_is_stored_when_a_code_ends_and_every_five_minutes() -> None:
    door = Bench(WEDDING_UNTIL - 10)
    door.happen(Ticked())
    assert not must_store(door.stored, door.later(9).state)

    door.happen(Ticked())
    assert not must_store(door.stored, door.state)
    door.later(1).happen(Ticked())
    assert must_store(door.stored, door.state)

    door.stored = durable(door.state)
    door.later(299).happen(Ticked())
    assert not must_store(door.stored, door.state)
    door.later(1).happen(Ticked())
    assert must_store(door.stored, door.state)


@pytest.mark.parametrize("ahead", [120, 2 * HOUR, 100 * DAY])
@pytest.mark.parametrize("boots", [False, True])
def test_a_battery_clock_that_was_ahead_ends_no_booking_early_once_the_server_says_so(
    ahead: int, boots: bool
) -> None:
    door = Bench(WEDDING_UNTIL - HOUR)
    door.set_clock(WEDDING_UNTIL - HOUR + ahead).later(13).happen(Ticked())
    door.stored = durable(door.state)
    assert door.state.clock.floor >= WEDDING_UNTIL - HOUR + ahead

    door.set_clock(WEDDING_UNTIL - HOUR + 13)
    if boots:
        door.boot()
    door.happen(TimeAnswered(door.now, door.mono_ms))

    assert clock.read(door.state.clock, door.moment) == Reading(door.now, Quality.OK)
    assert door.enter(WEDDING) == "ok"
    door.stored = durable(door.state)
    door.boot()
    assert door.enter(WEDDING) == "ok"


def test_but_not_before_what_the_door_has_lived_through_since_two_clocks_agreed() -> None:
    door = Bench(WEDDING_UNTIL - HOUR)
    door.happen(TimeAnswered(door.now, door.mono_ms))
    door.later(2 * HOUR).happen(Ticked())
    door.stored = durable(door.state)

    door.boot()
    door.set_clock(WEDDING_FROM).happen(TimeAnswered(WEDDING_FROM, door.mono_ms))

    assert door.enter(WEDDING) == "expired"


@pytest.mark.parametrize("ppm", [-60, 20, 50, 70])
def test_a_clock_that_ran_wrong_for_months_without_network_is_put_right_when_it_is_back(ppm: int) -> None:
    door = Bench(WEDDING_FROM - 90 * DAY)
    door.happen(TimeAnswered(door.now, door.mono_ms))
    wrong = 90 * DAY * ppm // 10**6
    door.later(90 * DAY + wrong).happen(Ticked())

    door.set_clock(door.now - wrong).happen(TimeAnswered(door.now, door.mono_ms))

    assert clock.read(door.state.clock, door.moment).quality is not Quality.UNTRUSTED
    assert door.enter(WEDDING) == "ok"
    for _ in range(10):
        door.later(60).happen(TimeAnswered(door.now, door.mono_ms))
        assert door.scan(token()) == "ok"
    assert clock.read(door.state.clock, door.moment) == Reading(door.now, Quality.OK)


@pytest.mark.parametrize("ppm", [20, 70])
@pytest.mark.parametrize("at_once", [True, False])
def test_and_so_it_is_when_the_power_fails_just_then(ppm: int, at_once: bool) -> None:
    door = Bench(WEDDING_FROM - 90 * DAY)
    door.happen(TimeAnswered(door.now, door.mono_ms))
    wrong = 90 * DAY * ppm // 10**6
    door.later(90 * DAY + wrong).happen(Ticked())
    door.set_clock(door.now - wrong)
    if not at_once:
        door.happen(TimeAnswered(door.now, door.mono_ms))
    door.stored = durable(door.state)

    door.boot()
    door.later(20).happen(TimeAnswered(door.now, door.mono_ms))
    door.later(60).happen(TimeAnswered(door.now, door.mono_ms))

    assert clock.read(door.state.clock, door.moment) == Reading(door.now, Quality.OK)


@pytest.mark.parametrize(("ppm", "days"), [(20, 60), (50, 30), (90, 30)])
def test_a_hall_long_without_network_believes_its_right_battery_clock_after_a_power_cut(
    ppm: int, days: int
) -> None:
    door = Bench(WEDDING_FROM - (days + 2) * DAY)
    door.happen(TimeAnswered(door.now, door.mono_ms))
    wrong = days * DAY * ppm // 10**6
    door.later(days * DAY + wrong).happen(Ticked())
    door.stored = durable(door.state)

    door.set_clock(door.now - wrong + 20).boot()

    assert (quality(door), door.enter(WEDDING)) == ("degraded", "early")


def test_time_is_never_before_what_the_door_has_lived_through() -> None:
    state = replace(Bench().state.clock, floor=NOON - 100, counted=Anchor(NOON - 100, 0), has_rtc=False)

    assert clock.read(state, Moment(0, 5000)).now == NOON + 4


def test_a_battery_clock_that_stood_still_without_power_is_not_believed() -> None:
    door = Bench(WEDDING_FROM - 2100)
    door.happen(Ticked())
    door.set_clock(WEDDING_FROM - 2400).boot()

    assert (quality(door), door.enter(WEDDING)) == ("untrusted", "ok")


def test_but_only_as_far_as_a_clock_may_run_wrong() -> None:
    door = Bench(WEDDING_UNTIL)
    for _ in range(100):
        door.happen(TimeAnswered(door.now, door.mono_ms))
        door.later(60).set_clock(door.now - 1).happen(Ticked())

    lived = door.state.clock.proven - WEDDING_UNTIL
    assert 100 * 60 - 1 <= lived <= 100 * 60


def test_a_clock_set_back_by_minutes_is_doubted_by_minutes_and_revives_nothing() -> None:
    door = Bench(WEDDING_UNTIL - 300)
    door.happen(TimeAnswered(door.now, door.mono_ms))
    door.later(300)
    assert door.enter(WEDDING) == "expired"

    door.set_clock(WEDDING_UNTIL - 300).happen(TimeAnswered(door.now, door.mono_ms))

    assert quality(door) == "degraded"
    assert (door.enter(WEDDING), door.later(1).enter(WEDDING)) == ("expired", "expired")
    door = Bench(WEDDING_FROM - DAY)
    door.set_clock(WEDDING_FROM - DAY - 300).happen(TimeAnswered(door.now, door.mono_ms))
    assert door.enter(WEDDING) == "early"


@settings(max_examples=200, deadline=None)
@given(
    floor=st.integers(0, 2 * NOON),
    steps=st.lists(st.tuples(st.integers(0, 2 * NOON), st.integers(0, 10**9), st.booleans()), max_size=30),
    has_rtc=st.booleans(),
)
def test_the_floor_never_decreases_but_to_a_time_two_clocks_agree_on(
    floor: int, steps: list[tuple[int, int, bool]], has_rtc: bool
) -> None:
    stored = clock.Stored(floor, None, proven=floor, agreed=floor, powered=0)
    state = clock.start(stored, has_rtc=has_rtc, moment=Moment(0, 0))
    mono_ms = 0
    for wall, passed_ms, answered in steps:
        before, proven, mono_ms = state.floor, state.proven, mono_ms + passed_ms
        state = clock.advance(state, Moment(wall, mono_ms))
        if answered:
            state = clock.synchronise(state, Anchor(wall, mono_ms), Moment(wall, mono_ms))
        assert state.floor >= (min(before, wall) if answered else before)
        state = clock.advance(state, Moment(wall, mono_ms))
        assert proven - mono_ms // (1000 * clock.DRIFT) <= state.proven <= state.floor
        assert clock.read(state, Moment(wall, mono_ms)).now >= state.floor


@settings(max_examples=200, deadline=None)
@given(
    now=st.integers(NOON - 3 * DAY, NOON + 3 * DAY),
    nbf=st.integers(NOON - DAY, NOON + DAY),
    length=st.integers(1, DAY),
    how=st.sampled_from(Quality),
)
def test_a_window_is_early_then_open_then_expired(now: int, nbf: int, length: int, how: Quality) -> None:
    order = [Reason.EARLY, Reason.CLOCK_UNTRUSTED, Reason.OK, Reason.EXPIRED]
    before, after = (clock.judge(nbf, nbf + length, Reading(moment, how)) for moment in (now, now + 1))

    assert order.index(before) <= order.index(after)


def wander(door: Bench, chance: random.Random) -> bool:
    """Do to a door's clock what happens to clocks in village halls; return whether the server agreed."""
    what = chance.randrange(6)
    if what == 0:
        door.later(chance.randrange(12 * HOUR))
    elif what == 1:
        door.set_clock(max(0, door.now + chance.choice((-1, 1)) * chance.randrange(5 * DAY)))
    elif what == 2:
        door.set_clock(0)
    elif what == 3:
        door.happen(TimeAnswered(door.now, door.mono_ms))
    elif what == 4:
        door.has_rtc = chance.random() < 0.5
        door.boot()
    else:
        door.later(chance.randrange(60))
    return what == 3


def test_setting_the_clock_back_never_revives_an_expired_code(volume: Callable[[int, int], int]) -> None:
    genuine = token()
    for seed in range(volume(80, 5_000)):
        chance = random.Random(seed)
        door = Bench(WEDDING_FROM, snapshot=creds(qr=(named_token(),)))
        ended = False
        for _ in range(60):
            if wander(door, chance):  # what only the battery clock had said counts no more
                ended = door.state.clock.proven >= WEDDING_UNTIL + clock.TOLERANCE_S
            door.happen(Ticked())
            if must_store(door.stored, door.state):
                door.stored = durable(door.state)
            ended = (
                ended or clock.read(door.state.clock, door.moment).now >= WEDDING_UNTIL + clock.TOLERANCE_S
            )
            attempt = chance.randrange(5)
            reason = ""
            if attempt == 0:
                reason = door.scan(genuine)
            elif attempt < 3:
                reason = door.enter(chance.choice((WEDDING, WEDDING_OFFLINE)))
            assert not (ended and reason == "ok"), f"seed {seed}"
