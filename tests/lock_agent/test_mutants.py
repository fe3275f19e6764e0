"""Damaged cards: what was not written is not believed, the last good snapshots stay in force (I17)."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lock_agent import journal, snapshots
from lock_agent.core import Durable
from lock_agent.database import StorageError
from lock_agent.throttle import Throttle
from tests.lock_agent.server import BENKEN, RIGHT_PIN
from tests.lock_agent.stores import a_store, an_event, applied

FILES = ("agent.db", "agent.db", "agent.db-wal", "last-good/cfg", "last-good/creds", "last-good/storage")
SECTOR = 512
COUNTERS = Throttle(pin_full_at=1_790_009_000)


@dataclass(frozen=True, slots=True)
class Card:
    """A card as a door left it in a power cut, its log not yet moved into the database; and what it says."""

    files: dict[str, bytes]
    known: dict[str, Any]


def content(data: Path) -> dict[str, Any]:
    """Boot a door of these files and return what it believes."""
    store = a_store(data)
    try:
        loaded = {kind: snapshots.load(store.reader, kind, BENKEN) for kind in snapshots.KINDS}
        return {
            "epoch": store.epoch,
            "snapshots": {kind: one and one.raw for kind, one in loaded.items()},
            "events": [event.fields() for event in journal.pending(store.reader, most=1000)],
            "throttle": store.durable().throttle,
        }
    finally:
        store.close()


def lay(files: dict[str, bytes], data: Path) -> Path:
    """Write files into a directory."""
    for name, raw in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(raw)
    return data


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    data = tmp_path_factory.mktemp("used")
    a_store(data).close()
    store = a_store(data)
    for kind in snapshots.KINDS:
        snapshot = applied(kind, 4, RIGHT_PIN)
        with store.transaction() as connection:
            snapshots.store(connection, kind, snapshot)
        store.copy_snapshot(kind, snapshot)
    for number in range(8):
        with store.transaction() as connection:
            store.append(connection, an_event(granted=True, number=number))
            store.write_durable(connection, Durable(1_790_000_000, throttle=COUNTERS))
        if number == 3:
            store.reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = {name: (data / name).read_bytes() for name in {*FILES, "enrolment.json"}}
    store.close()
    return Card(files, content(lay(files, tmp_path_factory.mktemp("whole"))))


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Flip a bit, lose the end, or fill a sector with noise or nothing."""
    place = chance.randrange(len(raw))
    sector = place // SECTOR * SECTOR
    mutant = bytearray(raw)
    match chance.randrange(6):
        case 0:
            del mutant[place:]
        case 1:
            mutant[sector : sector + SECTOR] = bytes(len(raw[sector : sector + SECTOR]))
        case 2:
            mutant[sector : sector + SECTOR] = chance.randbytes(len(raw[sector : sector + SECTOR]))
        case _:
            mutant[place] ^= 1 << chance.randrange(8)
    return bytes(mutant)


def test_a_damaged_card_is_never_believed_and_the_last_good_snapshots_stay(
    card: Card, ram: Path, volume: Callable[[int, int], int]
) -> None:
    chance, found = random.Random(20261123), Counter[str]()
    for _ in range(volume(500, 20_000)):
        name = chance.choice(FILES)
        data = lay({**card.files, name: damaged(card.files[name], chance)}, ram / "mutant")

        found[fate(card, name, data)] += 1

        shutil.rmtree(data)
    assert found["renewed"] > volume(25, 1_000), found
    assert found["whole"] > volume(50, 2_000), found
    print(dict(found))


def fate(card: Card, name: str, data: Path) -> str:
    """Boot a door of a damaged card; say what became of it. It fails if the door believes what is not so."""
    try:
        believed = content(data)
    except StorageError:
        return "refused"  # a schema of another version: nothing is believed, nothing is changed
    known = card.known
    assert believed["snapshots"] == known["snapshots"], name
    if believed["epoch"] > known["epoch"]:
        assert believed["events"] == []
        assert believed["throttle"].pin_full_at > 0, "lost counters count as used up"
        return "renewed"
    number = len(believed["events"])
    assert believed["events"] == known["events"][:number], name
    if believed == known:
        return "whole"
    # SQLite takes a log up to its first broken frame for what was written before a power cut.
    assert name == "agent.db-wal", believed
    return "shorter"
