"""The digits typed so far: `#` ends, `*` clears, eight seconds between keys (protocol §8)."""

from dataclasses import dataclass

PAUSE_MS = 8000
LONGEST = 16
"""More digits than any code has; further ones are not kept."""


@dataclass(frozen=True, slots=True)
class Keypad:
    """What stands in the buffer and when the last key was pressed (ms, monotonic)."""

    digits: str = ""
    pressed_ms: int = 0

    def __repr__(self) -> str:
        """Show how many digits there are: the digits are a secret."""
        return f"Keypad({len(self.digits)} digits)"


def press(keypad: Keypad, key: str, now_ms: int) -> tuple[Keypad, str | None]:
    """Return the buffer after a key, and the entry if the key ended one.

    An overlong entry keeps its excess length (one digit too many is not a code). A key that is
    neither digit nor `*` nor `#` changes nothing. `#` alone ends nothing.
    """
    held = "" if now_ms - keypad.pressed_ms > PAUSE_MS else keypad.digits
    if key == "*":
        return Keypad("", now_ms), None
    if key == "#":
        return Keypad("", now_ms), held or None
    if len(key) == 1 and key in "0123456789":
        return Keypad((held + key)[: LONGEST + 1], now_ms), None
    return keypad, None
