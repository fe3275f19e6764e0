"""Making access codes and showing them again: PIN, offline PIN and QR token of one booking."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import AccessCode
from booking_server.domain.venues import Venue
from booking_server.locks.keyring import Keyring
from calendars.period import Period
from lock_agent.contract import booking_pin, offline_pin, qr_token
from lock_agent.contract.offline_pin import OfflineWord

ALL_DOORS = frozenset(range(1, 7))


@dataclass(frozen=True, slots=True)
class ShownCodes:
    """What the organizer is shown. `offline_pin` is empty when none could be given out."""

    pin: str
    offline_pin: str
    qr: str
    window: Period


def new_pin(keyring: Keyring, venue_id: str, *, is_resting: Callable[[bytes], bool]) -> str:
    """Return a fresh PIN for a hall; `is_resting` tells fingerprints that may not be reused yet."""
    return booking_pin.new_pin(lambda candidate: is_resting(keyring.fingerprint(candidate, venue_id)))


def new_code(
    keyring: Keyring,
    *,
    booking_id: str,
    venue_id: str,
    window: Period,
    word: OfflineWord | None,
    pin: str,
    now: datetime,
    hold_open: bool = False,
    helper_id: str | None = None,
) -> AccessCode:
    """Return a code for a booking or one of its helpers: its PIN encrypted, and a QR token of its own."""
    code_id = secrets.token_hex(8)
    return AccessCode(
        id=code_id,
        booking_id=booking_id,
        venue_id=venue_id,
        window=window,
        pin_cipher=keyring.encrypt(pin.encode(), f"access_codes/{code_id}"),
        pin_fingerprint=keyring.fingerprint(pin, venue_id),
        qr_id=secrets.token_bytes(5),
        issued_at=now,
        offline_word=word,
        hold_open=hold_open,
        helper_id=helper_id,
    )


def pin_of(keyring: Keyring, code: AccessCode) -> str:
    """Return the PIN of a code in clear. Raises CipherInvalid."""
    return keyring.decrypt(code.pin_cipher, f"access_codes/{code.id}").decode()


def new_door_secret(keyring: Keyring, venue_id: str) -> bytes:
    """Return a fresh encrypted K_door for a hall."""
    return keyring.encrypt(secrets.token_bytes(32), f"venues/{venue_id}/door_secret")


def door_secret(keyring: Keyring, venue_id: str, cipher: bytes) -> bytes:
    """Return K_door of a hall in clear. Raises CipherInvalid."""
    return keyring.decrypt(cipher, f"venues/{venue_id}/door_secret")


def shown(keyring: Keyring, code: AccessCode, venue: Venue, secret_cipher: bytes) -> ShownCodes:
    """Return the three forms of a code for its organizer. The same code always looks the same."""
    offline = ""
    if code.offline_word is not None:
        offline = offline_pin.derive(door_secret(keyring, venue.id, secret_cipher), code.offline_word)
    return ShownCodes(pin_of(keyring, code), offline, qr_digits(keyring, code, venue), code.window)


def qr_digits(keyring: Keyring, code: AccessCode, venue: Venue) -> str:
    """Return the QR token of a code as decimal digits (door protocol, section 8)."""
    start, end = int(code.window.start.timestamp()), int(code.window.end.timestamp())
    not_before, duration = qr_token.covering(start, end)
    token = qr_token.QrToken(
        key_id=keyring.qr_key_id,
        site=venue.site_number,
        token_id=code.qr_id,
        not_before=not_before,
        duration_s=duration,
        may_hold_open=code.hold_open,
        doors=ALL_DOORS,
        lead_hours=qr_token.lead_hours(int(code.issued_at.timestamp()), not_before),
    )
    return qr_token.issue(token, keyring.qr_key)
