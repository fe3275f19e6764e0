"""Snapshots on the way to the door: what is not right in every way changes nothing."""

import time
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.lock_agent.hall import Hall
from tests.lock_agent.server import KID, RIGHT_PIN, WRONG_PIN, cfg, creds
from tests.lock_agent.stores import sealed
from tests.waiting import until

HALLS = Callable[..., Hall]
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))

BAD = {
    "malformed": lambda: b"{}",
    "signature_invalid": lambda: sealed("creds", 2, WRONG_PIN, key=OTHER_KEY),
    "unknown_key": lambda: sealed("creds", 2, WRONG_PIN, kid="s9"),
    "wrong_device": lambda: sealed("creds", 2, WRONG_PIN, dev="d-schlamau"),
    "wrong_type": lambda: sealed("creds", 2, WRONG_PIN, t="cfg"),
    "from_the_future": lambda: sealed("creds", 2, WRONG_PIN, iat=int(time.time()) + 2 * 86400),
    "stale_version": lambda: sealed("creds", 0, WRONG_PIN),
    "unsupported_version": lambda: sealed("creds", 2, body=b'{"v":7}'),
    "unknown_critical": lambda: sealed("creds", 2, body=b'{"v":1,"crit":["future"]}'),
}
"""A snapshot for each way of being wrong, and how the door calls it."""


@pytest.fixture
def hall(halls: HALLS) -> Hall:
    """A furnished hall."""
    one = halls()
    one.furnish(RIGHT_PIN)
    until(lambda: one.state()["online"], "the door has heard the time")
    return one


def rejections(hall: Hall) -> list[str]:
    """Return the refusals the server was told of, in order."""
    told = (event.data.get("rejected") for event in hall.server.journal() if event.type == "snapshot")
    return [str(code) for code in told if code]


@pytest.mark.parametrize("code", BAD)
def test_a_bad_snapshot_leaves_the_last_good_one_and_is_reported_once(hall: Hall, code: str) -> None:
    raw = BAD[code]()
    hall.server.put_raw("creds", raw)
    until(lambda: rejections(hall) == [code], "reported")

    hall.server.put_raw("creds", raw)
    hall.server.put("cfg", 2, cfg(pulse_ms=300).to_body())  # a sign that the second one was looked at, too
    until(lambda: hall.server.applied("cfg") == 2, "the next good one")

    assert rejections(hall) == [code]
    assert hall.server.applied("creds") == 1
    newest = hall.server.reports["d-benken"][-1].applied.creds
    assert newest is not None
    assert newest.rejected == code
    assert hall.enter(RIGHT_PIN) == {"granted": True, "strike_ms": 300, "reason": "ok"}
    assert hall.enter(WRONG_PIN)["reason"] == "unknown"


def test_a_good_snapshot_clears_the_complaint(hall: Hall) -> None:
    hall.server.put_raw("creds", b"{}")
    until(lambda: rejections(hall), "reported")

    hall.server.put("creds", 2, creds(int(time.time()), WRONG_PIN).to_body())
    until(lambda: hall.server.applied("creds") == 2, "applied")

    newest = hall.server.reports["d-benken"][-1].applied.creds
    assert newest is not None
    assert newest.rejected is None
    assert hall.enter(WRONG_PIN)["granted"]
    assert hall.enter(RIGHT_PIN)["reason"] == "unknown"


def test_a_snapshot_the_broker_repeats_is_no_news(hall: Hall) -> None:
    before = hall.state()["outbox"]["last_seq"]

    hall.network(False)
    until(lambda: not hall.server.online(), "gone")
    hall.network(True)
    until(hall.server.online, "back")
    hall.enter(RIGHT_PIN)
    until(lambda: hall.server.attempts() == ["ok"], "told")

    assert hall.state()["outbox"]["last_seq"] == before + 1
    assert rejections(hall) == []


def test_new_server_keys_are_believed_and_old_ones_are_not(hall: Hall) -> None:
    fresh = OTHER_KEY.public_key().public_bytes_raw()
    hall.server.put("cfg", 2, cfg(server_keys={"s4": fresh}).to_body())
    until(lambda: hall.server.applied("cfg") == 2, "new keys")

    hall.server.put("creds", 2, creds(int(time.time()), WRONG_PIN).to_body(), kid=KID)
    until(lambda: rejections(hall) == ["unknown_key"], "the old key is not believed")
    hall.server.put("creds", 3, creds(int(time.time()), WRONG_PIN).to_body(), kid="s4", key=OTHER_KEY)
    until(lambda: hall.server.applied("creds") == 3, "the new one is")

    hall.power(False)
    hall.power(True)
    assert hall.enter(WRONG_PIN)["granted"], "still so after a power cut"


def test_snapshots_outlive_a_power_cut_without_a_network(hall: Hall) -> None:
    hall.network(False)
    hall.power(False)
    hall.power(True)

    assert hall.enter(RIGHT_PIN)["granted"]


def test_a_door_that_never_heard_of_a_snapshot_opens_for_no_pin(halls: HALLS) -> None:
    hall = halls()

    assert hall.enter(RIGHT_PIN)["reason"] == "unknown"


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_door_whose_database_broke_reports_it_and_still_opens(halls: HALLS, processes: bool) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    hall.enter(RIGHT_PIN)
    until(lambda: hall.state()["outbox"]["depth"] == 0, "acknowledged")
    hall.power(False)
    (hall.data / "agent.db").write_bytes(b"rubbish " * 4096)
    for suffix in ("-wal", "-shm"):
        (hall.data / f"agent.db{suffix}").unlink(missing_ok=True)

    hall.power(True)

    assert hall.enter(RIGHT_PIN)["reason"] == "throttled", "whoever breaks the card gains no attempts"
    until(lambda: hall.state()["outbox"]["depth"] == 0, "acknowledged")
    renewed = [event for event in hall.server.journal() if event.type == "lost"]
    assert [dict(event.data) for event in renewed] == [{"cause": "storage", "generation": 1}]
    assert {epoch for _, epoch in hall.server.events} == {1000, 1001}
    assert hall.server.attempts() == ["ok", "throttled"]
    assert (hall.server.gaps(), hall.server.changed) == ([], [])
    assert hall.server.applied("creds") == 1
