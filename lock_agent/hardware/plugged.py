"""A source that may be missing: unplugged, not there yet at boot, or taken by somebody else."""

import select
import time
from collections.abc import Callable

from lock_agent.core.values import Disturbed, Input, Restored
from lock_agent.hardware.protocols import Source
from lock_agent.log import log

AGAIN_NS = 2_000_000_000


class Plugged:
    """Opens a source, tells once when it is missing, opens it again when it is back.

    Its descriptor is its own and stays the same, whatever becomes of the source's.
    """

    def __init__(
        self, part: str, open_source: Callable[[], Source], *, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._part, self._open, self._clock = part, open_source, clock
        self._ready = select.epoll()
        self._source: Source | None = None
        self._again_ns = clock()
        self._told = False

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._ready.fileno()

    def due(self) -> float | None:
        """Return when the source is due, or when it is worth looking for it again."""
        return self._again_ns / 1e9 if self._source is None else self._source.due()

    def happened(self) -> list[Input]:
        """Return what happened at the source, or to it. Never raises for a device."""
        try:
            back = self._look()
            return back if self._source is None else [*back, *self._source.happened()]
        except OSError as error:
            self._lose()
            if self._told:
                return []
            self._told = True
            log(f"{self._part}: {error}")
            return [Disturbed(self._part, "missing")]

    def close(self) -> None:
        """Let go of it."""
        self._lose()
        self._ready.close()

    def _look(self) -> list[Input]:
        if self._source is not None or self._clock() < self._again_ns:
            return []
        source = self._open()
        self._source = source
        self._ready.register(source.fileno(), select.EPOLLIN)
        told, self._told = self._told, False
        return [Restored(self._part)] if told else []

    def _lose(self) -> None:
        source, self._source = self._source, None
        self._again_ns = self._clock() + AGAIN_NS
        if source is not None:
            self._ready.unregister(source.fileno())
            source.close()
