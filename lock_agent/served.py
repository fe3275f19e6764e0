"""A source on a loop: asked when it is readable and when it is due, and what it says is passed on."""

from collections.abc import Callable

from lock_agent.core.values import Input
from lock_agent.hardware.protocols import Source
from lock_agent.loop import Loop, Timer


class Served:
    """One source. It is asked once at the start, for what it finds there."""

    def __init__(self, source: Source, loop: Loop, feed: Callable[[Input], None]) -> None:
        self._source, self._loop, self._feed = source, loop, feed
        self._timer: Timer | None = None
        loop.watch(source, self.ask)
        self.ask()

    def ask(self) -> None:
        """Pass on what has happened, and come again when the source is due."""
        for happened in self._source.happened():
            self._feed(happened)
        if self._timer is not None:
            self._timer.cancel()
        due = self._source.due()
        self._timer = None if due is None else self._loop.at(due, self.ask)

    def close(self) -> None:
        """Let go of the source."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop.forget(self._source)
        self._source.close()
