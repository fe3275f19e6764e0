"""The one file: its baseline, and what happens when it cannot be believed."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lock_agent import facts, journal, snapshots
from lock_agent.core import Durable
from lock_agent.database import (
    BASELINE,
    BaselineBroken,
    Database,
    DatabaseCorrupt,
    SchemaUnknown,
    check_baseline,
)
from lock_agent.renewal import RESET
from lock_agent.store import Store
from lock_agent.throttle import Throttle
from tests.lock_agent.server import BENKEN, RIGHT_PIN
from tests.lock_agent.stores import a_store, an_event, applied

WEAKER = {
    "journal_mode": "delete",
    "synchronous": 1,
    "foreign_keys": 0,
    "busy_timeout": 0,
    "trusted_schema": 1,
}


@pytest.mark.parametrize("pragma", WEAKER)
def test_the_agent_refuses_to_run_without_its_baseline(tmp_path: Path, pragma: str) -> None:
    database = Database(tmp_path / "agent.db")
    check_baseline(database.reader)

    database.reader.execute(f"PRAGMA {pragma}={WEAKER[pragma]}")

    with pytest.raises(BaselineBroken, match=pragma):
        check_baseline(database.reader)


def test_the_baseline_is_the_one_of_the_house() -> None:
    assert BASELINE == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }


def test_a_damage_that_sqlite_quotes_with_bytes_of_no_text_is_a_damage(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "agent.db", isolation_level=None)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_schema SET name = CAST(x'd4f00d' AS TEXT), sql = 'noise' WHERE name = 'orders'"
    )
    connection.close()

    with pytest.raises(DatabaseCorrupt, match="bytes of no text"):
        Database(tmp_path / "agent.db")


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "agent.db")
    connection.execute("PRAGMA user_version=2")
    connection.close()

    with pytest.raises(SchemaUnknown):
        a_store(tmp_path)
    assert not list(tmp_path.glob("*set-aside*"))


def test_a_transaction_is_whole_or_absent(tmp_path: Path) -> None:
    store = a_store(tmp_path)

    with pytest.raises(sqlite3.IntegrityError), store.transaction() as connection:
        _write_then_fail(connection)

    assert facts.read(store.reader, "one") is None


def test_a_boot_is_counted_once_for_both_units(tmp_path: Path) -> None:
    boots = [a_store(tmp_path, boot_id=boot_id).boot for boot_id in ("mon", "mon", "tue", "tue", "wed")]

    assert boots == [1, 1, 2, 2, 3]


def _write_then_fail(connection: sqlite3.Connection) -> None:
    facts.write(connection, "one", 1)
    connection.execute("INSERT INTO orders (id, at, envelope, state) VALUES ('a', 1, x'', 'lost')")


def used_store(data: Path) -> None:
    """Leave behind the files of a door that has been in use."""
    store = a_store(data)
    for kind in snapshots.KINDS:
        snapshot = applied(kind, 4, RIGHT_PIN)
        with store.transaction() as connection:
            snapshots.store(connection, kind, snapshot)
        store.copy_snapshot(kind, snapshot)
    with store.transaction() as connection:
        for _ in range(8):
            store.append(connection, an_event(granted=True))
        store.write_durable(connection, Durable(1_790_000_000, throttle=Throttle(pin_full_at=1_790_009_000)))
    store.close()


def damaged(path: Path, damage: str) -> None:
    """Damage a file: cut off its end, write noise into it, empty it."""
    content = bytearray(path.read_bytes())
    match damage:
        case "truncated":
            del content[len(content) // 2 :]
        case "noise":
            content[4096:8192] = random.Random(7).randbytes(4096)
        case "no database":
            content[:16] = b"hello, world!!!!"
        case "empty":
            content.clear()
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["truncated", "noise", "no database", "empty", "gone"])
def test_a_broken_database_is_replaced_by_the_last_good_snapshots(tmp_path: Path, damage: str) -> None:
    used_store(tmp_path)
    if damage == "gone":
        (tmp_path / "agent.db").unlink()
    else:
        damaged(tmp_path / "agent.db", damage)

    store = a_store(tmp_path)

    for kind in snapshots.KINDS:
        snapshot = snapshots.load(store.reader, kind, BENKEN)
        assert snapshot is not None
        assert snapshot.envelope.ver == 4
    assert store.epoch == 1001
    assert facts.read(store.reader, RESET) == 1
    assert journal.outbox(store.reader) == journal.Outbox(0, 0)
    assert store.durable().throttle.pin_full_at > 0, "counters that were lost count as used up"


def test_a_loss_without_good_copies_leaves_a_door_that_knows_nobody(tmp_path: Path) -> None:
    used_store(tmp_path)
    damaged(tmp_path / "agent.db", "noise")
    for kind in snapshots.KINDS:
        damaged(tmp_path / "last-good" / kind, "truncated")

    store = a_store(tmp_path)

    assert [snapshots.load(store.reader, kind, BENKEN) for kind in snapshots.KINDS] == [None, None]


def test_every_loss_begins_another_journal(tmp_path: Path) -> None:
    used_store(tmp_path)
    epochs = []

    for _ in range(5):
        damaged(tmp_path / "agent.db", "no database")
        store = a_store(tmp_path)
        epochs.append(store.epoch)
        store.close()

    assert epochs == [1001, 1002, 1003, 1004, 1005]
    assert len(list(tmp_path.glob("agent.db.set-aside-???"))) == 3, "the card is not filled with old losses"


def test_the_next_journal_is_found_without_the_note(tmp_path: Path) -> None:
    used_store(tmp_path)
    damaged(tmp_path / "agent.db", "no database")
    a_store(tmp_path).close()
    (tmp_path / "last-good" / "storage").write_bytes(b"rubbish")
    damaged(tmp_path / "agent.db", "no database")

    assert a_store(tmp_path).epoch == 1002


def test_both_units_agree_on_the_file_after_one_has_replaced_it(tmp_path: Path) -> None:
    link = a_store(tmp_path)
    damaged(tmp_path / "agent.db", "no database")
    (tmp_path / "agent.db-wal").unlink(missing_ok=True)
    assert not link.was_replaced()

    door = a_store(tmp_path)
    assert link.was_replaced()
    link.reopen()

    assert link.epoch == door.epoch
    assert not link.was_replaced()


def test_no_flipped_bit_is_ever_believed(tmp_path: Path, volume: Callable[[int, int], int]) -> None:
    used_store(tmp_path)
    good = (tmp_path / "agent.db").read_bytes()
    known = _content(a_store(tmp_path))
    chance = random.Random(20261123)
    for number in range(volume(20, 2_000)):
        data = tmp_path / f"mutant-{number}"
        data.mkdir()
        for name in ("enrolment.json", "last-good"):
            (data / name).symlink_to(tmp_path / name)
        mutant = bytearray(good)
        place = chance.randrange(len(mutant))
        mutant[place] ^= 1 << chance.randrange(8)
        (data / "agent.db").write_bytes(mutant)

        found = _content(_opened(data))

        assert found["snapshots"] == known["snapshots"]
        assert found["epoch"] != 1000 or found == known, f"byte {place}"


def _opened(data: Path) -> Store:
    try:
        return a_store(data)
    except (SchemaUnknown, BaselineBroken):
        return a_store(data.parent)  # refused as a whole: nothing was believed


def _content(store: Store) -> dict[str, object]:
    loaded = [snapshots.load(store.reader, kind, BENKEN) for kind in snapshots.KINDS]
    found = {
        "epoch": store.epoch,
        "snapshots": [snapshot and snapshot.raw for snapshot in loaded],
        "events": [event.fields() for event in journal.pending(store.reader)],
        "durable": store.durable(),
    }
    store.close()
    return found


def test_a_fact_somebody_changed_is_not_believed(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.transaction() as connection:
        facts.write(connection, "guesses", 6)
        connection.execute("UPDATE facts SET value = '0' WHERE name = 'guesses'")

    with pytest.raises(DatabaseCorrupt, match="guesses"):
        facts.read(store.reader, "guesses")


@pytest.mark.parametrize("kind", snapshots.KINDS)
def test_a_flipped_bit_in_a_snapshot_brings_back_the_copy(tmp_path: Path, kind: str) -> None:
    used_store(tmp_path)
    raw = bytearray((tmp_path / "last-good" / kind).read_bytes().partition(b"\n")[2])
    path = tmp_path / "agent.db"
    content = path.read_bytes()
    assert bytes(raw) in content
    good = bytes(raw)
    raw[len(raw) // 2] ^= 1
    path.write_bytes(content.replace(good, bytes(raw)))

    store = a_store(tmp_path)

    snapshot = snapshots.load(store.reader, kind, BENKEN)
    assert snapshot is not None
    assert snapshot.raw == good
    assert store.epoch == 1001


def test_what_the_other_unit_writes_while_a_file_is_checked_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = a_store(tmp_path)
    for _ in range(3):
        record(door)
    outbox, written = journal.outbox, []

    def meanwhile(reader: sqlite3.Connection) -> journal.Outbox:
        if not written:
            written.append(1)
            record(door)
        return outbox(reader)

    monkeypatch.setattr(journal, "outbox", meanwhile)
    link = a_store(tmp_path)

    assert (link.epoch, len(journal.pending(link.reader, most=10))) == (door.epoch, 4)
    assert not door.was_replaced()
    for store in (door, link):
        store.close()


def record(store: Store) -> None:
    with store.transaction() as connection:
        store.append(connection, an_event())
