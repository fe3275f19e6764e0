"""The electric strike on one GPIO output (protocol §10)."""

import time
from collections.abc import Callable
from typing import Any

from gpiozero import OutputDevice

LONGEST_PULSE_MS = 8000


class GpioStrike:
    """A strike that is energised only while a pulse runs, and never for more than `longest_ms`.

    The owner must call `expire()` when `due()` has come: in a door that is the guard process, whose
    only other work is to listen. Direction and first level of the pin are set in one call, so that
    it does not blip; `close()` floats the pin and leaves it to the external pull resistor.
    """

    def __init__(
        self,
        pin: int,
        *,
        active_high: bool,
        pin_factory: Any,
        longest_ms: int = LONGEST_PULSE_MS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock, self._longest_ms = clock, min(longest_ms, LONGEST_PULSE_MS)
        self._until: float | None = None
        self._output = OutputDevice(
            pin, active_high=active_high, initial_value=False, pin_factory=pin_factory
        )

    def pulse(self, ms: int) -> None:
        """Energise for `ms`, at most eight seconds; a second pulse ends the first and is one of its own.

        So no pulse is ever longer than it was authorised, however many people hold a code to the reader.
        """
        if ms <= 0:
            return
        self._output.off()
        self._until = self._clock() + min(ms, self._longest_ms) / 1000
        self._output.on()

    def due(self) -> float | None:
        """Return when the running pulse ends, in seconds of the clock."""
        return self._until

    def expire(self) -> None:
        """End the pulse if its time has come."""
        if self._until is not None and self._clock() >= self._until:
            self.secure()

    def secure(self) -> None:
        """End the pulse now; on a strike that was closed there is none."""
        if not self._output.closed:
            self._output.off()
        self._until = None

    def close(self) -> None:
        """Secure the strike, then float the pin."""
        self.secure()
        self._output.close()
