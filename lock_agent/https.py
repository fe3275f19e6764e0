"""The twin of the broker over HTTPS: what the link publishes goes up, what the server has to say comes down.

Two threads ask, since a request that waits for news must not hold up an event; they only carry bytes. All
that is decided is decided on the loop, from what they put into its inbox.
"""

import queue
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.asking import Asking, Refused, Unanswered
from lock_agent.caller import Caller
from lock_agent.contract import exchange, topics
from lock_agent.contract.envelope import parse_envelope
from lock_agent.contract.errors import ContractError
from lock_agent.contract.exchange import Message, Waiting
from lock_agent.contract.topics import Channel
from lock_agent.log import log
from lock_agent.loop import Loop
from lock_agent.transport import Handlers

MOST_BYTES, MOST_AT_ONCE = 96 * 1024, 16
"""Payload of one request up, after which nothing is added; written as JSON it may double."""

GOODBYE_S = 2.0
_KINDS = {Channel.CFG: "cfg", Channel.CREDS: "creds"}
Connect = Callable[[], Caller]


class HttpsConnection:
    """One connection from knocking to the end. Never begins anew by itself."""

    PATIENCE_S = exchange.WAIT_S + 15.0

    def __init__(
        self, device: str, key: ec.EllipticCurvePrivateKey, connect: Connect, loop: Loop, handlers: Handlers
    ) -> None:
        self._device, self._loop, self._handlers = device, loop, handlers
        self._inbox = _Inbox(loop)
        self._up = Asking(connect, key, device, exchange.UP)
        self._down = Asking(connect, key, device, exchange.DOWN)
        self._outbox: queue.SimpleQueue[tuple[int, Channel, bytes] | None] = queue.SimpleQueue()
        self._over = threading.Event()
        self._since: dict[str, int] = {}
        self._mid = 0
        self._threads = [
            threading.Thread(target=self._serve, args=(work,), daemon=True)
            for work in (self._speak, self._listen)
        ]

    def knock(self, will: bytes) -> None:
        """Begin. Nobody says `will` for us: who is not heard for 90 s is gone."""
        self._threads[0].start()

    def publish(self, channel: Channel, body: bytes) -> int:
        """Send a message; return its number."""
        self._mid += 1
        self._outbox.put((self._mid, channel, body))
        return self._mid

    def subscribe(self, *channels: Channel) -> None:
        """Ask for what is kept of these channels again: with the next request that waits for news."""
        for channel in channels:
            if channel in _KINDS:
                self._since.pop(_KINDS[channel], None)

    def leave(self) -> None:
        """Send what was published last, then end."""
        self._outbox.put(None)
        self._threads[0].join(GOODBYE_S)
        self.drop()

    def drop(self) -> None:
        """End without a word."""
        self._end(refused=False)

    # On the loop

    def _end(self, *, refused: bool) -> None:
        if self._over.is_set():
            return
        self._over.set()
        self._outbox.put(None)
        self._inbox.close()
        for asking in (self._up, self._down):
            asking.hang_up()
        self._handlers.lost(refused=refused)

    def _begun(self) -> None:
        self._handlers.connected()

    def _answered(self, mids: list[int], messages: tuple[Message, ...]) -> None:
        for mid in mids:
            self._handlers.published(mid)
        if mids and self._threads[1].ident is None:  # a thread that has failed already is not begun again
            self._threads[1].start()  # now the server knows what we have, and sends only what is newer
        self._heard(messages)

    def _take_news(self, messages: tuple[Message, ...], taken: threading.Event) -> None:
        self._heard(messages)
        taken.set()

    def _heard(self, messages: tuple[Message, ...]) -> None:
        for channel, raw in messages:
            if self._over.is_set():
                return
            self._remember(channel, raw)
            self._handlers.received(topics.topic(channel, self._device), raw, retained=False)

    def _remember(self, channel: Channel, raw: bytes) -> None:
        if channel in _KINDS:
            with suppress(ContractError):
                self._since[_KINDS[channel]] = parse_envelope(raw).ver

    # On threads

    def _serve(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Refused as error:
            log(f"https: refused: {error}")
            self._inbox.put(lambda: self._end(refused=True))
        except (Unanswered, ContractError) as error:
            log(f"https: {error}")
            self._inbox.put(lambda: self._end(refused=False))
        finally:
            (self._up if work == self._speak else self._down).close()

    def _speak(self) -> None:
        self._exchange([])
        self._inbox.put(self._begun)
        while not self._over.is_set():
            sent, is_last = self._gathered()
            if sent:
                self._exchange(sent)
            if is_last:
                return

    def _exchange(self, sent: list[tuple[int, Channel, bytes]]) -> None:
        answer = self._up.ask(exchange.pack((channel, body) for _, channel, body in sent))
        messages = exchange.unpack(answer, way="dn", limit=exchange.LONGEST_DOWN)
        mids = [mid for mid, *_ in sent]
        self._inbox.put(lambda: self._answered(mids, messages))

    def _gathered(self) -> tuple[list[tuple[int, Channel, bytes]], bool]:
        """Wait for something to send, and take along what waits behind it; tell whether it was the last."""
        sent: list[tuple[int, Channel, bytes]] = []
        size = 0
        while not sent or (size < MOST_BYTES and len(sent) < MOST_AT_ONCE):
            try:
                one = self._outbox.get(block=not sent)
            except queue.Empty:
                break
            if one is None:
                return sent, True
            sent.append(one)
            size += len(one[2])
        return sent, False

    def _listen(self) -> None:
        while not self._over.is_set():
            answer = self._down.ask(Waiting(dict(self._since)).to_body())
            messages = exchange.unpack(answer, way="dn", limit=exchange.LONGEST_DOWN)
            taken = threading.Event()
            self._inbox.put(partial(self._take_news, messages, taken))
            taken.wait(exchange.WAIT_S)  # what came is in force, and so not sent again
            self._over.wait(exchange.pause_of(answer))


class _Inbox:
    """Brings what threads have to say onto the loop."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        loop.watch(self._near, self._take)

    def put(self, call: Callable[[], object]) -> None:
        """Let the loop make a call."""
        self._calls.put(call)
        with suppress(OSError):  # closed, or full: then it is awake anyway
            self._far.send(b"!")

    def close(self) -> None:
        """Make no further call."""
        self._loop.forget(self._near)
        self._near.close()
        self._far.close()

    def _take(self) -> None:
        with suppress(OSError):
            self._near.recv(4096)
        with suppress(queue.Empty):
            while self._near.fileno() >= 0:
                self._calls.get_nowait()()
