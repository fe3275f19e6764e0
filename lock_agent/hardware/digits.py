"""Digits a scanner sends, one by one, put together to scans. Pure; the moments are in ms, monotonic.

A line end ends a scan, and so does a pause for scanners that send none. Anything but digits, and more of
them than a token has, is garbage: it is dropped up to the next end, however long it goes on.
"""

import re
from dataclasses import dataclass, replace

LONGEST = 201
"""A QR token has at most so many digits (protocol §8)."""

PAUSE_MS = 150
"""Longer than between two keystrokes of the slowest USB keyboard (64 Hz), shorter than anybody waits."""

_ENDS = re.compile("[\r\n]")
GARBAGE = "\0"
"""Stands for whatever is no character of a code."""


@dataclass(frozen=True, slots=True)
class Digits:
    """What has been sent since the last end, and when it last grew."""

    text: str = ""
    broken: bool = False
    at_ms: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a scan has begun and not ended."""
        return self.broken or bool(self.text)


@dataclass(frozen=True, slots=True)
class Taken:
    """The scans that have ended, and how many others were garbage."""

    digits: Digits
    scans: tuple[str, ...] = ()
    garbage: int = 0


def take(digits: Digits, sent: str, now_ms: int) -> Taken:
    """Take what a scanner has sent. It may have waited for us: only silence is a pause, see there."""
    taken = Taken(digits)
    *ended, begun = _ENDS.split(sent)
    for part in ended:
        taken = _end(replace(taken, digits=_add(taken.digits, part)))
    return replace(taken, digits=replace(_add(taken.digits, begun), at_ms=now_ms))


def pause(digits: Digits, now_ms: int) -> Taken:
    """End a scan after which nothing came any more."""
    taken = Taken(digits)
    return _end(taken) if digits.is_open and now_ms - digits.at_ms >= PAUSE_MS else taken


def _add(digits: Digits, part: str) -> Digits:
    if not part:
        return digits
    whole = len(digits.text) + len(part) <= LONGEST
    if digits.broken or not whole or not (part.isascii() and part.isdecimal()):
        return replace(digits, text="", broken=True)
    return replace(digits, text=digits.text + part)


def _end(taken: Taken) -> Taken:
    ended, at_rest = taken.digits, Digits(at_ms=taken.digits.at_ms)
    if ended.broken:
        return replace(taken, digits=at_rest, garbage=taken.garbage + 1)
    scans = (*taken.scans, ended.text) if ended.text else taken.scans
    return replace(taken, digits=at_rest, scans=scans)
