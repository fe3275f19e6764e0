"""The last one out: locking up, and a door that was left open."""

import pytest

from lock_agent.contract import damm
from lock_agent.contract.credentials import PinCredential, QrCredential
from lock_agent.core.values import ContactChanged, KeyPressed, LinkChanged, Pattern, Pulse, Signal, Ticked
from tests.lock_agent.bench import (
    HOUR,
    SALT,
    SCHMIDT,
    WEDDING,
    WEDDING_FROM,
    WEDDING_OFFLINE,
    WEDDING_UNTIL,
    WRONG,
    Bench,
    creds,
    derive,
    named_token,
    token,
)
from tests.lock_agent.test_hold_open import CLUB, feast, hall, open_house

LEAVING = f"{WEDDING}00"
CATERER = damm.with_check("3456712")
"""A helper's code for the same hours: it opens and nothing else."""
PICTURE = bytes.fromhex("c0ffee0001")


def lock_up(door: Bench, digits: str = LEAVING) -> bool:
    """Type a code with its end; return whether the door took leave. It must never open."""
    for key in f"{digits}#":
        door.happen(KeyPressed(key))
        assert not any(isinstance(effect, Pulse) for effect in door.effects)
    return any(record.data["kind"] == "left" for record in door.records("mode"))


def shut(door: Bench, *, is_open: bool = False) -> Bench:
    """Let the leaf have been opened, and shut again unless said otherwise."""
    door.happen(ContactChanged(True))
    if not is_open:
        door.happen(ContactChanged(False))
    return door


def test_the_last_one_out_types_the_code_and_two_noughts() -> None:
    door = shut(feast())

    assert lock_up(door)

    ended, left = door.records("mode")
    assert (ended.cred_ref, ended.data) == ("wedding", {"kind": "secured", "why": "left"})
    assert (left.cred_ref, left.data) == ("wedding", {"kind": "left", "open": False})
    assert Signal(Pattern.LOCKED) in door.effects
    assert not door.ring()


def test_who_comes_back_opens_again() -> None:
    door = shut(feast())
    lock_up(door)

    assert door.enter(WEDDING) == "ok"
    assert door.ring()


@pytest.mark.parametrize("code", [WEDDING, WEDDING_OFFLINE])
def test_both_typed_codes_lock_up_with_or_without_a_door_held_open(code: str) -> None:
    door = hall(may_hold_open=False)
    door.enter(WEDDING)

    assert lock_up(door, f"{code}00")
    assert door.record("mode").data["kind"] == "left"


def test_a_door_that_still_stands_open_says_so() -> None:
    door = shut(feast(), is_open=True)

    lock_up(door)

    assert door.records("mode")[-1].data == {"kind": "left", "open": True}
    assert Signal(Pattern.HELD_OPEN) in door.effects


def test_locking_up_is_no_way_to_guess() -> None:
    door = hall()
    outcomes = [(lock_up(door, f"{WRONG}00"), door.record("access").data["reason"]) for _ in range(7)]

    assert outcomes == [(False, "unknown")] * 6 + [(False, "throttled")]
    assert not lock_up(door)
    assert door.enter(WEDDING) == "throttled"


def test_who_may_not_enter_does_not_lock_up() -> None:
    door = hall(WEDDING_FROM - 7200)
    assert not lock_up(door)
    assert not lock_up(door, f"{SCHMIDT}0")
    assert door.enter(f"{SCHMIDT}00") != "ok"


def test_who_leaves_a_little_late_locks_up_all_the_same() -> None:
    door = shut(feast())
    door.receive(creds(pins=()))
    door.later(WEDDING_UNTIL - door.now + 3000).happen(Ticked())
    door.boot()

    assert lock_up(door)
    assert door.record("mode").cred_ref == "wedding"
    assert door.state.throttle.pin_wrong == ()
    assert door.enter(WEDDING) == "unknown"

    door.later(600).happen(Ticked())
    assert not lock_up(door)


def test_nobody_else_locks_up_for_them() -> None:
    door = feast()

    assert not lock_up(door, f"{WRONG}00")
    assert door.ring()


def test_what_a_picture_began_at_a_door_without_network_the_typed_code_ends() -> None:
    door = shut(hall(snapshot=creds(pins=(), offline=())))
    door.happen(LinkChanged(False))
    assert (door.scan(token(may_hold_open=True)), door.ring()) == ("ok", True)

    assert lock_up(door, f"{WEDDING_OFFLINE}00")

    assert Signal(Pattern.LOCKED) in door.effects
    assert not door.ring()


def test_what_a_picture_began_before_the_booking_was_known_its_pin_ends() -> None:
    door = shut(hall(snapshot=creds(pins=(), offline=())))
    assert door.scan(token(may_hold_open=True)) == "ok"
    door.receive(open_house(qr=(named_token(),)))

    assert lock_up(door)
    assert not door.ring()


def test_whoever_else_is_in_the_house_ends_it_for_nobody() -> None:
    club = PinCredential("club", derive(CLUB, SALT), WEDDING_FROM, WEDDING_UNTIL)
    door = hall(snapshot=open_house(club, qr=(named_token(),)))
    assert door.scan(token(may_hold_open=True)) == "ok"

    assert lock_up(door, f"{CLUB}00")
    assert door.ring()


@pytest.mark.parametrize(("is_open", "alarms"), [(True, ["left_open"]), (False, [])])
def test_a_door_left_open_is_told_a_quarter_of_an_hour_after_the_end(
    is_open: bool, alarms: list[str]
) -> None:
    door = shut(feast(), is_open=is_open)
    told = []
    door.later(WEDDING_UNTIL - door.now + 899).happen(Ticked())
    assert "left_open" not in [record.data["kind"] for record in door.records("alarm")]

    for _ in range(60):
        door.later(1).happen(Ticked())
        told += [record for record in door.records("alarm") if record.data["kind"] == "left_open"]
    assert [record.data["kind"] for record in told] == alarms
    assert [record.cred_ref for record in told] == ["wedding"] * len(alarms)
    door.boot()
    assert door.later(1).happen(Ticked()) is not None
    assert "left_open" not in [record.data["kind"] for record in door.records("alarm")]


def test_who_comes_after_the_end_with_another_code_is_no_alarm() -> None:
    door = shut(feast())
    door.later(WEDDING_UNTIL - door.now + 1000).happen(Ticked())
    door.enter(SCHMIDT)
    door.happen(ContactChanged(True))

    assert door.later(60).happen(Ticked()) == ()


# Helpers


def helped(until: int = WEDDING_UNTIL, *, is_known: bool = True) -> Bench:
    """Return the wedding's door, which knows of a caterer too, or only takes their picture."""
    caterer = PinCredential("caterer", derive(CATERER, SALT), WEDDING_FROM, until, opens_only=True)
    picture = QrCredential("caterer", PICTURE, WEDDING_FROM, until)
    return hall(snapshot=open_house(caterer, qr=(picture,)) if is_known else open_house())


def caterers_picture(until: int = WEDDING_UNTIL) -> str:
    return token(token_id=PICTURE, duration_s=until - WEDDING_FROM)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_helper_who_comes_in_takes_the_locking_up_from_nobody(is_known: bool) -> None:
    door = shut(helped(is_known=is_known))
    door.enter(WEDDING)
    assert door.scan(caterers_picture()) == "ok"
    assert (door.enter(CATERER) == "ok") is is_known
    counted = door.state.throttle

    door.later(WEDDING_UNTIL - door.now + 300).happen(Ticked())

    assert lock_up(door)
    assert door.record("mode").cred_ref == "wedding"
    assert door.state.throttle == counted


@pytest.mark.parametrize("is_known", [True, False])
def test_a_helper_s_time_that_ends_in_the_middle_is_no_door_left_open(is_known: bool) -> None:
    early = WEDDING_FROM + 2 * HOUR
    door = helped(early, is_known=is_known)
    assert door.scan(caterers_picture(early)) == "ok"
    door.happen(ContactChanged(True))
    if not is_known:
        door.receive(helped(early).snapshot)

    door.later(early - door.now + 901).happen(Ticked())

    assert "left_open" not in [record.data["kind"] for record in door.records("alarm")]
    assert door.state.visit is None


def test_a_helper_does_not_lock_up_and_is_told_no_more_than_anybody() -> None:
    door = shut(helped())
    door.enter(WEDDING)

    assert not lock_up(door, f"{CATERER}00")

    refused = door.record("access")
    assert (refused.cred_ref, refused.data["granted"], refused.data["reason"]) == (
        "caterer",
        False,
        "opens_only",
    )
    assert Signal(Pattern.REFUSED) in door.effects
    assert door.state.throttle.failures == ()
    assert door.ring()
    assert door.enter(CATERER) == "ok"
