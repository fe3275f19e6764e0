"""The server, or the broker, is away: events wait, whatever a broker may have confirmed."""

import time
from collections.abc import Callable

import pytest

from lock_agent.contract import damm, offline_pin, qr_token
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.qr_token import QrToken
from tests.lock_agent.conftest import Broker
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import KEY, RIGHT_PIN, SITE, WRONG_PIN
from tests.waiting import until

HALLS = Callable[..., Hall]
HOUR_S = 3600


def offline_code(hour: int) -> tuple[str, OfflineWord]:
    """Return the offline PIN of two hours from the one `hour` hours from now."""
    start, dur = offline_pin.smallest_duration(
        *(int(time.time()) + hours * HOUR_S for hours in (hour, hour + 1))
    )
    word = OfflineWord(start, dur, 0)
    return offline_pin.derive(bytes(range(32)), word), word


def token(**changes: object) -> str:
    """Return the digits of a QR image for this door, valid now."""
    now = int(time.time())
    values = {
        "key_id": 1,
        "site": SITE,
        "token_id": bytes.fromhex("0badc0ffee"),
        "not_before": now - now % 60 - HOUR_S,
        "duration_s": 2 * HOUR_S,
        "doors": frozenset({1}),
        "lead_hours": 1,
    }
    return qr_token.issue(QrToken(**{**values, **changes}), KEY)  # type: ignore[arg-type]


def test_what_the_broker_confirmed_waits_until_the_server_has_stored_it(halls: HALLS) -> None:
    hall = halls()
    hall.furnish()
    until(lambda: hall.state()["outbox"]["depth"] == 0, "settled")
    hall.server.acknowledges = False

    hall.enter(RIGHT_PIN)
    until(lambda: hall.server.attempts() == ["ok"], "it has come as far as the server")
    hall.power(False)
    hall.power(True)
    assert hall.state()["outbox"]["depth"] >= 1, "no receipt of the broker counts"

    hall.server.acknowledges = True
    hall.enter(WRONG_PIN)
    until(lambda: hall.state()["outbox"]["depth"] == 0, "acknowledged")
    assert hall.server.attempts() == ["ok", "unknown"]
    assert hall.server.changed == []


def test_a_broker_that_was_away_gets_everything_in_order(halls: HALLS, broker: Broker) -> None:
    hall = halls()
    hall.furnish()
    broker.stop()
    for digits in (RIGHT_PIN, WRONG_PIN, RIGHT_PIN):
        hall.enter(digits)

    broker.start()
    hall.network(True)  # somebody jiggles the cable: the link need not be patient

    until(hall.is_settled, "everything is at the server", seconds=15)
    assert hall.server.attempts() == ["ok", "unknown", "ok"]
    assert hall.server.gaps() == []


def test_qr_and_offline_pin_open_a_door_that_never_heard_of_the_booking(halls: HALLS) -> None:
    hall = halls()
    hall.network(False)

    assert hall.simulator.ask(op="scan", text=token()) == {"granted": True, "strike_ms": 5000, "reason": "ok"}
    assert hall.enter(offline_code(0)[0])["granted"]


def test_a_connected_door_takes_only_the_offline_pins_it_was_told_of(halls: HALLS) -> None:
    hall = halls()
    hall.furnish()
    until(lambda: hall.state()["online"], "connected")
    code, _ = offline_code(0)

    assert hall.enter(code)["reason"] == "not_named"
    hall.network(False)
    until(lambda: not hall.state()["online"], "cut off")

    assert hall.enter(code)["granted"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (lambda: "hello", "malformed"),
        (lambda: "9" * 5000, "malformed"),
        (lambda: token()[:-3] + "000", "forged"),
        (lambda: token(site=SITE + 1), "foreign"),
        (lambda: token(doors=frozenset({2})), "not_on_this_door"),
        (lambda: token(not_before=1_700_000_040), "expired"),
    ],
)
def test_a_scan_that_is_not_right_is_refused_with_its_reason(
    halls: HALLS, text: Callable[[], str], reason: str
) -> None:
    hall = halls()

    answer = hall.simulator.ask(op="scan", text=text())

    assert answer == {"granted": False, "strike_ms": 0, "reason": reason}
    until(lambda: hall.server.attempts() == [reason], "told")


def test_a_mistyped_offline_pin_costs_no_attempt(halls: HALLS) -> None:
    hall = halls()
    hall.network(False)
    code, _ = offline_code(0)
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert not damm.is_valid(mistyped)

    for _ in range(6):
        assert hall.enter(mistyped)["reason"] == "typing_error"

    assert hall.enter(code)["granted"]
