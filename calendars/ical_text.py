"""The spelling of iCalendar: content lines, TEXT values, folding (RFC 5545, 3.1 and 3.3.11)."""

import re
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line without its line break."""

_SPECIAL = re.compile("\r\n|[\x00-\x1f\\\\;,\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_LINE_BREAKS = ("\r\n", "\r", "\n", "\u0085", "\u2028", "\u2029")
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\t": " "} | dict.fromkeys(_LINE_BREAKS, "\\n")
_CLOCK_LENGTH = len("20261002T190000")
_NOT_IN_PARAMETER = re.compile('["\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]')
_NOT_IN_URI = re.compile("[^!#-;=?-Z_a-z~]")


def text(value: str) -> str:
    """Return a TEXT value: escaped, every kind of line break as `\\n`, no other control characters.

    A line break that came through would let whoever typed it write properties of their own.
    """
    return _SPECIAL.sub(_escaped, value)


def uri(value: str) -> str:
    """Return a URI value: every octet that may not stand in a URI percent-encoded."""
    return _NOT_IN_URI.sub(lambda found: "".join(f"%{octet:02X}" for octet in _utf8(found[0])), value)


def parameter(value: str) -> str:
    """Return a quoted parameter value; quotes and control characters cannot stand in one (3.2)."""
    plain = " ".join(_NOT_IN_PARAMETER.sub(" ", value).split())
    return f'"{plain}"' if plain else ""


def fold(line: str) -> str:
    """Return a content line folded by octets of UTF-8, never inside a character."""
    if len(line) <= LONGEST_LINE and line.isascii():
        return line
    octets = _utf8(line)
    return _folded(octets) if len(octets) > LONGEST_LINE else line


def content_lines(*lines: str) -> bytes:
    """Return lines, already folded, in UTF-8, each with its line break."""
    return _utf8("\r\n".join((*lines, "")))


def utc_time(instant: datetime) -> str:
    """Return a DATE-TIME in UTC, "20261002T170000Z"; fractions of a second are dropped."""
    return f"{clock_time(instant if instant.tzinfo is UTC else instant.astimezone(UTC))}Z"


def clock_time(moment: datetime) -> str:
    """Return a DATE-TIME as the clock of the moment's own zone shows it, "20261002T190000"."""
    spelt = moment.isoformat()  # ten times as fast as strftime, and a feed has four of them in every entry
    return spelt.replace("-", "").replace(":", "")[:_CLOCK_LENGTH]


def duration(length: timedelta) -> str:
    """Return a DURATION in whole seconds, "PT3600S"."""
    return f"PT{int(length.total_seconds())}S"


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], "")


def _folded(octets: bytes) -> str:
    pieces = []
    begin, room = 0, LONGEST_LINE
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # the octet that would open the next line continues a character
            end -= 1
        pieces.append(octets[begin:end])
        begin, room = end, LONGEST_LINE - 1  # the space that marks a continuation counts
    pieces.append(octets[begin:])
    return b"\r\n ".join(pieces).decode()


def _utf8(value: str) -> bytes:
    return value.encode("utf-8", "replace")  # half of a surrogate pair is not text: "?"
