"""Guessing at the keypad (protocol §9)."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent import throttle
from lock_agent.contract import damm
from lock_agent.core import after_loss, first_boot
from lock_agent.core.values import Pattern, Signal
from lock_agent.throttle import Throttle
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    NOON,
    SCHMIDT,
    UNHEARD_OFFLINE,
    WEDDING,
    WEDDING_FROM,
    WRONG,
    WRONG_OFFLINE,
    Bench,
    token,
)

WRONG_SCHMIDT = damm.with_check("07999999")


def spend_a_day(door: Bench) -> int:
    """Type wrong PINs as fast as the door takes them for a day; return how many it looked at."""
    tried = 0
    for _ in range(48):
        door.later(HOUR // 2)
        tried += [door.enter(WRONG) for _ in range(8)].count("unknown")
    return tried


def test_six_wrong_pins_then_one_every_half_hour() -> None:
    door = Bench()

    assert [door.enter(WRONG) for _ in range(8)] == ["unknown"] * 6 + ["throttled"] * 2
    assert door.later(1799).enter(WRONG) == "throttled"
    assert [door.later(1).enter(WRONG), door.enter(WRONG)] == ["unknown", "throttled"]


def test_the_right_pin_is_refused_while_throttled_and_the_qr_opens() -> None:
    door = Bench(WEDDING_FROM)
    for _ in range(6):
        door.enter(WRONG)

    assert door.enter(WEDDING) == "throttled"
    assert door.effects[-1] == Signal(Pattern.WAIT)
    assert door.scan(token()) == "ok"
    assert door.enter(UNHEARD_OFFLINE) == "ok"
    assert door.enter(SCHMIDT) == "ok"


def test_a_right_pin_costs_no_attempt() -> None:
    door = Bench(WEDDING_FROM)

    assert [door.enter(WEDDING) for _ in range(100)] == ["ok"] * 100


def test_who_waits_at_the_door_with_a_rightful_code_does_not_lock_it() -> None:
    door = Bench(WEDDING_FROM - HOUR)

    assert [door.enter(WEDDING) for _ in range(40)] == ["early"] * 40
    assert door.later(HOUR).enter(WEDDING) == "ok"


def test_a_code_typed_over_an_hour_early_counts_like_a_guess() -> None:
    door = Bench(WEDDING_FROM - HOUR - 1)

    assert [door.enter(WEDDING) for _ in range(7)] == ["early"] * 6 + ["throttled"]


def test_at_most_thirty_wrong_pins_a_day() -> None:
    assert spend_a_day(Bench()) == 30


def test_after_three_such_days_pins_are_off_until_a_keyholder_comes() -> None:
    door = Bench(snapshot=None)
    for _ in range(3):
        spend_a_day(door)
    assert throttle.pin_is_off(door.state.throttle)
    assert door.later(30 * DAY).connect().enter(WRONG) == "throttled"

    assert door.enter(SCHMIDT) == "ok"
    assert door.record("mode").data == {"kind": "pin_rearmed"}
    assert door.enter(WRONG) == "unknown"


def test_the_day_that_switches_pins_off_is_an_alarm() -> None:
    door = Bench()
    alarms: Counter[str] = Counter()
    for _ in range(3 * 48):
        door.later(HOUR // 2).enter(WRONG)
        alarms.update(alarm.data["kind"] for alarm in door.records("alarm"))

    assert alarms["pin_off"] == 1


def test_twenty_failures_a_day_tell_the_caretaker_once() -> None:
    door = Bench()
    alarms = []
    for attempt in range(1, 31):
        door.later(60).enter(WRONG)
        alarms += [attempt for alarm in door.records("alarm") if alarm.data["kind"] == "guessing"]

    assert alarms == [20]


@pytest.mark.parametrize("lost", [False, True])
def test_so_does_a_door_that_has_counted_nothing_yet(lost: bool) -> None:
    door = Bench()
    door.stored = after_loss(0) if lost else first_boot(0)
    door.boot()
    door.connect().later(5 * HOUR)

    told = []
    for _ in range(20):
        door.enter(WRONG_SCHMIDT)
        told += [alarm for alarm in door.records("alarm") if alarm.data["kind"] == "guessing"]
        door.later(HOUR // 2).enter(WRONG)
        told += [alarm for alarm in door.records("alarm") if alarm.data["kind"] == "guessing"]

    assert len(told) == 1


def test_typing_errors_tell_nobody() -> None:
    door = Bench()
    for _ in range(50):
        door.later(1).enter("12345672")

    assert door.state.throttle == Throttle()


def test_four_wrong_offline_pins_then_one_an_hour() -> None:
    door = Bench()

    assert [door.enter(WRONG_OFFLINE) for _ in range(5)] == ["unknown"] * 4 + ["throttled"]
    assert door.later(HOUR - 1).enter(WRONG_OFFLINE) == "throttled"
    assert [door.later(1).enter(WRONG_OFFLINE), door.enter(WRONG_OFFLINE)] == ["unknown", "throttled"]


def test_a_right_offline_pin_is_refused_while_throttled() -> None:
    door = Bench(WEDDING_FROM)
    for _ in range(4):
        door.enter(WRONG_OFFLINE)

    assert door.enter(UNHEARD_OFFLINE) == "throttled"


def test_an_offline_pin_a_connected_door_was_not_told_counts_as_a_guess() -> None:
    door = Bench(WEDDING_FROM).connect()

    assert [door.enter(UNHEARD_OFFLINE) for _ in range(5)] == ["not_named"] * 4 + ["throttled"]


def test_ten_failures_lock_one_keyholder_and_no_other_way_in() -> None:
    door = Bench(WEDDING_FROM)

    assert [door.enter(WRONG_SCHMIDT) for _ in range(11)] == ["unknown"] * 10 + ["throttled"]
    assert door.enter(SCHMIDT) == "throttled"
    assert door.later(365).enter(WEDDING) == "ok"


def test_the_tenth_failure_tells_whose_code_is_locked_once() -> None:
    door = Bench(WEDDING_FROM)
    alarms = []
    for attempt in range(1, 15):
        door.enter(WRONG_SCHMIDT)
        alarms += [(attempt, alarm.data, alarm.cred_ref) for alarm in door.records("alarm")]

    assert alarms == [(10, {"kind": "holder_locked"}, "schmidt")]


def test_a_new_code_ends_a_keyholders_lock() -> None:

    from tests.lock_agent.bench import SALT, creds, derive

    door = Bench()
    for _ in range(10):
        door.enter(WRONG_SCHMIDT)
    fresh = damm.with_check("07111222")
    (schmidt,) = creds().keyholders

    door.receive(creds(keyholders=(replace(schmidt, h=derive(fresh, SALT)),)))

    assert door.enter(fresh) == "ok"
    assert door.state.throttle.holders == ()


def test_a_keyholders_success_forgets_the_failures() -> None:
    door = Bench()
    for _ in range(5):
        assert [door.enter(WRONG_SCHMIDT) for _ in range(9)] == ["unknown"] * 9
        assert door.enter(SCHMIDT) == "ok"


@pytest.mark.parametrize(("code", "attempts"), [(WRONG, 6), (WRONG_OFFLINE, 4), (WRONG_SCHMIDT, 10)])
def test_a_power_cut_gives_no_attempts_back(code: str, attempts: int) -> None:
    door = Bench()
    reasons = []
    for _ in range(20):
        reasons.append(door.enter(code))
        door.boot()

    assert reasons == ["unknown"] * attempts + ["throttled"] * (20 - attempts)


def test_a_door_that_lost_its_counters_starts_with_empty_buckets() -> None:
    door = Bench(WEDDING_FROM)
    door.stored = after_loss(WEDDING_FROM)
    door.boot()

    assert (door.enter(WEDDING), door.enter(UNHEARD_OFFLINE)) == ("throttled", "throttled")
    assert door.scan(token()) == "ok"
    assert door.later(HOUR).enter(WEDDING) == "ok"


def test_a_loss_gives_nobody_ten_guesses_at_a_keyholders_code_again() -> None:
    door = Bench()
    reasons = []
    for _ in range(5):  # a card that takes no writes any more loses them with every power cut
        door.stored = after_loss(NOON)
        door.boot()
        reasons.append([door.enter(WRONG_SCHMIDT) for _ in range(3)])

    assert reasons == [["unknown", "throttled", "throttled"]] * 5
    assert [alarm.data["kind"] for alarm in door.records("alarm")] == []
    assert door.enter(SCHMIDT) == "throttled"


def test_a_keyholder_opens_after_a_loss_and_counts_as_before() -> None:
    door = Bench()
    door.stored = after_loss(NOON)
    door.boot()

    assert door.enter(SCHMIDT) == "ok"
    door.boot()
    assert [door.enter(WRONG_SCHMIDT) for _ in range(11)] == ["unknown"] * 10 + ["throttled"]


def test_ten_thousand_guesses_with_power_cuts_stay_within_the_policy(
    volume: Callable[[int, int], int],
) -> None:
    chance = random.Random(9)
    door = Bench(has_rtc=False)
    tried = []
    for _ in range(volume(10_000, 10_000_000)):
        pace = chance.choice((1, 5, 60, 600, 3600))
        guess = damm.with_check(f"{chance.randrange(10**7):07d}")
        if door.later(chance.randrange(pace)).enter(guess) in ("unknown", "ok", "early", "expired"):
            tried.append(door.now)
        if chance.random() < 0.2:
            door.later(chance.randrange(60)).boot()

    assert door.pulses == 0
    assert 60 <= len(tried) <= 90
    for first in tried:
        assert sum(first <= moment < first + DAY for moment in tried) <= 30


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 3)), max_size=200))
def test_no_rhythm_of_guesses_beats_the_buckets(rhythm: list[tuple[int, int]]) -> None:
    now, counters, taken = NOON, Throttle(), []
    for pause, guesses in rhythm:
        now += pause
        for _ in range(guesses):
            if throttle.allows_pin(counters, now):
                taken.append(now)
                counters = throttle.wrong_pin(counters, now)

    for place, first in enumerate(taken):
        for number, moment in enumerate(taken[place:], start=1):
            assert number <= 6 + (moment - first) // 1800
    assert throttle.pin_is_off(counters) is (counters.pin_days >= 3)


def test_counters_from_a_clock_years_ahead_do_not_lock_the_door_for_years() -> None:
    door = Bench(WEDDING_FROM)
    door.stored = after_loss(WEDDING_FROM + 30 * 365 * DAY)
    door.stored = replace(door.stored, floor=WEDDING_FROM)
    door.boot()

    assert door.enter(WEDDING) == "throttled"
    assert door.later(HOUR).enter(WEDDING) == "ok"


def test_guessing_offline_pins_at_a_dark_door_stays_within_the_policy(
    volume: Callable[[int, int], int],
) -> None:
    chance = random.Random(11)
    door = Bench(has_rtc=False)
    started, tried = door.now, 0
    for _ in range(volume(10_000, 1_000_000)):
        guess = damm.with_check(f"{chance.randrange(10**10):010d}")
        tried += door.later(chance.randrange(120)).enter(guess) != "throttled"
        if chance.random() < 0.1:
            door.boot()

    assert tried <= 4 + (door.now - started) // HOUR
    assert door.pulses == 0
