"""The journal: numbers without a gap, a chain, nothing forgotten before the server has it."""

import sqlite3
from pathlib import Path

import pytest

from lock_agent import journal
from lock_agent.contract.events import GENESIS, Event, chain_hash
from lock_agent.database import DatabaseCorrupt
from lock_agent.store import Store
from tests.lock_agent.stores import a_store, an_event


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path, spool=5)


def keep(store: Store, *types: str) -> list[Event | None]:
    """Store events of these types, one transaction each."""
    kept = []
    for type_ in types:
        with store.transaction() as connection:
            kept.append(store.append(connection, an_event(type_)))
    return kept


def seqs(store: Store) -> list[int]:
    return [event.seq for event in journal.pending(store.reader)]


def types(store: Store) -> list[str]:
    return [str(event.type) for event in journal.pending(store.reader)]


def acknowledge(store: Store, acked: int) -> int:
    with store.transaction() as connection:
        return journal.acknowledge(connection, acked)


def test_events_are_numbered_from_one_and_chained(store: Store) -> None:
    keep(store, "access", "access", "alarm")

    first, second, third = journal.pending(store.reader)
    assert (first.seq, second.seq, third.seq) == (1, 2, 3)
    assert first.prev_hash == GENESIS
    assert second.prev_hash == chain_hash(GENESIS, first)
    assert third.prev_hash == chain_hash(second.prev_hash, second)
    journal.check(store.reader)


def test_numbers_and_chain_go_on_after_everything_was_acknowledged(store: Store, tmp_path: Path) -> None:
    keep(store, "access", "access")
    last = journal.pending(store.reader)[-1]
    acknowledge(store, 2)
    store.close()

    reopened = a_store(tmp_path)
    keep(reopened, "access")

    (event,) = journal.pending(reopened.reader)
    assert event.seq == 3
    assert event.prev_hash == chain_hash(last.prev_hash, last)


def test_an_acknowledgement_forgets_no_more_than_it_names(store: Store) -> None:
    keep(store, "access", "access", "access")

    assert acknowledge(store, 2) == 2
    assert seqs(store) == [3]
    assert acknowledge(store, 2) == 0


def test_a_receipt_for_a_number_never_given_is_no_receipt(store: Store) -> None:
    keep(store, "access")

    assert acknowledge(store, 9_000) == 0
    assert seqs(store) == [1]


def test_an_event_that_was_not_committed_leaves_no_gap(store: Store) -> None:
    keep(store, "access")
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        _store_then_fail(store, connection)
    keep(store, "access")

    assert seqs(store) == [1, 2]
    journal.check(store.reader)


def test_a_full_spool_counts_diagnostics_and_keeps_what_people_did(store: Store) -> None:
    keep(store, *["access"] * 5)

    assert keep(store, "boot", "clock", "snapshot") == [None, None, None]
    keep(store, "access")

    assert types(store) == ["access"] * 5 + ["lost", "access"]
    lost = journal.pending(store.reader)[5]
    assert dict(lost.data) == {"cause": "full", "count": 3}
    assert seqs(store) == [1, 2, 3, 4, 5, 6, 7]
    journal.check(store.reader)


def test_the_count_of_lost_events_outlives_a_power_cut(store: Store, tmp_path: Path) -> None:
    keep(store, *["access"] * 5, "boot")
    store.close()

    reopened = a_store(tmp_path, boot_id="tuesday", spool=5)
    acknowledge(reopened, 5)
    keep(reopened, "boot")

    assert types(reopened) == ["lost", "boot"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET data = '{\"granted\":true}' WHERE seq = 2",
        "UPDATE events SET ts = ts + 1 WHERE seq = 3",
        "DELETE FROM events WHERE seq = 2",
        "DELETE FROM events WHERE seq = 3",
        "UPDATE events SET data = 'x' WHERE seq = 1",
    ],
)
def test_a_journal_somebody_wrote_in_is_not_believed(store: Store, damage: str) -> None:
    keep(store, "access", "access", "access")
    with store.transaction() as connection:
        connection.execute(damage)

    with pytest.raises(DatabaseCorrupt):
        journal.check(store.reader)


def test_waiting_events_and_the_last_number_are_counted(store: Store) -> None:
    assert journal.outbox(store.reader) == journal.Outbox(0, 0)

    keep(store, "access", "access", "access")
    acknowledge(store, 1)

    assert journal.outbox(store.reader) == journal.Outbox(2, 3)


def test_the_database_itself_numbers_no_event_twice(store: Store) -> None:
    keep(store, "access")
    acknowledge(store, 1)

    with store.transaction() as connection:
        kept = store.append(connection, an_event())

    assert kept is not None
    assert kept.seq == 2
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as connection:
        connection.execute("INSERT INTO events SELECT * FROM events")


def _store_then_fail(store: Store, connection: sqlite3.Connection) -> None:
    assert store.append(connection, an_event())
    raise ZeroDivisionError
