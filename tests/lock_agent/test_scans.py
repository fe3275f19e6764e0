"""QR tokens at the door: the picture a guest holds before the scanner."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent.contract import qr_token
from lock_agent.contract.snapshots import CfgSnapshot
from lock_agent.core.values import CfgReplaced, Ticked
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    KEY,
    NOON,
    SITE,
    WEDDING_FROM,
    WEDDING_UNTIL,
    Bench,
    creds,
    named_token,
    token,
)

TOKEN_ID = "0badc0ffee"


def test_a_token_opens_a_door_that_never_heard_of_the_booking() -> None:
    door = Bench(WEDDING_FROM)

    assert door.scan(token()) == "ok"
    access = door.record("access")
    assert access.cred_ref is None
    assert access.data == {"granted": True, "reason": "ok", "cls": "qr", "token": TOKEN_ID, "ms": 5000}


def test_a_token_the_door_knows_is_logged_by_name() -> None:
    door = Bench(WEDDING_FROM, snapshot=creds(qr=(named_token(),)))

    assert door.scan(token()) == "ok"
    assert door.record("access").cred_ref == "wedding"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (WEDDING_FROM - 1, "early"),
        (WEDDING_FROM, "ok"),
        (WEDDING_UNTIL - 1, "ok"),
        (WEDDING_UNTIL, "expired"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_token_opens_from_its_start_until_its_end(known: bool, at: int, reason: str) -> None:
    door = Bench(at, snapshot=creds(qr=(named_token(),) if known else ())).connect()

    assert door.scan(token()) == reason


@pytest.mark.parametrize("moved_to", [WEDDING_UNTIL - HOUR, WEDDING_UNTIL + HOUR])
def test_the_window_of_the_snapshot_is_the_exact_one(moved_to: int) -> None:
    snapshot = creds(qr=(named_token(until=moved_to),))

    assert Bench(moved_to - 1, snapshot=snapshot).connect().scan(token()) == "ok"
    assert Bench(moved_to, snapshot=snapshot).connect().scan(token()) == "expired"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"site": SITE + 1}, "foreign"),
        ({"doors": frozenset({2, 3})}, "not_on_this_door"),
        ({"doors": frozenset({1, 2})}, "ok"),
        ({"key_id": 2}, "unknown"),
    ],
)
def test_a_token_opens_only_where_it_is_meant_to(changes: dict[str, object], reason: str) -> None:
    assert Bench(WEDDING_FROM).scan(token(**changes)) == reason


def test_a_token_signed_by_somebody_else_is_forged() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    genuine = qr_token.read(token(), {1: KEY.public_key()})

    assert Bench(WEDDING_FROM).scan(qr_token.issue(genuine, stranger)) == "forged"


@pytest.mark.parametrize("text", ["", "hallo", "https://example.org/", "1" * 200, "9" * 4000, "-1"])
def test_any_other_picture_is_malformed(text: str) -> None:
    assert Bench(WEDDING_FROM).scan(text) == "malformed"


def test_a_revoked_token_is_refused() -> None:
    snapshot = creds(revoked_qr=(bytes.fromhex(TOKEN_ID),))

    assert Bench(WEDDING_FROM, snapshot=snapshot).scan(token()) == "revoked"


def test_a_token_opens_many_times() -> None:
    door = Bench(WEDDING_FROM)

    assert [door.later(1).scan(token()) for _ in range(50)] == ["ok"] * 50


def test_a_single_use_token_opens_once_also_over_a_power_cut() -> None:
    door = Bench(WEDDING_FROM)
    assert door.scan(token(single_use=True)) == "ok"

    door.later(5).boot()

    assert door.scan(token(single_use=True)) == "used"


def test_a_single_use_token_refused_is_not_used_up() -> None:
    door = Bench(WEDDING_FROM - 5)

    assert door.scan(token(single_use=True)) == "early"
    assert door.later(5).scan(token(single_use=True)) == "ok"


def test_used_tokens_are_forgotten_a_day_after_their_end() -> None:
    door = Bench(WEDDING_FROM)
    door.scan(token(single_use=True))

    door.later(WEDDING_UNTIL - WEDDING_FROM + DAY - 1).happen(Ticked())
    assert len(door.state.used) == 1
    door.later(1).happen(Ticked())
    assert len(door.state.used) == 0
    assert door.scan(token(single_use=True)) == "expired"


def test_scans_are_looked_at_once_a_second_and_never_locked_out() -> None:
    door = Bench(WEDDING_FROM)

    assert [door.scan("0"), door.scan(token())] == ["malformed", "throttled"]
    for _ in range(500):
        door.later(1).scan("0")
    assert door.later(1).scan(token()) == "ok"


def test_new_settings_bring_new_keys_and_another_door_number() -> None:
    door = Bench(WEDDING_FROM)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    raw = other.public_key().public_bytes_raw()
    cfg = CfgSnapshot(site=SITE, door=4, pulse_ms=3000, server_keys={"s3": raw}, qr_keys={2: raw})

    door.happen(CfgReplaced(cfg, NOON))

    genuine = qr_token.read(token(), {1: KEY.public_key()})
    assert door.scan(token()) == "unknown"
    fresh = replace(genuine, key_id=2, doors=frozenset({4}))
    assert door.later(1).scan(qr_token.issue(fresh, other)) == "ok"
    assert door.record("access").data["ms"] == 3000
