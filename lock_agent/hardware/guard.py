"""The strike guard: the one process that owns the outputs, so that nothing else can leave them on.

The door asks for pulses over a socket pair and never waits for an answer. The guard ends each pulse
by its own clock. When the door is gone, however it died, the socket ends and with it the pulse.
SIGTERM, an exception or a normal end secure the strike as well. If the guard itself is killed, the
door starts a new one, whose first act is to drive the output to "secured" (protocol §10).
"""

import select
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from lock_agent.hardware.bench_pins import bench_factory, record
from lock_agent.hardware.history import FileHistory
from lock_agent.hardware.pi_pins import pi_factory
from lock_agent.hardware.protocols import Timed
from lock_agent.hardware.signals import GpioSignals
from lock_agent.hardware.strike import GpioStrike
from lock_agent.settings import Settings

LONGEST_MESSAGE = 64
STALE_MS = 2000
"""A pulse that waited longer for a guard that hung or was starting would open for nobody."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Everything the guard owns."""

    strike: GpioStrike
    signals: GpioSignals

    def close(self) -> None:
        """Secure the strike first, then go dark."""
        self.strike.close()
        self.signals.close()


def open_outputs(settings: Settings, *, history: Path | None) -> Outputs:
    """Take the pins, all of them off. With `history` they are mock pins and the strike's is recorded."""
    factory = pi_factory() if history is None else bench_factory()
    if history is not None:
        record(factory, settings.strike_pin, FileHistory(history))
    strike = GpioStrike(
        settings.strike_pin,
        active_high=settings.strike_active_high,
        longest_ms=settings.longest_pulse_ms,
        pin_factory=factory,
    )
    return Outputs(strike, GpioSignals(settings.signal_pins(), pin_factory=factory))


def run(orders: socket.socket, outputs: Outputs) -> None:
    """Serve the door until it is gone or SIGTERM comes; the strike is secured in any case."""
    try:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _stop)
        with suppress(OSError):  # a door that is gone already is noticed right below
            orders.send(b"ready")
        while _turn(orders, outputs):
            pass
    finally:
        outputs.close()


def _turn(orders: socket.socket, outputs: Outputs) -> bool:
    dues = [due for timed in _timed(outputs) if (due := timed.due()) is not None]
    wait = max(0.0, min(dues) - time.monotonic()) if dues else None
    readable, _, _ = select.select([orders], [], [], wait)
    for timed in _timed(outputs):
        timed.expire()
    if not readable:
        return True
    try:
        message = orders.recv(LONGEST_MESSAGE)
    except ConnectionResetError:
        return False  # a door that died before it heard us out
    _obey(message.decode("ascii", "replace"), outputs)
    return bool(message)


def _obey(message: str, outputs: Outputs) -> None:
    match message.split():
        case ["pulse", ms, asked] if ms.isdecimal() and asked.isdecimal():
            if time.monotonic_ns() // 1_000_000 - int(asked) <= STALE_MS:
                outputs.strike.pulse(int(ms))
        case ["secure"]:
            outputs.strike.secure()
        case ["show", pattern]:
            outputs.signals.show(pattern)


def _timed(outputs: Outputs) -> tuple[Timed, Timed]:
    return outputs.strike, outputs.signals


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
