"""The offline PIN (§8): a door that never heard of a booking recomputes its code from the hall's secret.

1. The window is rounded outwards: start down to the hour, length up to one of 21 durations.
2. The quarter of the start (UTC) picks a key: HKDF-SHA256 of the hall's secret.
3. HMAC-SHA512 over start and duration group yields eight words; one of them, mod 10^10, is the code.
A door compares what was typed with all 3020 codes whose window contains now.
"""

import hashlib
import hmac
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lock_agent.contract.damm import is_valid, with_check
from lock_agent.contract.errors import CheckDigitWrong, MalformedCredential, WindowTooLong
from lock_agent.contract.wire import LATEST_TIME

DIGITS = 11
DURATIONS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 30, 36, 48, 60, 72, 96, 120, 168)
"""Hours a code can be valid for."""

ISSUES = 4
"""How often a code of the same window can be issued anew."""

SECRET_BYTES = 32
EPOCH = 1_577_836_800
"""2020-01-01T00:00Z, hour 0."""

_HOUR = 3600
_GROUPS = tuple(DURATIONS[place : place + 2] for place in range(0, len(DURATIONS), 2))
_LATEST_HOUR = (LATEST_TIME - EPOCH) // _HOUR


@dataclass(frozen=True, slots=True, order=True)
class OfflineWord:
    """Which code is meant: start in hours since 2020, length in hours, issue 0..3; checked on creation."""

    start: int
    dur: int
    seq: int

    def __post_init__(self) -> None:
        whole = all(type(part) is int for part in (self.start, self.dur, self.seq))
        if not whole or not 0 <= self.start <= _LATEST_HOUR or self.dur not in DURATIONS:
            raise MalformedCredential("offline word")
        if not 0 <= self.seq < ISSUES:
            raise MalformedCredential("offline word")


def period(word: OfflineWord) -> tuple[int, int]:
    """Return the half-open window of a word in epoch seconds."""
    start = EPOCH + word.start * _HOUR
    return start, start + word.dur * _HOUR


def smallest_duration(start_epoch: int, end_epoch: int) -> tuple[int, int]:
    """Return `(start hour, duration in hours)` of the smallest window that covers `[start, end)`.

    Raises `WindowTooLong` past 168 hours, `MalformedCredential` for an empty window or one past 2100.
    """
    if not EPOCH <= start_epoch < end_epoch <= LATEST_TIME:
        raise MalformedCredential("window")
    start = (start_epoch - EPOCH) // _HOUR
    for dur in DURATIONS:
        if EPOCH + (start + dur) * _HOUR >= end_epoch:
            return start, dur
    raise WindowTooLong(f"{end_epoch - start_epoch} s")


def epoch_key(k_door: bytes, start: int) -> bytes:
    """Return `K_epoch`, 32 bytes, of the quarter in which hour `start` lies."""
    year, quarter = _quarter(start)
    info = f"dgh-algopin1/{year}Q{quarter}".encode()
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=None, info=info).derive(k_door)


def deriver(k_door: bytes) -> Callable[[OfflineWord], str]:
    """Return a function from words to codes that computes each quarter's key once."""
    key = _keys(k_door)

    def derive_word(word: OfflineWord) -> str:
        group, place = divmod(ISSUES * DURATIONS.index(word.dur) + word.seq, 8)
        return with_check(f"{_words(key(word.start), word.start, group)[place]:010d}")

    return derive_word


def derive(k_door: bytes, word: OfflineWord) -> str:
    """Return the code of a word, eleven digits."""
    return deriver(k_door)(word)


def candidates(now: int, until: int | None = None) -> Iterator[OfflineWord]:
    """Yield the 3020 words whose window contains `now`, or all whose window meets `[now, until]`."""
    first = (now - EPOCH) // _HOUR
    last = first if until is None else (until - EPOCH) // _HOUR
    for dur in DURATIONS:
        for start in range(max(0, first - dur + 1), min(last, _LATEST_HOUR) + 1):
            for seq in range(ISSUES):
                yield OfflineWord(start, dur, seq)


def matches(k_door: bytes, typed: str, now: int, until: int | None = None) -> tuple[OfflineWord, ...]:
    """Return every candidate whose code was typed, after the same work whatever was typed.

    Two candidates may share a code (chance 5e-4 at any hour), hence more than one.
    Raises `MalformedCredential` for other than eleven digits, `CheckDigitWrong` for a typing error.
    """
    if not isinstance(typed, str) or len(typed) != DIGITS:
        raise MalformedCredential(f"a code of {DIGITS} digits")
    if not is_valid(typed):
        raise CheckDigitWrong
    wanted = int(typed[:-1])
    found = []
    for start, dur, words in _code_words(k_door, now, now if until is None else until):
        found += [OfflineWord(start, dur, seq) for seq, code in enumerate(words) if code == wanted]
    return tuple(sorted(found, key=lambda word: (word.dur, word.start, word.seq)))


def find(k_door: bytes, typed: str, now: int) -> OfflineWord | None:
    """Return a word valid at `now` whose code was typed, or None; errors as in `matches`."""
    return next(iter(matches(k_door, typed, now)), None)


def _code_words(k_door: bytes, now: int, until: int) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield `(start, dur, its four codes as numbers)` of every candidate: one HMAC for two durations."""
    first, last = (now - EPOCH) // _HOUR, min((until - EPOCH) // _HOUR, _LATEST_HOUR)
    key = _keys(k_door)
    for group, durations in enumerate(_GROUPS):
        for start in range(max(0, first - durations[-1] + 1), last + 1):
            words = _words(key(start), start, group)
            for place, dur in enumerate(durations):
                if start + dur > first:
                    yield start, dur, words[ISSUES * place : ISSUES * (place + 1)]


def _keys(k_door: bytes) -> Callable[[int], bytes]:
    """Return a function from start hours to keys that computes each quarter's key once."""
    keys: dict[tuple[int, int], bytes] = {}

    def key(start: int) -> bytes:
        quarter = _quarter(start)
        if quarter not in keys:
            keys[quarter] = epoch_key(k_door, start)
        return keys[quarter]

    return key


def _words(k_epoch: bytes, start: int, group: int) -> tuple[int, ...]:
    """Return the eight numbers below 10^10 of one HMAC."""
    message = b"dgh-algopin1" + struct.pack(">IB", start, group)
    eight = struct.unpack(">8Q", hmac.digest(k_epoch, message, hashlib.sha512))
    return tuple(word % 10**10 for word in eight)


@lru_cache(maxsize=4096)
def _quarter(start: int) -> tuple[int, int]:
    day = datetime.fromtimestamp(EPOCH + start * _HOUR, UTC)
    return day.year, (day.month + 2) // 3
