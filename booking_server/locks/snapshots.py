"""Writing the two snapshots of a door: its settings and its credentials, signed for it alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from booking_server.domain.access import AccessCode, Dated
from booking_server.domain.doors import Door
from booking_server.domain.holders import HolderCode
from booking_server.domain.venues import Venue
from booking_server.locks.keyring import Keyring
from lock_agent.contract import envelope, snapshots
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
)
from lock_agent.contract.enrolment import secret_name
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot

PULSE_MS = 5000
SIGNATURE_LIFE = timedelta(days=400)
"""Snapshots are state: any age is fine. Longer than the longest time a hall may stay dark."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot before it is signed: its body and what tells it from others."""

    kind: str
    body: bytes

    @property
    def etag(self) -> str:
        """A short name of the content: equal bodies have equal etags."""
        return snapshots.etag(self.body)


def cfg_draft(keyring: Keyring, venue: Venue, door: Door, k_door: bytes) -> Draft:
    """Return the settings of a door; of its hall's secret they only tell the name."""
    snapshot = CfgSnapshot(
        site=venue.site_number,
        door=door.number,
        pulse_ms=PULSE_MS,
        server_keys={keyring.snapshot_kid: keyring.snapshot_key.public_key().public_bytes_raw()},
        qr_keys={keyring.qr_key_id: keyring.qr_key.public_key().public_bytes_raw()},
        hold_open_allowed=bool(venue.regulation.hold_open),
        secret=secret_name(k_door),
    )
    return Draft("cfg", snapshot.to_body())


def creds_draft(
    door: Door,
    codes: Iterable[AccessCode],
    pin_hashes: Mapping[str, bytes],
    holders: Iterable[HolderCode] = (),
    holder_hashes: Mapping[str, bytes] = MappingProxyType({}),
    *,
    covers_until: datetime,
    words_over: Iterable[OfflineWord] = (),
) -> Draft:
    """Return the credentials of a door: live codes with exact windows, revoked ones by name.

    `words_over` are offline codes that outlive their bookings: rounded up to whole hours and groups of them,
    they would open a door that is cut off after its bookings' end.
    What is held for good and was revoked is simply not there: it never opened without being named.
    """
    known = tuple(codes)
    live = [code for code in known if code.revoked_at is None]
    revoked = [code for code in known if code.revoked_at is not None]
    snapshot = CredsSnapshot(
        salt=door.salt,
        horizon=int(covers_until.timestamp()),
        pins=tuple(
            PinCredential(
                code.id,
                pin_hashes[code.id],
                *_window(code),
                hold_open=code.hold_open,
                opens_only=code.helper_id is not None,
            )
            for code in live
        ),
        offline=tuple(
            OfflineCredential(code.id, code.offline_word, *_window(code))
            for code in live
            if code.offline_word
        ),
        qr=tuple(QrCredential(code.id, code.qr_id, *_window(code)) for code in live),
        keyholders=tuple(
            KeyholderCredential(code.id, code.number, holder_hashes[code.id], *_window(code))
            for code in holders
        ),
        revoked_offline=(*words_over, *(code.offline_word for code in revoked if code.offline_word)),
        revoked_qr=tuple(code.qr_id for code in revoked),
    )
    return Draft("creds", snapshot.to_body())


def sign(keyring: Keyring, draft: Draft, door: Door, *, version: int, now: datetime) -> bytes:
    """Return the draft in a signed envelope for one door (door protocol, section 3)."""
    issued = int(now.timestamp())
    return envelope.seal(
        t=draft.kind,
        dev=door.id,
        ver=version,
        iat=issued,
        exp=issued + int(SIGNATURE_LIFE.total_seconds()),
        kid=keyring.snapshot_kid,
        body=draft.body,
        key=keyring.snapshot_key,
    )


def _window(code: Dated) -> tuple[int, int]:
    return int(code.window.start.timestamp()), int(code.window.end.timestamp())
