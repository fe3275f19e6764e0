"""What was revoked over the radio, until a signed snapshot says it: values, and a vault without them."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from lock_agent.contract.credentials import read_word, word_fields
from lock_agent.contract.fields import Fields
from lock_agent.contract.lora import LAST_COUNTER, CodeRevoked, DownFrame
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.core.vault import Vault

MOST_KEPT = 300
"""Frames beyond are refused and told: to forget one instead would give a code back.

All of it is written again with the clock, up to 288 times a day, and the card bears 5 MiB.
"""


class _Named(Protocol):
    @property
    def ref(self) -> str: ...


_K = TypeVar("_K")
_N = TypeVar("_N", bound=_Named)


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Codes by QR id and held codes by name, each with the snapshot version that makes it superfluous.

    `counter` is that of the last frame taken; `words` are the offline words of codes that have one.
    """

    counter: int = 0
    codes: Mapping[bytes, int] = field(default_factory=dict)
    words: Mapping[OfflineWord, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """How many codes are kept from opening by this alone."""
        return len(self.codes) + len(self.held)

    @property
    def size(self) -> int:
        """How many entries are stored: one code may have had several words, one after the other."""
        return self.kept + len(self.words)


NOTHING = Withdrawals()


def take(before: Withdrawals, frame: DownFrame, applied_ver: int) -> Withdrawals:
    """Return what is withdrawn after a newer frame; what the snapshot in force says already is not kept."""
    if frame.covered_by <= applied_ver:
        return replace(before, counter=frame.counter)
    codes, words, held = dict(before.codes), dict(before.words), dict(before.held)
    for one in frame.revoked:
        if isinstance(one, CodeRevoked):
            codes[one.token] = max(frame.covered_by, codes.get(one.token, 0))
            if one.word is not None:
                words[one.word] = max(frame.covered_by, words.get(one.word, 0))
        else:
            held[one.ref] = max(frame.covered_by, held.get(one.ref, 0))
    return Withdrawals(frame.counter, codes, words, held)


def outlasting(before: Withdrawals, applied_ver: int) -> Withdrawals:
    """Return what a snapshot of this version does not say itself. An older one brings nothing back."""
    if all(ver > applied_ver for part in (before.codes, before.words, before.held) for ver in part.values()):
        return before
    codes, words, held = (_above(part, applied_ver) for part in (before.codes, before.words, before.held))
    return Withdrawals(before.counter, codes, words, held)


def masked(vault: Vault, withdrawn: Withdrawals) -> Vault:
    """Return the vault without what is withdrawn, as if the snapshot had left it out and revoked it.

    A QR id the snapshot knows leads to the name of its code, and so to its PIN and its offline word; another
    code with the same digits has another name and stays.
    """
    if not withdrawn.kept:
        return vault
    named = {vault.qr[token].ref for token in withdrawn.codes if token in vault.qr}
    refs = named | withdrawn.held.keys()
    words = {code.word for group in vault.offline.values() for code in group if code.ref in refs}
    return replace(
        vault,
        pins=_without(vault.pins, refs),
        offline=_without(vault.offline, refs),
        keyholders=_without(vault.keyholders, refs),
        revoked_offline=vault.revoked_offline | words | withdrawn.words.keys(),
        revoked_qr=vault.revoked_qr | withdrawn.codes.keys(),
        bookings={ref: pin for ref, pin in vault.bookings.items() if ref not in refs},
    )


def withdrawal_fields(withdrawn: Withdrawals) -> dict[str, Any]:
    """Return them as JSON values."""
    return {
        "counter": withdrawn.counter,
        "codes": {token.hex(): ver for token, ver in withdrawn.codes.items()},
        "words": [{**word_fields(word), "ver": ver} for word, ver in withdrawn.words.items()],
        "held": dict(withdrawn.held),
    }


def read_withdrawals(value: dict[str, Any]) -> Withdrawals:
    """Read what `withdrawal_fields` wrote. Raises `MalformedMessage`."""
    fields = Fields(value, known="counter codes words held", where="withdrawals")
    codes, held = fields.object("codes"), fields.object("held")
    versions = [Fields(part, known="", where="withdrawals") for part in (codes, held)]
    return Withdrawals(
        fields.integer("counter", 0, LAST_COUNTER),
        {_token(name): versions[0].integer(name) for name in codes},
        dict(fields.items("words", _word, MOST_KEPT)),
        {name: versions[1].integer(name) for name in held},
    )


def _above(part: Mapping[_K, int], applied_ver: int) -> dict[_K, int]:
    return {key: ver for key, ver in part.items() if ver > applied_ver}


def _without(groups: Mapping[_K, tuple[_N, ...]], refs: Set[str]) -> Mapping[_K, tuple[_N, ...]]:
    left = {key: tuple(one for one in group if one.ref not in refs) for key, group in groups.items()}
    return {key: group for key, group in left.items() if group}


def _token(name: str) -> bytes:
    return Fields({"token": name}, known="", where="withdrawals").octets("token", 5)


def _word(value: object) -> tuple[OfflineWord, int]:
    return read_word(value), Fields(value, known="start dur seq ver", where="withdrawals").integer("ver")
