"""The HTTPS twin of the broker at the door's end, over a server of paper."""

import json
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.caller import Caller
from lock_agent.contract import exchange
from lock_agent.contract.topics import Channel
from lock_agent.https import HttpsConnection
from lock_agent.loop import Loop
from tests.lock_agent.test_link import turning
from tests.waiting import until

DEVICE = "d-benken"


class PaperServer:
    """Answers what comes up; who waits for news waits until the server is gone."""

    def __init__(self) -> None:
        self.ups, self.is_gone = 0, threading.Event()

    def connect(self) -> Caller:
        """Return one connection to it."""
        return cast(Caller, SimpleNamespace(ask=self.answer, close=lambda: None, sock=None))

    def answer(self, _method: str, path: str, *_: object, longest: int) -> tuple[int, bytes]:
        """Answer one request."""
        if path.endswith("/challenge"):
            return 200, exchange.challenge_body("a" * 32)
        if path.endswith(f"/{exchange.UP}"):
            self.ups += 1
            return 200, exchange.pack(())
        self.is_gone.wait(10)
        raise ConnectionResetError


class Told:
    """What the connection tells its owner."""

    def __init__(self) -> None:
        self.is_up, self.losses = False, 0
        self.mids: list[int] = []

    def connected(self) -> None:
        self.is_up = True

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        raise AssertionError(topic)

    def published(self, mid: int) -> None:
        self.mids.append(mid)

    def lost(self, *, refused: bool) -> None:
        self.losses += 1


@pytest.fixture
def loop() -> Iterator[Loop]:
    one = Loop()
    yield one
    one.close()


def test_an_answer_that_waits_while_the_news_break_off_is_only_the_end(loop: Loop) -> None:
    server, told, before = PaperServer(), Told(), threading.active_count()
    key = ec.generate_private_key(ec.SECP256R1())
    connection = HttpsConnection(DEVICE, key, server.connect, loop, told)

    def sent(ups: int) -> Callable[[], bool]:
        connection.publish(Channel.RES, json.dumps({"ups": ups}).encode())
        return lambda: server.ups == ups

    connection.knock(b"")
    until(turning(loop, lambda: told.is_up), "open")
    until(sent(2), "a first answer")
    until(turning(loop, lambda: threading.active_count() == before + 2), "it waits for news")
    until(sent(3), "a second answer")
    until(sent(4), "a third one: by now the second lies in the inbox")
    server.is_gone.set()
    until(lambda: threading.active_count() == before + 1, "the news have broken off")

    until(turning(loop, lambda: told.losses), "the end")
    assert told.losses == 1
    assert told.mids[:2] == [1, 2]
    until(lambda: threading.active_count() == before, "nothing is left")
