"""A serial line: 8 bits, no parity, one stop bit, no flow control, and ours alone."""

import fcntl
import os
import termios
from pathlib import Path
from typing import Final

from lock_agent.profile import BAUDS

_SPEEDS: Final = {baud: getattr(termios, f"B{baud}") for baud in BAUDS}


def open_line(device: Path, baud: int) -> int:
    """Return the descriptor of a line; reading and writing never wait. Raises `OSError`."""
    handle = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _make_raw(handle, _SPEEDS[baud])
        fcntl.ioctl(handle, termios.TIOCEXCL)
    except (OSError, termios.error) as error:
        os.close(handle)
        raise OSError(f"{device}: {error}") from error
    return handle


def _make_raw(handle: int, speed: int) -> None:
    _, _, _, _, _, _, characters = termios.tcgetattr(handle)
    eight_bits = termios.CS8 | termios.CREAD | termios.CLOCAL
    characters[termios.VMIN], characters[termios.VTIME] = b"\1", b"\0"
    termios.tcsetattr(handle, termios.TCSANOW, [0, 0, eight_bits, 0, speed, speed, characters])
    termios.tcflush(handle, termios.TCIFLUSH)
