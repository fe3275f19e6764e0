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
DEAF_S = 3 * 86400.0
"""A server that nothing else reaches says something every day. A network may have forgotten the module, which
does not notice: after so long it joins anew.
"""
MOST_SILENT = 3
LONGEST_LINE = 512
MOST_WAITING = 8
_PART, _PARTS = 1024, 16
_RECEIVED = re.compile(r"\+EVT:RX_[0-9A-C]:-?\d{1,4}:-?\d{1,4}:UNICAST:(\d{1,3}):((?:[0-9A-Fa-f]{2}){1,51})")
_JOINED = re.compile(r"(?:AT\+NJS=)?([01])")
_SETUP = ("AT+CFM=0", "AT+CLASS=C", "AT+NJS=?")
_JOIN = "AT+JOIN=1:0:10:8"
_BANNERS = ("RAKwireless", "Current Work Mode")
"""What a module says that has just been switched on."""


class RuiModem:
    """One module. It never waits; `OSError` says that it is gone or has fallen silent."""

    def __init__(self, device: Path, baud: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._handle = open_line(device, baud)
        self._rest = b""
        self._commands: deque[str] = deque(_SETUP)
        self._asked = ""
        self._silent = 0
        self._due_s = clock()
        self._heard_s = clock()
        self._is_joined = False
        self._is_told = False

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._handle

    @property
    def is_joined(self) -> bool:
        """Whether the module says that it is in a network."""
        return self._is_joined

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
            frame, self._heard_s = bytes.fromhex(received[2]), self._clock()
            return frame if int(received[1]) == PORT and len(frame) <= LONGEST else None
        if line.startswith(_BANNERS):
            self._begin_again()
        elif line.startswith("+EVT:JOINED"):
            self._is_joined, self._heard_s = True, self._clock()
        elif self._asked and (line == "OK" or line.startswith("AT_")):
            self._answered(line)
        elif self._asked == "AT+NJS=?" and (joined := _JOINED.fullmatch(line)) is not None:
            self._is_joined, self._is_told = joined[1] == "1", True
        elif line in ("AT+NJS=0", "AT+NJS=1"):  # late, but it says what it is about
            self._is_joined = line.endswith("1")
        return None

    def _begin_again(self) -> None:
        """Set a module up that was without power: it has lost its network and its class."""
        self._commands = deque(_SETUP)
        self._asked, self._is_joined, self._is_told, self._due_s = "", False, False, self._clock()

    def _answered(self, line: str) -> None:
        self._asked, self._silent = "", 0
        if line == "AT_NO_NETWORK_JOINED":
            self._is_joined, self._is_told = False, True
        # Without a word of it an OK is the late answer to something else, and joining would cost the network.
        if self._is_told and not self._is_joined:
            self._commands.append(_JOIN)
        self._is_told = False
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
        if self._is_joined and self._clock() - self._heard_s >= DEAF_S:
            self._is_joined, self._heard_s = False, self._clock()
            self._commands.append(_JOIN)
        if not self._commands:
            self._commands.append("AT+NJS=?")
        self._next()
