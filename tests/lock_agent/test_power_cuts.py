"""Power cuts at every moment of a door's life: what was promised is there, and the door trusts its card."""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lock_agent import facts, journal, snapshots
from lock_agent.contract.events import chain_hash
from lock_agent.renewal import COPIES
from lock_agent.store import Store
from tests.lock_agent.power_cuts import Call, CallUnknown, Card, File, State, Write, parse, recorded
from tests.lock_agent.server import BENKEN, enrol
from tests.lock_agent.stores import a_store

FULL, NORMAL = 2, 1


@dataclass(frozen=True, slots=True)
class Cut:
    """What may be left after the calls so far, and what the door had promised by then."""

    left: State
    promised: dict[str, Any]


def cuts(root: Path, synchronous: int, chance: random.Random, *, some: int, days: int = 3) -> Iterator[Cut]:
    """Record a door at work over two boots of some days each; return what power cuts may leave of it."""
    data = enrol(root / "door", 1883)
    card = Card(data)
    program = [sys.executable, "-m", "tests.lock_agent.power_workload", str(data)]
    program += [str(synchronous), str(days)]
    for call in recorded(program, root / "trace"):
        if card.take(call):
            promised = json.loads(card.promised) if card.promised else {}
            for left in card.states(chance, some=some):
                yield Cut(left, promised)


def broken(cut: Cut, data: Path) -> list[str]:
    """Return which promises a door that boots with what is left does not keep."""
    for name, content in cut.left.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    store = a_store(data, boot_id="after")
    try:
        return [what for what, kept in _kept(store, cut.promised) if not kept]
    finally:
        store.close()


def _kept(store: Store, promised: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield "the database is believed", store.epoch == 1000
    if not promised:
        return
    last, durable = promised["last"], store.durable()
    waiting = journal.pending(store.reader, most=10_000)
    found = {event.seq: event for event in waiting}
    yield "no number is given twice", journal.outbox(store.reader).last_seq >= last
    yield "no event is lost", set(range(promised["waiting"], last + 1)) <= set(found)
    if last in found:
        yield "the event is the same", chain_hash(found[last].prev_hash, found[last]) == promised["chain"]
    elif journal.outbox(store.reader).last_seq == last:
        yield "the chain goes on", facts.read(store.reader, journal.CHAIN) == promised["chain"]
    for kind, ver in promised["versions"].items():
        yield f"{kind} stays in force", snapshots.version(store.reader, kind) >= ver
        copy = snapshots.load_copy(store.directory / COPIES, kind, BENKEN)
        yield f"{kind} has its copy", copy is not None and copy.envelope.ver >= ver
    yield "no attempt is given back", durable.throttle.pin_full_at >= promised["pin_full_at"]
    yield "the floor stays", durable.floor >= promised["floor"]


def test_no_power_cut_takes_back_what_the_door_has_promised(
    ram: Path, volume: Callable[[int, int], int]
) -> None:
    chance, places = random.Random(20261123), count()
    found: dict[int, Cut] = {}
    for cut in cuts(ram, FULL, chance, some=volume(1, 30), days=volume(3, 40)):
        found.setdefault(hash((frozenset(cut.left.items()), json.dumps(cut.promised))), cut)
    every = chance.sample(list(found.values()), min(len(found), volume(300, 20_000)))

    for cut in every:
        assert broken(cut, ram / f"cut-{next(places)}") == []

    assert len(every) >= volume(300, 10_000), "too few to prove anything"
    assert sum(bool(cut.promised) for cut in every) > len(every) // 2
    print(f"{len(every)} of {len(found)} states a power cut may leave")


def test_the_harness_notices_a_commit_that_is_not_on_the_card(ram: Path) -> None:
    promises = [cut for cut in cuts(ram, NORMAL, random.Random(1), some=0) if cut.promised][::20]

    lost = {what for number, cut in enumerate(promises) for what in broken(cut, ram / str(number))}

    assert {"no event is lost", "no number is given twice"} <= lost


def call(line: str) -> Call:
    found = parse(line)
    assert found is not None
    return found


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


@pytest.fixture
def card(tmp_path: Path) -> Card:
    (tmp_path / "old").write_bytes(b"before")
    return Card(tmp_path)


def left(card: Card) -> list[State]:
    worst, best = card.states(random.Random(1), some=0)
    return [worst, best]


def test_an_unsynced_write_may_be_gone(card: Card, tmp_path: Path) -> None:
    card.take(call(f'openat(AT_FDCWD, "{hexed(str(tmp_path / "old"))}", O_RDWR|O_CLOEXEC) = 5'))
    card.take(call(f'pwrite64(5, "{hexed("BE")}", 2, 0) = 2'))
    assert left(card) == [{"old": b"before"}, {"old": b"BEfore"}]

    card.take(call("fdatasync(5) = 0"))

    assert left(card) == [{"old": b"BEfore"}] * 2


def test_a_name_is_sure_once_its_directory_is_synced(card: Card, tmp_path: Path) -> None:
    old, new = (hexed(str(tmp_path / name)) for name in ("old", "new"))
    card.take(call(f'rename("{old}", "{new}") = 0'))
    assert left(card) == [{"old": b"before"}, {"new": b"before"}]

    card.take(call(f'openat(AT_FDCWD, "{hexed(str(tmp_path))}", O_RDONLY|O_CLOEXEC) = 6'))
    card.take(call("fsync(6) = 0"))

    assert left(card) == [{"new": b"before"}] * 2


def test_a_write_may_be_torn_between_two_sectors() -> None:
    file = File(bytearray(b"-" * 1500))

    Write(0, b"x" * 1500).torn(1).onto(file.sure)

    assert bytes(file.sure) == b"x" * 512 + b"-" * 988


def test_a_call_the_model_does_not_know_is_no_proof(card: Card, tmp_path: Path) -> None:
    with pytest.raises(CallUnknown):
        card.take(call(f'truncate("{hexed(str(tmp_path / "old"))}", 3) = 0'))
