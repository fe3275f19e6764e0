"""Text from outside, made fit: no control characters, nothing that turns a line around or is no character."""

import re

_BREAKS = "\t\n\r"
_UNFIT = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
"""What would break a line, a direction, a database or XML: Cc, Zl, Zp, bidi controls, Cs, no characters."""

_IN_A_LINE = re.compile(f"[{_UNFIT}]")
_IN_LINES = re.compile(f"(?![{_BREAKS}])[{_UNFIT}]")


def one_line(text: str) -> str:
    """Return `text` on one line, trimmed, without control, direction or broken characters."""
    return " ".join(on_one_line(text).split())


def on_one_line(text: str) -> str:
    """Return `text` on one line, its blanks as they were typed."""
    return _IN_A_LINE.sub(" ", text)


def readable(text: str) -> str:
    """Return `text` with its line breaks, each character that one_line() drops a blank."""
    return _IN_LINES.sub(" ", text)
