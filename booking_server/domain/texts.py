"""Text from outside, made fit to be stored: no control characters, nothing that is not a character."""

from calendars.texts import one_line, readable

__all__ = ["one_line", "readable", "some_lines"]


def some_lines(text: str) -> str:
    """Return `text` with its line breaks, each as one_line() leaves it, no two empty ones in a row."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")
