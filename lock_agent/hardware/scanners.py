"""QR scanners: one that plays a USB keyboard, and one on a serial line (GM65 family).

Both are read with what Python brings along: on a Raspberry Pi `evdev` would have to be compiled.
"""

import errno
import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lock_agent.core.values import Disturbed, Input, Scanned
from lock_agent.hardware.digits import PAUSE_MS, Digits, Taken, pause, take
from lock_agent.hardware.input_events import EVENT, characters
from lock_agent.hardware.serial_line import open_line

Clock = Callable[[], int]
Decode = Callable[[bytes], tuple[str, bytes]]
"""Turns what was read into characters and a rest that is not whole yet."""

_MS = 1_000_000
_PART = 64 * EVENT.size
_PARTS = 16
"""What is read at a time: a device that babbles must not keep the door from its other work."""

_EVIOCGRAB = 0x40044590


class _Scanner:
    """A descriptor from which digits come. It raises `OSError` once the device is gone."""

    def __init__(self, handle: int, clock: Clock, decode: Decode) -> None:
        self._handle, self._clock, self._decode = handle, clock, decode
        self._digits = Digits()
        self._rest = b""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._handle

    def due(self) -> float | None:
        """Return when the scan that has begun ends for want of more, in seconds of the clock."""
        return (self._digits.at_ms + PAUSE_MS) / 1000 if self._digits.is_open else None

    def happened(self) -> list[Input]:
        """Return what was scanned; garbage is told as such. Raises `OSError`: the device is gone."""
        sent, now = self._read(), self._clock() // _MS
        taken: Taken = take(self._digits, sent, now) if sent else pause(self._digits, now)
        self._digits = taken.digits
        garbage: list[Input] = [Disturbed("scanner", "garbage")] * min(1, taken.garbage)
        return [*garbage, *map(Scanned, taken.scans)]

    def close(self) -> None:
        """Let go of the device."""
        os.close(self._handle)

    def _read(self) -> str:
        raw = self._rest
        with suppress(BlockingIOError):
            for _ in range(_PARTS):
                part = os.read(self._handle, _PART)
                if not part:
                    raise OSError(errno.ENODEV, "the scanner is gone")
                raw += part
        sent, self._rest = self._decode(raw)
        return sent


def grab(handle: int) -> None:
    """Take an input device for ourselves, so that nothing it types reaches a console. Raises `OSError`."""
    fcntl.ioctl(handle, _EVIOCGRAB, 1)


class UsbScanner(_Scanner):
    """A scanner that plays keyboard, by its stable name under `/dev/input/by-id/`, and ours alone."""

    def __init__(
        self, device: Path, *, grab: Callable[[int], None] = grab, clock: Clock = time.monotonic_ns
    ) -> None:
        handle = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            grab(handle)
        except OSError:
            os.close(handle)
            raise
        super().__init__(handle, clock, _typed)


class SerialScanner(_Scanner):
    """A scanner on a serial line."""

    def __init__(self, device: Path, baud: int, *, clock: Clock = time.monotonic_ns) -> None:
        handle = open_line(device, baud)
        super().__init__(handle, clock, lambda raw: (raw.decode("latin-1"), b""))


def _typed(raw: bytes) -> tuple[str, bytes]:
    whole = len(raw) - len(raw) % EVENT.size
    return characters(raw[:whole]), raw[whole:]
