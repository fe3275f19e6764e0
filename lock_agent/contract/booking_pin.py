"""The booking PIN: seven random digits and a check digit (§8)."""

import secrets
from collections.abc import Callable
from itertools import pairwise

from lock_agent.contract.code_hash import hash_code
from lock_agent.contract.damm import with_check
from lock_agent.contract.errors import PinSpaceExhausted

DIGITS = 8
_DRAWS = 1000
_LONGEST_REPEAT = 3
_LONGEST_RUN = 4


def new_pin(forbidden: Callable[[str], bool]) -> str:
    """Draw a PIN of eight digits that is neither weak nor `forbidden` (another live code of the door).

    Raises `PinSpaceExhausted` after a thousand draws: then the door holds far too many codes.
    """
    for _ in range(_DRAWS):
        pin = with_check(f"{secrets.randbelow(10_000_000):07d}")
        if not is_weak(pin) and not forbidden(pin):
            return pin
    raise PinSpaceExhausted


def is_weak(pin: str) -> bool:
    """Return whether the chosen digits (all but the last) are what people try first: repeats and runs."""
    chosen = [int(digit) for digit in pin[:-1]]
    steps = [after - before for before, after in pairwise(chosen)]
    return (
        len(set(chosen)) <= 2
        or _longest(steps, 0) > _LONGEST_REPEAT
        or max(_longest(steps, 1), _longest(steps, -1)) > _LONGEST_RUN
        or any(chosen[period:] == chosen[:-period] for period in (2, 3))
    )


def hash_pin(pin: str, salt: bytes) -> bytes:
    """Return what a door may know of a PIN: its Argon2id hash under the door's salt, 16 bytes each."""
    return hash_code(pin, salt, digits=DIGITS)


def _longest(steps: list[int], wanted: int) -> int:
    """Return how many digits the longest stretch with one and the same step covers."""
    longest = length = 1
    for step in steps:
        length = length + 1 if step == wanted else 1
        longest = max(longest, length)
    return longest
