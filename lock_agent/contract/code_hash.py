"""How a typed code is stored at a door: Argon2id with the cost the protocol fixes (§8)."""

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from lock_agent.contract.damm import is_valid
from lock_agent.contract.errors import CheckDigitWrong, MalformedCredential

SALT_BYTES = 16
HASH_BYTES = 16


def hash_code(code: str, salt: bytes, *, digits: int) -> bytes:
    """Return the 16-byte Argon2id hash (t=2, m=19456 KiB, p=1) of a code of `digits` digits.

    Raises `MalformedCredential` for another length or salt, `CheckDigitWrong` for a typing error.
    """
    if not isinstance(code, str) or len(code) != digits or len(salt) != SALT_BYTES:
        raise MalformedCredential(f"a code of {digits} digits and a salt of {SALT_BYTES} bytes")
    if not is_valid(code):
        raise CheckDigitWrong
    kdf = Argon2id(salt=salt, length=HASH_BYTES, iterations=2, lanes=1, memory_cost=19456)
    return kdf.derive(code.encode("ascii"))
