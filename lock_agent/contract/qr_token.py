"""The QR token (§8): a signed permission that opens a door which never heard of the booking."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lock_agent.contract.errors import MalformedCredential, TokenForged, UnknownKey
from lock_agent.contract.wire import LATEST_TIME

MAX_DIGITS = 201
DOORS = frozenset(range(1, 7))
DURATION_STEP = 300
_BODY = struct.Struct(">BI5sIHBH")
_LENGTH = 1 + _BODY.size + 64
_VERSION = 1
_PREFIX = b"dgh-qr1"


@dataclass(frozen=True, slots=True, kw_only=True)
class QrToken:
    """What a token says; values it cannot carry raise `MalformedCredential`.

    `not_before` is a whole minute (epoch s), `duration_s` a multiple of 300, `lead_hours` the hours
    from issue to `not_before`, rounded up (`lead_hours()` does it).
    """

    version: int = _VERSION
    key_id: int
    site: int
    token_id: bytes
    not_before: int
    duration_s: int
    single_use: bool = False
    may_hold_open: bool = False
    doors: frozenset[int]
    lead_hours: int

    def __post_init__(self) -> None:
        fits = (
            self.version == _VERSION,
            0 <= self.key_id <= 15,
            0 <= self.site < 2**32,
            len(self.token_id) == 5,
            0 <= self.not_before <= LATEST_TIME and self.not_before % 60 == 0,
            0 < self.duration_s <= 0xFFFF * DURATION_STEP and self.duration_s % DURATION_STEP == 0,
            bool(self.doors) and self.doors <= DOORS,
            0 <= self.lead_hours <= 0xFFFF,
        )
        if not all(fits):
            raise MalformedCredential("token values")

    @property
    def expires(self) -> int:
        """The end of the window, epoch seconds; from here on the token is refused."""
        return self.not_before + self.duration_s

    @property
    def issued_at(self) -> int:
        """The latest moment the token proves to have passed: its issue, to the hour below."""
        return max(0, self.not_before - self.lead_hours * 3600)


def lead_hours(issued_at: int, not_before: int) -> int:
    """Return hours from issue to start, rounded up: a door must not take the issue for later than it was."""
    return min(0xFFFF, max(0, -((issued_at - not_before) // 3600)))


def covering(start: int, end: int) -> tuple[int, int]:
    """Return `(not_before, duration_s)` of the smallest token window that covers `[start, end)`."""
    not_before = start - start % 60
    return not_before, -((not_before - end) // DURATION_STEP) * DURATION_STEP


def pack(token: QrToken) -> bytes:
    """Return the 19 bytes that are signed."""
    doors = sum(1 << (door + 1) for door in token.doors)
    return _BODY.pack(
        token.version << 4 | token.key_id,
        token.site,
        token.token_id,
        token.not_before // 60,
        token.duration_s // DURATION_STEP,
        doors | token.may_hold_open << 1 | token.single_use,
        token.lead_hours,
    )


def issue(token: QrToken, key: Ed25519PrivateKey) -> str:
    """Sign a token and return the decimal digits of the QR image, at most 201."""
    body = pack(token)
    return str(int.from_bytes(b"\x01" + body + key.sign(_PREFIX + body), "big"))


def read(text: str, keys: Mapping[int, Ed25519PublicKey]) -> QrToken:
    """Return what a scanned token says, once its signature holds.

    Raises `MalformedCredential`, `UnknownKey` (a key id this door does not hold), `TokenForged`.
    """
    raw = _octets(text)
    body, signature = raw[1 : 1 + _BODY.size], raw[1 + _BODY.size :]
    if body[0] >> 4 != _VERSION:
        raise MalformedCredential("token version")
    key = keys.get(body[0] & 15)
    if key is None:
        raise UnknownKey(str(body[0] & 15))
    try:
        key.verify(signature, _PREFIX + body)
    except InvalidSignature as error:
        raise TokenForged from error
    return _unpack(body)


def _octets(text: str) -> bytes:
    if (
        not isinstance(text, str)
        or not 0 < len(text) <= MAX_DIGITS
        or not (text.isascii() and text.isdigit())
    ):
        raise MalformedCredential("not a token")
    number = int(text)
    if number.bit_length() != 8 * (_LENGTH - 1) + 1 or text[0] == "0":
        raise MalformedCredential("not a token")
    return number.to_bytes(_LENGTH, "big")


def _unpack(body: bytes) -> QrToken:
    head, site, token_id, minutes, steps, flags, lead = _BODY.unpack(body)
    return QrToken(
        key_id=head & 15,
        site=site,
        token_id=token_id,
        not_before=minutes * 60,
        duration_s=steps * DURATION_STEP,
        single_use=bool(flags & 1),
        may_hold_open=bool(flags & 2),
        doors=frozenset(door for door in DOORS if flags >> (door + 1) & 1),
        lead_hours=lead,
    )
