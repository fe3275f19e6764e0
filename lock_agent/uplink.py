"""Coming and going: MQTT where it can be had, its twin over HTTPS where it cannot, and back again."""

import secrets
from collections.abc import Callable

from lock_agent.backoff import HTTPS_AFTER_S, STABLE_S, Backoff
from lock_agent.contract.topics import Channel
from lock_agent.log import log
from lock_agent.loop import Loop, Timer
from lock_agent.transport import Handlers, Transport

Make = Callable[[Handlers], Transport]
Will = Callable[[str], bytes]
"""Returns the farewell of a session."""


MOST_EARLY = 100
"""Messages kept while a way opens; the server repeats what matters."""


class Line:
    """One way to the server: knocks, and when it is lost waits longer and longer and knocks again.

    Every knock is a session of its own, to which commands are bound. What a broker kept for us comes before
    it has granted anything: it waits until the way is open, and is answered there.
    """

    def __init__(self, name: str, make: Make, uplink: "Uplink", backoff: Backoff) -> None:
        self.name, self._make, self._uplink, self._backoff = name, make, uplink, backoff
        self.session = ""
        self.transport: Transport | None = None
        self.is_up = False
        self._early: list[tuple[str, bytes, bool]] = []
        self._next: Timer | None = None
        self._stable: Timer | None = None

    @property
    def is_trying(self) -> bool:
        """Whether it is up, knocking, or waiting to knock."""
        return self.transport is not None or self._next is not None

    def knock(self) -> None:
        """Try to connect."""
        self._cancel()
        self.session, self._early = secrets.token_urlsafe(12), []
        self.transport = self._make(self)
        self.transport.knock(self._uplink.will(self.session))

    def soon(self) -> None:
        """Forget the patience learnt and try soon."""
        self._backoff.reset()
        if self.transport is None and self._next is not None:
            self._wait()

    def stop(self) -> None:
        """Let go of the connection, and do not try any more."""
        self._cancel()
        self.is_up = False
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.drop()

    def connected(self) -> None:
        """Tell that this way is open."""
        self.is_up = True
        self._stable = self._uplink.loop.later(STABLE_S, self._backoff.reset)
        self._uplink.opened(self)
        early, self._early = self._early, []
        for topic, payload, retained in early:
            self.received(topic, payload, retained=retained)

    def lost(self, *, refused: bool) -> None:
        """Try again, later and later."""
        if refused:
            self._backoff.refused()
        if self.transport is None:
            return
        self.transport, self.is_up = None, False
        self._cancel()
        self._wait()
        self._uplink.closed(self)

    def published(self, mid: int) -> None:
        """Pass it on, if this is the way that counts."""
        if self._uplink.current is self:
            self._uplink.owner.published(mid)

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Pass it on, if this is the way that counts."""
        if self._uplink.current is self:
            self._uplink.owner.received(topic, payload, retained=retained)
        elif not self.is_up and len(self._early) < MOST_EARLY:
            self._early.append((topic, payload, retained))

    def _wait(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = self._uplink.loop.later(self._backoff.next_delay(), self.knock)

    def _cancel(self) -> None:
        for timer in (self._next, self._stable):
            if timer is not None:
                timer.cancel()
        self._next = self._stable = None


class Uplink:
    """The link's connection to the server: one way at a time counts, MQTT before HTTPS.

    `owner` is told of what happens on it; when the way changes it is `connected()` once more.
    """

    def __init__(
        self,
        loop: Loop,
        owner: Handlers,
        *,
        mqtt: Make,
        https: Make | None = None,
        will: Will,
        backoff: Backoff | None = None,
        https_after_s: float = HTTPS_AFTER_S,
    ) -> None:
        self.loop, self.owner, self.will = loop, owner, will
        self.current: Line | None = None
        self._mqtt = Line("mqtt", mqtt, self, backoff or Backoff())
        self._https = None if https is None else Line("https", https, self, Backoff())
        self._https_after_s = https_after_s
        self._fallback: Timer | None = None

    @property
    def session(self) -> str:
        """The session commands must name."""
        return self.current.session if self.current else ""

    def start(self) -> None:
        """Try to come through."""
        self._expect_mqtt()
        self._mqtt.knock()

    def local_change(self) -> None:
        """The machine's network changed: try soon whatever is not up."""
        for line in self._lines():
            line.soon()

    def publish(self, channel: Channel, body: bytes) -> int:
        """Send a message; return its number, 0 when there is no connection."""
        transport = self.current.transport if self.current else None
        return transport.publish(channel, body) if transport is not None else 0

    def subscribe(self, *channels: Channel) -> None:
        """Ask for what is kept of these channels again."""
        if self.current is not None and self.current.transport is not None:
            self.current.transport.subscribe(*channels)

    def leave(self) -> None:
        """Say goodbye, after what was published last."""
        if self.current is not None and self.current.transport is not None:
            transport, self.current.transport = self.current.transport, None
            transport.leave()

    def stop(self) -> None:
        """Be gone without a word."""
        self.current = None
        self._cancel_fallback()
        for line in self._lines():
            line.stop()

    def opened(self, line: Line) -> None:
        """Take the way that has opened; HTTPS gives way to MQTT."""
        if line is self._mqtt:
            self._cancel_fallback()
            if self._https is not None:
                self._https.stop()
        elif self._mqtt.is_up:
            line.stop()
            return
        log(f"link: connected over {line.name}")
        self.current = line
        self.owner.connected()

    def closed(self, line: Line) -> None:
        """Go on without a way that has closed."""
        if line is self.current:
            self.current = None
            if line is self._mqtt:
                self._expect_mqtt()
            self.owner.lost(refused=False)

    def _expect_mqtt(self) -> None:
        if self._https is not None and self._fallback is None:
            self._fallback = self.loop.later(self._https_after_s, self._fall_back)

    def _fall_back(self) -> None:
        self._fallback = None
        if self._https is not None and not self._mqtt.is_up and not self._https.is_trying:
            self._https.knock()

    def _cancel_fallback(self) -> None:
        if self._fallback is not None:
            self._fallback.cancel()
            self._fallback = None

    def _lines(self) -> tuple[Line, ...]:
        return (self._mqtt,) if self._https is None else (self._mqtt, self._https)
