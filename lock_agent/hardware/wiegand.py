"""Wiegand: bits on two wires, told apart by which one falls; a pause of 25 ms ends a frame.

Pure: `bit()` is told when a wire fell, `end()` that a pause has passed. Frames: 4 bits are a key; 8 bits
are a key with its complement in the upper half; 26 and 34 bits are a card, even parity
over the first half, odd over the second.
"""

from dataclasses import dataclass

PAUSE_NS = 25_000_000
"""Between two bits lie 0.2 to 20 ms."""

CLOSEST_NS = 100_000
"""Two falling edges closer than this are a disturbance, not two bits."""

LONGEST = 64
KEYS = "0123456789*#"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a keypad: `0`-`9`, `*`, `#`."""

    key: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card was held before the reader. Its number is personal and opens nothing: it is not kept."""

    bits: int


@dataclass(frozen=True, slots=True)
class Garbage:
    """A frame nobody sends."""


Frame = Key | Card | Garbage


class Wiegand:
    """Collects the bits of one reader."""

    def __init__(self) -> None:
        self._bits: list[int] = []
        self._last_ns = 0
        self._broken = False

    def bit(self, value: int, at_ns: int) -> list[Frame]:
        """Take one bit; return the frame before it, if a pause lay between them."""
        ended = self.end() if at_ns - self._last_ns >= PAUSE_NS else []
        if self._bits and at_ns - self._last_ns < CLOSEST_NS:
            self._broken = True
        if len(self._bits) == LONGEST:
            self._broken = True
        else:
            self._bits.append(value)
        self._last_ns = at_ns
        return ended

    def end(self) -> list[Frame]:
        """Return the frame that has begun, if one has: nothing came for a pause."""
        if not self._bits:
            return []
        frame: Frame = Garbage() if self._broken else read_frame(self._bits)
        self._bits, self._broken = [], False
        return [frame]

    @property
    def is_open(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._bits)


def read_frame(bits: list[int]) -> Frame:
    """Return what the bits of a whole frame mean."""
    match len(bits):
        case 4:
            return _key(_number(bits))
        case 8 if _number(bits[:4]) ^ _number(bits[4:]) == 0xF:
            return _key(_number(bits[4:]))
        case 26 | 34 if _has_parity(bits):
            return Card(len(bits))
    return Garbage()


def _key(number: int) -> Frame:
    return Key(KEYS[number]) if number < len(KEYS) else Garbage()


def _has_parity(bits: list[int]) -> bool:
    half = len(bits) // 2
    return sum(bits[:half]) % 2 == 0 and sum(bits[half:]) % 2 == 1


def _number(bits: list[int]) -> int:
    return int("".join(map(str, bits)), 2)
