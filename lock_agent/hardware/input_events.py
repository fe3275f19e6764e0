"""What a USB scanner that plays keyboard sends: the kernel's `struct input_event` (linux/input.h).

Pure. Only digits and line ends mean something; every other key is garbage, so that no scanned text types
commands. Key releases and repeats are left out.
"""

import struct

from lock_agent.hardware.digits import GARBAGE

EVENT = struct.Struct("@llHHi")
"""Seconds, microseconds, type, code, value; 24 bytes where a C long has eight, 16 where it has four."""

_SYN, _KEY = 0, 1
_SYN_DROPPED = 3
_DOWN = 1
_SHIFTS = (42, 54)
"""A French scanner reaches its digits with Shift; the key alone says which."""

_TOP_ROW = dict(zip(range(2, 12), "1234567890", strict=True))
_KEYPAD = {82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9"}
_ENDS = {28: "\n", 96: "\n", 15: "\n"}
"""Enter, Enter of the number block, Tab."""

_CHARACTERS = _TOP_ROW | _KEYPAD | _ENDS


def characters(raw: bytes) -> str:
    """Return what was typed by a run of whole events; a part of one at the end is left out."""
    whole = len(raw) - len(raw) % EVENT.size
    return "".join(_character(*event[2:]) for event in EVENT.iter_unpack(raw[:whole]))


def _character(kind: int, code: int, value: int) -> str:
    if (kind, code) == (_SYN, _SYN_DROPPED):
        return GARBAGE  # the kernel's buffer ran over: something is missing
    if kind != _KEY or value != _DOWN or code in _SHIFTS:
        return ""
    return _CHARACTERS.get(code, GARBAGE)
