"""Text from outside, made fit to be stored: no control characters, nothing that is not a character."""

import unicodedata

_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def one_line(text: str) -> str:
    """Return `text` on one line, trimmed, without control, direction or broken characters."""
    return " ".join("".join(" " if _is_unfit(sign) else sign for sign in text).split())


def _is_unfit(sign: str) -> bool:
    """Whether a character would break a line, a direction or a database (Cc, Cs, bidi controls)."""
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _DIRECTIONS


def some_lines(text: str) -> str:
    """Return `text` with its line breaks, each as one_line() leaves it, no two empty ones in a row."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")
