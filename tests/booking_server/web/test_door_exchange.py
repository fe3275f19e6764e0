"""The topics over HTTPS: only the device itself is let in, once for each request, and only as itself."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from booking_server.domain.commands import CommandState
from booking_server.domain.doors import HTTPS, Door
from booking_server.services.bookings import bookings
from booking_server.services.doors import enrolments, remote_release
from booking_server.services.doors.remote_release import open_now
from booking_server.services.promises import snapshots
from booking_server.web import door_exchange
from booking_server.web.rate_limit import RateLimit
from lock_agent.contract import exchange
from lock_agent.contract.envelope import parse_envelope
from lock_agent.contract.status import Status
from lock_agent.contract.topics import Channel, max_bytes
from lock_agent.key_file import load_key
from tests.booking_server.devices import Caller, certify, told
from tests.booking_server.doors import PaperDoor
from tests.booking_server.web.conftest import signed_in
from tests.builders import Village, a_request
from tests.waiting import until

Make = Callable[[str], Caller]
STATUS = Status(on=True, session="session-1", boot=1, v="1.0").to_body()


@pytest.fixture
def make(village: Village, site: Flask, tmp_path: Path) -> Make:
    """`make("a")` is a device of Benken's hall."""

    def one(name: str) -> Caller:
        data, cast = tmp_path / name, village.cast
        enrolment = certify(village.house, cast.frau_weber, cast.benken, data)
        return Caller(site.test_client(), enrolment.device, load_key(Path(enrolment.key_file)))

    return one


@pytest.fixture
def device(make: Make) -> Caller:
    return make("own")


def door(village: Village, device: Caller) -> Door:
    with village.house.reading() as uow:
        return uow.doors.get(device.device)


def is_untouched(village: Village, device: Caller) -> bool:
    """Whether nothing of what was refused was stored."""
    found = door(village, device)
    return found.last_seen_at is None and found.session == "" and not found.reports_online


def test_what_a_door_says_is_stored_and_answered_as_over_the_broker(village: Village, device: Caller) -> None:
    paper, now = PaperDoor(device.device, village.house.keyring), int(village.clock().timestamp())
    bookings.book(village.house, a_request())
    snapshots.refresh(village.house, device.device, lambda *_: None)
    paper.happen(now, granted=False, reason="unknown")

    answers = told(
        device.say(
            (Channel.STATUS, STATUS),
            (Channel.REP, paper.report(now, "nonce-nonce-1234")),
            (Channel.EVT, paper.batch(1, 1, now)),
        )
    )

    assert [channel for channel, _ in answers] == [Channel.TIME, Channel.CFG, Channel.CREDS, Channel.ACK]
    for channel, raw in answers[1:3]:
        paper.hear(device.device, channel.name.lower(), raw)
    assert door(village, device).is_online(village.clock.now)
    assert door(village, device).via == HTTPS


def spoilt(device: Caller, other: Caller, body: bytes) -> dict[str, dict[str, str]]:
    """Return headers that must not let anybody in, by what is wrong with them."""
    up = exchange.UP
    return {
        "forged": device.headers(up, body, key=ec.generate_private_key(ec.SECP256R1())),
        "a foreign device's key": device.headers(up, body, key=other.key),
        "signed for another body": device.headers(up, b"{}"),
        "signed for the other way": device.headers(up, body, path=exchange.path_of(device.device, "down")),
        "signed for another door": device.headers(up, body, path=exchange.path_of(other.device, up)),
        "another door's question": device.headers(up, body, challenge=other.begin()),
        "a question nobody asked": device.headers(up, body, challenge=device.challenge[:-1] + "!A"[1:]),
        "a number too long": {"Authorization": f"DGH1 {device.challenge} {'1' * 16} {'ab' * 70}"},
        "no signature": {"Authorization": ""},
        "rubbish": {"Authorization": "DGH1 \xff"},
    }


def test_whoever_is_not_the_device_is_refused(village: Village, make: Make) -> None:
    device, other = make("own"), make("other")
    device.begin()
    body = exchange.pack([(Channel.STATUS, STATUS)])

    for what, headers in spoilt(device, other, body).items():
        answer = device.send(exchange.UP, body, headers)
        assert answer.status_code in (401, 403), what
        assert answer.content_type == "application/problem+json", what
        assert is_untouched(village, device), what
        assert is_untouched(village, other), what


def test_a_door_is_refused_at_every_address_of_another_one(village: Village, site: Flask, make: Make) -> None:
    own, foreign = make("own"), make("other")
    routes = [rule for rule in site.url_map.iter_rules() if rule.endpoint.startswith("door_exchange.")]
    ways = [rule.rule.rpartition("/")[2] for rule in routes if "POST" in (rule.methods or ())]
    assert sorted(ways) == sorted(exchange.WAYS)
    thief = Caller(own.client, foreign.device, own.key)
    thief.begin()

    for way, body in ((exchange.UP, exchange.pack([(Channel.STATUS, STATUS)])), (exchange.DOWN, b"{}")):
        assert thief.send(way, body).status_code == 403

    assert is_untouched(village, foreign)
    assert own.say((Channel.STATUS, STATUS)).status_code == 200
    assert is_untouched(village, foreign), "who speaks is told by the address, nothing in the body"


def test_nothing_counts_twice(village: Village, device: Caller) -> None:
    device.begin()
    body = exchange.pack([(Channel.STATUS, STATUS)])
    opening = device.headers(exchange.UP, body)
    second = device.headers(exchange.UP, body)

    assert device.send(exchange.UP, body, second).status_code == 200
    assert device.send(exchange.UP, body, second).status_code == 403
    assert device.send(exchange.UP, body, opening).status_code == 403
    village.clock.forward(seconds=1)
    device.begin()
    assert device.say((Channel.STATUS, STATUS)).status_code == 200
    assert device.send(exchange.UP, body, second).status_code == 401, "an old session is not opened again"
    assert device.say((Channel.STATUS, STATUS)).status_code == 200, "and the new one goes on"


def test_a_late_request_and_an_old_session_begin_anew(village: Village, device: Caller) -> None:
    device.begin()
    village.clock.forward(seconds=61)
    assert device.say().status_code == 401

    device.begin()
    assert device.say().status_code == 200
    village.clock.forward(minutes=61)
    assert device.say().status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" " * (exchange.LONGEST_UP + 1), 413),
        (exchange.pack([(Channel.RES, b"x" * (max_bytes(Channel.RES) + 1))]), 400),
        (exchange.pack([(Channel.STATUS, STATUS)] * (exchange.MOST_MESSAGES + 1)), 400),
        (exchange.pack([(Channel.CMD, STATUS)]), 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"", 400),
    ],
)
def test_what_is_too_large_or_not_readable_is_refused_whole(
    village: Village, device: Caller, body: bytes, status: int
) -> None:
    device.begin()

    assert device.send(exchange.UP, body).status_code == status
    assert is_untouched(village, device)


def test_an_unreadable_message_is_recorded_and_the_next_one_is_taken(
    village: Village, device: Caller
) -> None:
    assert device.say((Channel.EVT, b"{}"), (Channel.STATUS, STATUS)).status_code == 200

    assert door(village, device).session == "session-1"
    with village.house.reading() as uow:
        assert "message_refused" in [row.action for row in uow.audit.of_subject(device.device)]


def test_a_device_that_was_shut_out_is_refused_at_once(village: Village, device: Caller) -> None:
    assert device.say().status_code == 200

    enrolments.revoke(village.house, village.cast.frau_weber, device.device)

    assert device.say((Channel.STATUS, STATUS)).status_code == 403
    device.begin()
    assert device.say((Channel.STATUS, STATUS)).status_code == 403
    assert device.listen().status_code == 403
    assert is_untouched(village, device)


def test_a_certificate_that_is_over_counts_no_more(village: Village, device: Caller) -> None:
    village.clock.forward(days=731)
    device.begin()

    assert device.say((Channel.STATUS, STATUS)).status_code == 403


def test_who_asks_too_often_waits_and_nobody_else(site: Flask, make: Make) -> None:
    site.extensions["device_limit"] = RateLimit(3, clock=lambda: 0.0)
    busy, calm = make("busy"), make("calm")

    assert [busy.say().status_code for _ in range(4)] == [200, 200, 200, 429]
    assert calm.say().status_code == 200


def ask(village: Village, device: Caller) -> str:
    device.say((Channel.STATUS, STATUS))
    return open_now(village.house, village.cast.frau_weber, device.device, why="Lieferung").id


def test_a_command_is_taken_along_once_and_never_late(village: Village, device: Caller) -> None:
    first = ask(village, device)
    ((channel, raw),) = told(device.listen())
    assert channel is Channel.CMD
    assert parse_envelope(raw).dev == device.device
    assert told(device.listen()) == ()

    late = ask(village, device)
    village.clock.forward(seconds=10)

    assert told(device.listen()) == ()
    clerk = village.cast.frau_weber
    sent, too_late = (remote_release.look(village.house, clerk, one)[0] for one in (first, late))
    assert sent.state is CommandState.SENT
    assert too_late.words(village.clock.now).startswith("Unbekannt")


def waiting(device: Caller, answers: list[object], seconds: int = 20) -> threading.Thread:
    """Let a device wait for news."""
    device.begin()
    thread = threading.Thread(target=lambda: answers.append(device.listen(seconds)))
    thread.start()
    return thread


def until_one_waits() -> None:
    """Return when a request has been let in and waits."""
    waits = door_exchange._waiting
    until(lambda: waits._value < door_exchange.MOST_WAITING, "the first one waits")  # type: ignore[attr-defined]


def test_a_waiting_door_hears_of_news_within_the_second(village: Village, device: Caller) -> None:
    answers: list = []
    thread = waiting(device, answers)

    bookings.book(village.house, a_request())
    snapshots.refresh(village.house, device.device, lambda *_: None)
    began = time.monotonic()
    thread.join(10)

    assert time.monotonic() - began < 2
    assert [channel for channel, _ in told(answers[0])] == [Channel.CFG, Channel.CREDS]


def test_a_waiting_door_that_is_shut_out_waits_no_longer(village: Village, device: Caller) -> None:
    answers: list = []
    thread = waiting(device, answers)
    until_one_waits()

    enrolments.revoke(village.house, village.cast.frau_weber, device.device)
    thread.join(5)

    assert answers[0].status_code == 403


def test_a_second_request_ends_the_first_ones_waiting(device: Caller) -> None:
    answers: list = []
    thread = waiting(device, answers)
    until_one_waits()

    second = replace(device, client=device.client.application.test_client(), numbers={"up": 0, "down": 5})
    assert second.listen().status_code == 200
    thread.join(5)

    assert told(answers[0]) == ()


def test_doors_that_wait_never_take_all_of_the_servers_threads(make: Make) -> None:
    crowd = [make(f"d{number}") for number in range(door_exchange.MOST_WAITING)]
    last, answers = make("last"), []
    threads = [waiting(device, answers, 1) for device in crowd]  # type: ignore[arg-type]
    until(lambda: not door_exchange._waiting._value, "no more may wait")  # type: ignore[attr-defined]

    answer = last.listen(20)

    assert exchange.pause_of(answer.data) == door_exchange.COME_AGAIN_S
    for thread in threads:
        thread.join()
    assert timedelta(seconds=door_exchange.COME_AGAIN_S) < remote_release.LIFE


def test_the_desk_is_told_how_a_door_comes_and_when_two_devices_are_one(
    village: Village, site: Flask, device: Caller
) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)
    device.say((Channel.STATUS, Status(on=True, session="session-1", boot=42, v="1.0").to_body()))
    address = f"/schreibtisch/tueren/{device.device}"
    page = weber.open(address)
    assert page.shows("gerade eben, über HTTPS (ungeprüft).")
    assert not page.shows("Zwei Geräte")

    device.say((Channel.STATUS, Status(on=True, session="clone-001", boot=41, v="1.0").to_body()))

    for shown in (weber.open(address), weber.open("/schreibtisch/tueren")):
        assert shown.shows("Zwei Geräte melden sich als diese Tür")
