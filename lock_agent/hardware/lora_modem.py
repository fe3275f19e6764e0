"""A LoRaWAN module with RAK's RUI3 firmware (RAK3172, RAK3272S and others) on a serial line, by AT commands.

Region, keys and names are entered once with a terminal and stay in the module: `AT+NWM=1`, `AT+BAND=4`,
`AT+NJM=1`, `AT+DEVEUI=…`, `AT+APPEUI=…`, `AT+APPKEY=…`. A door has mains, so the module listens all the time
(class C). Source: RAKwireless, RUI3 AT Command Manual.
"""

import errno
import os
import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lock_agent.contract.lora import LONGEST, PORT
from lock_agent.hardware.serial_line import open_line

ANSWERS_WITHIN_S = 5.0
JOIN_AGAIN_S, LOOK_AGAIN_S = 900.0, 3600.0
"""Joining costs as much of the air as sending. An hour without a word of the module is looked into."""
MOST_SILENT = 3
LONGEST_LINE = 512
MOST_WAITING = 8
_PART, _PARTS = 1024, 16
_RECEIVED = re.compile(r"\+EVT:RX_[0-9A-C]:-?\d{1,4}:-?\d{1,4}:UNICAST:(\d{1,3}):((?:[0-9A-Fa-f]{2}){1,51})")
_JOINED = re.compile(r"(?:AT\+NJS=)?([01])")
_JOIN = "AT+JOIN=1:0:10:8"


class RuiModem:
    """One module. It never waits; `OSError` says that it is gone or has fallen silent."""

    def __init__(self, device: Path, baud: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._handle = open_line(device, baud)
        self._rest = b""
        self._commands: deque[str] = deque(("AT+CFM=0", "AT+CLASS=C", "AT+NJS=?"))
        self._asked = ""
        self._silent = 0
        self._due_s = clock()
        self._is_joined = False

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._handle

    def due(self) -> float:
        """Return when to ask next though nothing came, in seconds of the clock."""
        return self._due_s

    def send(self, frame: bytes) -> bool:
        """Hand a frame over; return False where the module is in no network. It may be lost all the same."""
        if not self._is_joined:
            return False
        self._add(f"AT+SEND={PORT}:{frame.hex().upper()}")
        return True

    def frames(self) -> list[bytes]:
        """Return the frames that have arrived, oldest first. Raises `OSError`."""
        found = [frame for line in self._lines() if (frame := self._take(line)) is not None]
        if self._clock() >= self._due_s:
            self._pass_time()
        return found

    def close(self) -> None:
        """Let go of the line."""
        os.close(self._handle)

    def _lines(self) -> list[str]:
        raw = self._rest
        with suppress(BlockingIOError):
            for _ in range(_PARTS):
                part = os.read(self._handle, _PART)
                if not part:
                    raise OSError(errno.ENODEV, "the module is gone")
                raw += part
        *lines, rest = raw.split(b"\n")
        self._rest = rest[-LONGEST_LINE:]
        return [line.decode("ascii", "replace").strip() for line in lines if len(line) <= LONGEST_LINE]

    def _take(self, line: str) -> bytes | None:
        if (received := _RECEIVED.fullmatch(line)) is not None:
            frame = bytes.fromhex(received[2])
            return frame if int(received[1]) == PORT and len(frame) <= LONGEST else None
        if line.startswith("+EVT:"):
            self._hear_of_joining(line)
        elif self._asked and (line == "OK" or line.startswith("AT_")):
            self._answered(line)
        elif self._asked == "AT+NJS=?" and (joined := _JOINED.fullmatch(line)) is not None:
            self._is_joined = joined[1] == "1"
        return None

    def _hear_of_joining(self, line: str) -> None:
        if line.startswith("+EVT:JOINED"):
            self._is_joined = True

    def _answered(self, line: str) -> None:
        asked, self._asked, self._silent = self._asked, "", 0
        if line == "AT_NO_NETWORK_JOINED":
            self._is_joined = False
        if (asked == "AT+NJS=?" or line == "AT_NO_NETWORK_JOINED") and not self._is_joined:
            self._add(_JOIN)
        self._next()

    def _add(self, command: str) -> None:
        if len(self._commands) < MOST_WAITING:
            self._commands.append(command)
        if not self._asked:
            self._next()

    def _next(self) -> None:
        if self._commands:
            self._asked = self._commands.popleft()
            with suppress(BlockingIOError):  # then it stays silent, and is asked again
                os.write(self._handle, f"{self._asked}\r\n".encode("ascii"))
            self._due_s = self._clock() + ANSWERS_WITHIN_S
        else:
            self._due_s = self._clock() + (LOOK_AGAIN_S if self._is_joined else JOIN_AGAIN_S)

    def _pass_time(self) -> None:
        if self._asked:
            self._silent, self._asked = self._silent + 1, ""
            if self._silent >= MOST_SILENT:
                raise OSError(errno.ETIMEDOUT, "the module does not answer")
        if not self._commands:
            self._commands.append("AT+NJS=?")
        self._next()
