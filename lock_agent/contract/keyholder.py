"""The keyholder's code: two digits holder number, six random digits, a check digit (§8)."""

import secrets

from lock_agent.contract.booking_pin import is_weak
from lock_agent.contract.code_hash import hash_code
from lock_agent.contract.damm import is_valid, with_check
from lock_agent.contract.errors import CheckDigitWrong, MalformedCredential

DIGITS = 9


def new_code(number: int) -> str:
    """Draw a code of nine digits for holder `number` (0..99)."""
    if not 0 <= number <= 99:
        raise MalformedCredential("holder number 0..99")
    while True:
        secret = f"{secrets.randbelow(1_000_000):06d}"
        if not is_weak(secret + "0"):
            return with_check(f"{number:02d}{secret}")


def holder_number(code: str) -> int:
    """Return whose code this claims to be. Raises `MalformedCredential`, `CheckDigitWrong`."""
    if not isinstance(code, str) or len(code) != DIGITS:
        raise MalformedCredential(f"a code of {DIGITS} digits")
    if not is_valid(code):
        raise CheckDigitWrong
    return int(code[:2])


def hash_keyholder(code: str, salt: bytes) -> bytes:
    """Return what a door may know of a keyholder's code, as for a booking PIN."""
    return hash_code(code, salt, digits=DIGITS)
