"""Text from outside on one line: no control characters, nothing that is not a character."""

import unicodedata

_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def one_line(text: str) -> str:
    """Return `text` on one line, trimmed, without control, direction or broken characters."""
    return " ".join("".join(" " if _is_unfit(sign) else sign for sign in text).split())


def _is_unfit(sign: str) -> bool:
    """Whether a character would break a line, a direction or a database (Cc, Cs, bidi controls)."""
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _DIRECTIONS
