"""The codes a door knows, indexed for one look-up each. Values only: a new snapshot is a new vault."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from lock_agent.contract import offline_pin
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
)
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.snapshots import CredsSnapshot

_K = TypeVar("_K")
_V = TypeVar("_V")
Derive = Callable[[str, bytes], bytes]
"""Turns typed digits and the door's salt into the 16 bytes the snapshot holds (Argon2id in a real door)."""


@dataclass(frozen=True, slots=True)
class Vault:
    """An index over one credential snapshot. `ends` are all ends of windows, rising.

    `bookings` holds the PINs by the server's name of the code, which is that of its other forms too.
    """

    salt: bytes = field(repr=False)
    pins: Mapping[bytes, tuple[PinCredential, ...]] = field(repr=False)
    offline: Mapping[str, tuple[OfflineCredential, ...]] = field(repr=False)
    qr: Mapping[bytes, QrCredential] = field(repr=False)
    keyholders: Mapping[int, tuple[KeyholderCredential, ...]] = field(repr=False)
    revoked_offline: frozenset[OfflineWord]
    revoked_qr: frozenset[bytes]
    ends: tuple[int, ...]
    bookings: Mapping[str, PinCredential] = field(default_factory=dict, repr=False)

    def next_end(self, after: int) -> int | None:
        """Return the first end of a window past `after` (epoch s)."""
        place = bisect_right(self.ends, after)
        return self.ends[place] if place < len(self.ends) else None


EMPTY = Vault(
    b"\0" * 16,
    *(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}), MappingProxyType({})),
    *(frozenset(), frozenset(), ()),
)
"""What a door knows before its first snapshot: nobody."""


def open_vault(creds: CredsSnapshot, k_door: bytes) -> Vault:
    """Index a snapshot. Offline codes are computed once here, so that an entry is one look-up."""
    ends = {pin.exp for pin in creds.pins} | {code.exp for code in creds.offline}
    ends |= {token.exp for token in creds.qr} | {holder.exp for holder in creds.keyholders}
    derive = offline_pin.deriver(k_door)
    return Vault(
        salt=creds.salt,
        pins=_grouped((pin.h, pin) for pin in creds.pins),
        offline=_grouped((derive(code.word), code) for code in creds.offline),
        qr={token.id: token for token in creds.qr},
        keyholders=_grouped((holder.number, holder) for holder in creds.keyholders),
        revoked_offline=frozenset(creds.revoked_offline),
        revoked_qr=frozenset(creds.revoked_qr),
        ends=tuple(sorted(ends)),
        bookings={pin.ref: pin for pin in creds.pins},
    )


def lock_name(holder: KeyholderCredential) -> str:
    """Return the name under which failures of this very code are counted."""
    return f"{holder.number:02d}-{holder.h.hex()[:8]}"


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> Mapping[_K, tuple[_V, ...]]:
    groups: dict[_K, tuple[_V, ...]] = {}
    for key, value in pairs:
        groups[key] = (*groups.get(key, ()), value)
    return groups
