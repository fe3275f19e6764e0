"""Typed codes, in the words of the people who type them."""

from dataclasses import replace

import pytest

from lock_agent.contract import damm
from lock_agent.contract.credentials import KeyholderCredential, PinCredential
from lock_agent.core.values import KeyPressed, Pattern, Pulse, Record, Signal
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
    WEDDING_WORD,
    WRONG,
    WRONG_OFFLINE,
    Bench,
    creds,
    derive,
)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (WEDDING_FROM - 1, "early"),
        (WEDDING_FROM, "ok"),
        (WEDDING_UNTIL - 1, "ok"),
        (WEDDING_UNTIL, "expired"),
    ],
)
@pytest.mark.parametrize("code", [WEDDING, WEDDING_OFFLINE], ids=["pin", "offline"])
def test_a_code_opens_from_its_start_until_its_end(code: str, at: int, reason: str) -> None:
    assert Bench(at).connect().type(code) == reason


def test_the_event_is_recorded_before_the_strike_moves() -> None:
    door = Bench(WEDDING_FROM).connect()

    door.type(WEDDING)

    record, pulse, signal = door.effects
    assert isinstance(record, Record)
    assert record.cred_ref == "wedding"
    assert record.data == {"granted": True, "reason": "ok", "cls": "pin", "ms": 5000}
    assert (record.ts, record.ts_quality) == (WEDDING_FROM, "ok")
    assert pulse == Pulse(5000)
    assert signal == Signal(Pattern.GRANTED)


def test_unknown_early_and_expired_look_the_same_from_outside() -> None:
    answers = []
    for code, at in ((WRONG, WEDDING_FROM), (WEDDING, NOON), (WEDDING, WEDDING_UNTIL)):
        door = Bench(at).connect()
        door.type(code)
        answers.append([effect for effect in door.effects if not isinstance(effect, Record)])

    assert answers == [[Signal(Pattern.REFUSED)]] * 3


def test_a_wrong_check_digit_is_a_typing_error_and_costs_nothing() -> None:
    door = Bench(WEDDING_FROM).connect()
    slipped = WEDDING[:-1] + "2"

    assert [door.type(slipped) for _ in range(50)] == ["typing_error"] * 50
    assert door.type(WEDDING) == "ok"


@pytest.mark.parametrize("digits", ["1", "1234567", "1234567890", "123456789012", "1" * 40])
def test_a_number_of_digits_no_code_has_is_malformed(digits: str) -> None:
    assert Bench(WEDDING_FROM).connect().type(digits) == "malformed"


def test_no_record_holds_what_was_typed() -> None:
    door = Bench(WEDDING_FROM).connect()
    shown = ""
    for code in (WEDDING, WRONG, WEDDING_OFFLINE, UNHEARD_OFFLINE, SCHMIDT, "12345672", "123"):
        door.enter(code)
        shown += repr(door.effects) + repr(door.state)

    for code in (WEDDING, WRONG, WEDDING_OFFLINE, UNHEARD_OFFLINE, SCHMIDT, "12345672"):
        assert code not in shown


def test_eight_seconds_without_a_key_begin_anew() -> None:
    door = Bench(WEDDING_FROM).connect()
    for key in "999":
        door.happen(KeyPressed(key))

    assert door.later(9).type(WEDDING) == "ok"


def test_of_two_bookings_with_one_code_the_running_one_counts() -> None:
    past = PinCredential("past", derive(WEDDING, SALT), NOON - DAY, NOON)
    now = PinCredential("now", derive(WEDDING, SALT), NOON, NOON + DAY)
    door = Bench(NOON, snapshot=creds(pins=(past, now))).connect()

    assert door.type(WEDDING) == "ok"
    assert door.record("access").cred_ref == "now"


def test_an_extension_keeps_the_code_and_moves_the_window() -> None:
    door = Bench(WEDDING_UNTIL).connect()
    longer = WEDDING_UNTIL + 2 * HOUR
    snapshot = creds()

    assert (door.type(WEDDING), door.type(WEDDING_OFFLINE)) == ("expired", "expired")

    door.receive(
        replace(
            snapshot,
            pins=(replace(snapshot.pins[0], exp=longer),),
            offline=(replace(snapshot.offline[0], exp=longer),),
        )
    )
    assert (door.type(WEDDING), door.type(WEDDING_OFFLINE)) == ("ok", "ok")


def test_a_connected_door_takes_only_the_offline_pins_it_is_told() -> None:
    door = Bench(WEDDING_FROM).connect()

    assert door.type(UNHEARD_OFFLINE) == "not_named"
    assert door.record("access").data["seq"] == UNHEARD_WORD.seq
    assert door.type(WEDDING_OFFLINE) == "ok"


def test_a_dark_door_takes_an_offline_pin_it_never_heard_of() -> None:
    door = Bench(WEDDING_FROM)

    assert door.type(UNHEARD_OFFLINE) == "ok"
    access = door.record("access")
    assert access.cred_ref is None
    word = {"start": UNHEARD_WORD.start, "dur": UNHEARD_WORD.dur, "seq": UNHEARD_WORD.seq}
    assert (
        access.data == {"granted": True, "reason": "ok", "cls": "offline", "first": True, "ms": 5000} | word
    )


@pytest.mark.parametrize(("silence_s", "reason"), [(90, "not_named"), (91, "ok")])
def test_a_door_without_a_signed_answer_for_90_seconds_is_dark(silence_s: int, reason: str) -> None:
    door = Bench(WEDDING_FROM).connect().later(silence_s)

    assert door.type(UNHEARD_OFFLINE) == reason


def test_an_offline_pin_outside_its_hours_opens_nothing_in_the_dark() -> None:
    assert Bench(WEDDING_FROM - 1).type(UNHEARD_OFFLINE) == "unknown"
    assert Bench(WEDDING_FROM + UNHEARD_WORD.dur * HOUR).type(UNHEARD_OFFLINE) == "unknown"


@pytest.mark.parametrize("connected", [True, False])
def test_a_revoked_offline_pin_is_refused(connected: bool) -> None:
    door = Bench(WEDDING_FROM, snapshot=creds(offline=(), revoked_offline=(WEDDING_WORD,)))
    if connected:
        door.connect()

    assert door.type(WEDDING_OFFLINE) == "revoked"


def test_a_revocation_wins_over_a_name() -> None:
    door = Bench(WEDDING_FROM, snapshot=creds(revoked_offline=(WEDDING_WORD,)))

    assert door.type(WEDDING_OFFLINE) == "revoked"


def test_the_first_use_of_an_offline_pin_is_remembered_over_a_power_cut() -> None:
    door = Bench(WEDDING_FROM)
    door.type(UNHEARD_OFFLINE)
    assert door.record("access").data["first"] is True

    door.boot()
    door.type(UNHEARD_OFFLINE)

    assert door.record("access").data["first"] is False


def test_a_keyholder_opens_all_year() -> None:
    door = Bench(NOON).connect()

    assert door.type(SCHMIDT) == "ok"
    assert door.record("access").cred_ref == "schmidt"
    assert door.later(365 * DAY).connect().type(SCHMIDT) == "expired"


def test_a_keyholders_code_is_bound_to_the_number() -> None:
    other = KeyholderCredential("meier", 8, derive(damm.with_check("08123456"), SALT), NOON, NOON + DAY)
    door = Bench(NOON, snapshot=creds(keyholders=(other,))).connect()

    assert door.type(SCHMIDT) == "unknown"


def test_a_door_without_a_snapshot_knows_nobody() -> None:
    empty = creds(pins=(), offline=(), keyholders=())
    door = Bench(WEDDING_FROM, snapshot=empty).connect()

    assert [door.type(code) for code in (WEDDING, SCHMIDT, WRONG)] == ["unknown"] * 3
    assert [door.type(code) for code in (WEDDING_OFFLINE, WRONG_OFFLINE)] == ["not_named", "unknown"]
