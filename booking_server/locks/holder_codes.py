"""Making the codes that are held for good, and showing them again."""

import secrets
from collections.abc import Collection
from datetime import datetime

from booking_server.domain.holders import HolderCode, HolderKind
from booking_server.locks.keyring import Keyring
from calendars.period import Period
from lock_agent.contract import keyholder


def new_holder_code(
    keyring: Keyring,
    *,
    venue_id: str,
    kind: HolderKind,
    number: int,
    person_id: str | None,
    name: str,
    window: Period,
    issued_by: str,
    now: datetime,
    known: Collection[bytes],
) -> HolderCode:
    """Return a code with fresh digits; `known` are fingerprints of the hall's codes, none comes twice."""
    digits = keyholder.new_code(number)
    while keyring.fingerprint(digits, venue_id) in known:
        digits = keyholder.new_code(number)
    code_id = secrets.token_hex(8)
    return HolderCode(
        id=code_id,
        venue_id=venue_id,
        kind=kind,
        number=number,
        person_id=person_id,
        name=name,
        window=window,
        cipher=keyring.encrypt(digits.encode(), _place(code_id)),
        fingerprint=keyring.fingerprint(digits, venue_id),
        issued_at=now,
        issued_by=issued_by,
        confirmed_at=now,
    )


def digits_of(keyring: Keyring, code: HolderCode) -> str:
    """Return the nine digits of a code. Raises CipherInvalid."""
    return keyring.decrypt(code.cipher, _place(code.id)).decode()


def _place(code_id: str) -> str:
    return f"holder_codes/{code_id}"
