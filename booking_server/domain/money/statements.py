"""What a bank statement says, whatever the file looked like."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One transfer on an account.

    `cents` is positive for what came in, negative for what went out; `is_reversal` marks a payment that
    was taken back. `trouble` says in German why a person must look at it (foreign money, a sum without
    its parts). `key` is the same whenever the same transfer is read again.
    """

    key: str
    booked_on: date
    cents: int
    text: str
    name: str = ""
    is_reversal: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The booked entries of one account; `pending` counts what the bank has not booked yet."""

    iban: str
    entries: tuple[BankEntry, ...]
    pending: int = 0


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One transfer as it stands in the file; `reference` is the bank's own."""

    booked_on: date
    cents: int
    text: str
    name: str
    reference: str
    is_reversal: bool
    trouble: str


def with_keys(iban: str, read: Iterable[ReadEntry]) -> tuple[BankEntry, ...]:
    """Give every transfer the key it is known by.

    Two transfers that are alike in everything are told apart by their order on the statement, so that
    the same file read twice yields the same keys and two equal payments of one day both count.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    entries = []
    for one in read:
        facts = (iban, one.booked_on.isoformat(), one.cents, one.reference, one.name, one.text)
        key = hashlib.sha256(repr((*facts, seen[facts])).encode()).hexdigest()[:32]
        seen[facts] += 1
        entries.append(
            BankEntry(key, one.booked_on, one.cents, one.text, one.name, one.is_reversal, one.trouble)
        )
    return tuple(entries)
