"""A server whose clock lies: valid codes open all the same, and expired ones never again (protocol §7)."""

import random
from collections.abc import Callable

import pytest

from lock_agent import clock
from lock_agent.contract.snapshots import CfgSnapshot
from lock_agent.core import after_loss, durable, first_boot, must_store
from lock_agent.core.values import CfgReplaced, CredsReplaced, Ticked, TimeAnswered
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    KEY,
    NOON,
    SCHMIDT,
    WEDDING,
    WEDDING_FROM,
    WEDDING_UNTIL,
    WRONG,
    WRONG_OFFLINE,
    Bench,
    creds,
    token,
)

YEARS = 5 * 365 * DAY


def told(door: Bench, now: int) -> Bench:
    """Let the server say what time it is, and keep what the door stores."""
    door.happen(TimeAnswered(now, door.mono_ms))
    door.stored = durable(door.state)
    return door


def without_a_clock(now: int) -> Bench:
    """Return a door without battery and without time from the network, booted."""
    return Bench(now, has_rtc=False).set_clock(0)


@pytest.mark.parametrize("ahead", [clock.TOLERANCE_S + 2, 3 * DAY, YEARS])
def test_a_server_that_runs_ahead_keeps_nobody_out_of_a_door_that_knew_the_time(ahead: int) -> None:
    door = told(Bench(WEDDING_FROM), WEDDING_FROM)

    told(door.later(30), door.now + ahead)

    assert door.record("alarm").data == {"kind": "server_clock"}
    assert (door.enter(WEDDING), door.enter(SCHMIDT), door.later(1).scan(token())) == ("ok", "ok", "ok")
    told(door.later(30), door.now + ahead)
    assert door.effects == (), "it is told once"
    told(door.later(30), door.now).boot()
    assert door.enter(WEDDING) == "ok"


def test_nor_do_snapshots_and_tokens_it_has_signed() -> None:
    door = told(Bench(WEDDING_FROM), WEDDING_FROM)
    cfg = CfgSnapshot(
        site=7031,
        door=1,
        pulse_ms=5000,
        server_keys={"s1": bytes(32)},
        qr_keys={1: KEY.public_key().public_bytes_raw()},
    )

    door.happen(CredsReplaced(creds(), NOON + YEARS))
    door.happen(CfgReplaced(cfg, NOON + YEARS))
    door.scan(token(not_before=NOON + YEARS, lead_hours=0))

    assert door.enter(WEDDING) == "ok"
    assert door.state.clock.floor == WEDDING_FROM


def test_a_battery_clock_outweighs_a_server_years_ahead_but_not_one_that_says_a_month() -> None:
    for ahead, reason in ((YEARS, "ok"), (30 * DAY, "expired")):
        door = Bench(WEDDING_FROM)

        told(door, WEDDING_FROM + ahead)

        assert door.enter(WEDDING) == reason


@pytest.mark.parametrize("behind", [180 * DAY + HOUR, 400 * DAY, YEARS, WEDDING_FROM])
def test_a_battery_clock_that_has_lost_its_battery_outweighs_no_server(behind: int) -> None:
    door = told(Bench(WEDDING_FROM - 3 * DAY), WEDDING_FROM - 3 * DAY)
    door.set_clock(WEDDING_FROM - behind).boot()

    told(door, WEDDING_FROM)

    assert door.records("alarm") == []
    assert not clock.is_too_far(door.state.clock, WEDDING_FROM, door.moment, by=clock.LIE_S)
    assert door.enter(WEDDING) == "ok"
    told(door.later(30), WEDDING_UNTIL).boot()
    assert door.enter(WEDDING) == "expired"


def test_what_such_a_server_made_a_door_without_a_clock_believe_ends_when_two_clocks_say_otherwise() -> None:
    door = told(without_a_clock(WEDDING_FROM), NOON + YEARS)
    assert door.enter(WEDDING) == "expired"

    told(door.set_clock(WEDDING_FROM + HOUR), WEDDING_FROM + HOUR)

    assert door.enter(WEDDING) == "ok"
    door.boot()
    assert door.enter(WEDDING) == "ok"


def test_or_when_the_server_has_told_another_time_for_two_days() -> None:
    door = told(without_a_clock(WEDDING_FROM - 3 * DAY), NOON + YEARS)
    right = WEDDING_FROM - 2 * DAY
    for hour in range(48):
        told(door, right + hour * HOUR).later(HOUR)
        assert door.enter(WEDDING) in ("expired", "throttled")

    told(door.set_clock(0), WEDDING_FROM)

    assert door.enter(WEDDING) == "ok"


def test_a_door_that_lost_its_memory_under_a_lie_is_not_locked_for_years() -> None:
    door = without_a_clock(WEDDING_FROM)
    door.stored = after_loss(NOON + YEARS)  # the last snapshot was signed by a clock that lied
    door.boot()

    told(door.set_clock(WEDDING_FROM), WEDDING_FROM)

    assert door.later(4 * HOUR).enter(WEDDING) == "ok"


def test_nor_does_one_that_lost_its_memory_follow_a_server_set_back() -> None:
    door = without_a_clock(WEDDING_UNTIL)
    door.stored = after_loss(WEDDING_UNTIL)
    door.boot()

    told(door, WEDDING_FROM)

    assert door.later(4 * HOUR).scan(token()) == "expired"


def test_a_door_off_for_a_year_believes_the_server_at_once() -> None:
    door = without_a_clock(NOON - 365 * DAY)

    told(door, WEDDING_FROM)

    assert door.enter(WEDDING) == "ok"
    assert told(door.later(30), WEDDING_UNTIL).enter(WEDDING) == "expired"


@pytest.mark.parametrize("has_rtc", [True, False])
def test_a_server_set_back_revives_no_code_even_if_the_network_tells_the_same(has_rtc: bool) -> None:
    door = told(Bench(WEDDING_UNTIL, has_rtc=has_rtc), WEDDING_UNTIL)
    assert door.enter(WEDDING) == "expired"

    for _ in range(3):
        door.boot()
        told(door.set_clock(WEDDING_FROM), WEDDING_FROM)
        assert door.enter(WEDDING) == "expired"
        told(door.later(3 * DAY).set_clock(WEDDING_FROM + HOUR), WEDDING_FROM + HOUR)
        assert door.later(DAY).enter(WEDDING) == "expired"


@pytest.mark.parametrize("seconds", [30, 61, 300])
def test_nor_does_time_stand_still_while_both_are_set_back(seconds: int) -> None:
    door = told(Bench(WEDDING_UNTIL - 300, has_rtc=False), WEDDING_UNTIL - 300).set_clock(WEDDING_FROM)

    reasons = [told(door.later(seconds), door.now).scan(token()) for _ in range(2 * HOUR // seconds)]

    assert "ok" not in reasons[300 // seconds :]


def test_a_used_token_stays_used_when_the_lie_is_over() -> None:
    once = token(single_use=True)
    door = told(Bench(WEDDING_FROM, has_rtc=False), WEDDING_FROM)
    assert door.scan(once) == "ok"
    door.stored = durable(door.state)
    door.set_clock(0).boot()

    told(door, NOON + YEARS).happen(Ticked())
    told(door.set_clock(WEDDING_FROM + HOUR), WEDDING_FROM + HOUR)

    assert door.later(1).scan(once) == "used"


def test_wrong_tries_under_a_lie_do_not_lock_the_door_for_years() -> None:
    door = told(without_a_clock(WEDDING_FROM), NOON + YEARS)
    for _ in range(7):
        door.enter(WEDDING)

    told(door.set_clock(WEDDING_FROM), WEDDING_FROM).later(HOUR)

    assert door.enter(WEDDING) == "ok"


def test_a_door_that_has_just_been_enrolled_takes_the_first_time_it_hears() -> None:
    door = without_a_clock(NOON)
    door.stored = first_boot(0)
    door.boot()

    assert told(door, WEDDING_FROM).state.clock.proven == WEDDING_FROM


def test_whatever_the_server_says_windows_open_in_time_and_never_again(
    volume: Callable[[int, int], int],
) -> None:
    for seed in range(volume(60, 5_000)):
        chance = random.Random(seed)
        door = Bench(WEDDING_FROM - chance.randrange(2 * DAY))
        for _ in range(40):
            door.later(chance.randrange(4 * HOUR))
            if chance.random() < 0.2:
                door.boot()
            lie = chance.choice((-YEARS, -5 * DAY, -HOUR, HOUR, 5 * DAY, YEARS))
            told(door, door.now)
            told(door, door.now + lie)
            if chance.random() < 0.5:
                told(door, door.now)
            reason = door.scan(token())
            at = f"seed {seed}, {door.now - WEDDING_FROM} s after the beginning"
            assert reason == "ok" or not WEDDING_FROM <= door.now < WEDDING_UNTIL, at
            assert reason != "ok" or door.now < WEDDING_UNTIL, at


def agreed(door: Bench) -> Bench:
    """Let server and machine say the same."""
    return told(door, door.now)


def test_a_server_a_day_behind_revives_nothing_a_battery_clock_speaks_for() -> None:
    door = agreed(Bench(WEDDING_UNTIL - 60 * HOUR))
    door.later(DAY).boot()  # a day without power
    for _ in range(80):
        told(door.later(HOUR), door.now - DAY)
        assert door.now < WEDDING_UNTIL or door.scan(token()) == "expired", door.now - WEDDING_UNTIL


@pytest.mark.parametrize("seconds", [30, 300])
def test_a_signed_answer_told_again_and_again_stops_no_time(seconds: int) -> None:
    once = token(single_use=True)
    door = agreed(Bench(WEDDING_UNTIL - HOUR))
    assert door.scan(once) == "ok"
    answer = door.now

    for _ in range(3 * DAY // seconds):
        told(door.later(seconds), answer)

    assert door.state.clock.floor >= door.now - clock.TOLERANCE_S
    assert (door.enter(WEDDING), door.scan(once)) == ("expired", "expired")


@pytest.mark.parametrize("step_ms", [1_001, 1_999, 30_999])
def test_nor_do_parts_of_a_second_that_are_lost_with_each_answer(step_ms: int) -> None:
    door = agreed(Bench(WEDDING_UNTIL - 4 * HOUR))

    for _ in range(5 * HOUR * 1000 // step_ms):
        door.mono_ms += step_ms
        door.set_clock(door.now + step_ms // 1000)
        agreed(door)

    assert door.enter(WEDDING) == "expired"


@pytest.mark.parametrize("seconds", [10, 60])
@pytest.mark.parametrize("with_server", [False, True])
def test_nor_does_a_network_that_sets_the_clock_back_all_the_time(seconds: int, with_server: bool) -> None:
    door = Bench(WEDDING_UNTIL - 300)
    if with_server:
        agreed(door)

    for _ in range(2 * HOUR // seconds):
        door.later(seconds).set_clock(door.now - seconds).happen(Ticked())
        if with_server:
            agreed(door)

    assert door.enter(WEDDING) == "expired"


@pytest.mark.parametrize("ahead", [5 * HOUR, DAY])
def test_power_cuts_under_a_clock_ahead_buy_no_guesses(ahead: int) -> None:
    door, right, pins, offline = agreed(Bench()), NOON, 0, 0
    for _ in range(100):
        door.set_clock(right + ahead).boot()
        door.happen(Ticked())
        pins += sum(door.enter(WRONG) == "unknown" for _ in range(8))
        offline += sum(door.enter(WRONG_OFFLINE) == "unknown" for _ in range(6))
        right += 30
        agreed(door.later(30).set_clock(right))

    assert pins <= 6 + 2
    assert 4 <= offline <= 4 + 1


def test_a_time_without_power_buys_no_guesses_when_it_is_known() -> None:
    door, tried = agreed(Bench()), 0
    for _ in range(10):
        door.later(DAY).boot()
        agreed(door)
        tried += sum(door.enter(WRONG_OFFLINE) == "unknown" for _ in range(6))

    assert tried == 4


def test_what_is_proven_is_stored_however_often_the_power_fails() -> None:
    door = Bench()
    for _ in range(200):
        door.boot()
        door.happen(Ticked())
        door.stored = durable(door.state)  # that it was switched on is recorded
        door.happen(TimeAnswered(door.now, door.mono_ms))
        door.later(200).happen(Ticked())
        if must_store(door.stored, door.state):
            door.stored = durable(door.state)

    assert door.stored.proven is not None
    assert door.now - door.stored.proven <= 2 * clock.STORE_EVERY_S
