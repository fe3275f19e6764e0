"""The link itself, on a loop the test turns."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lock_agent import journal, orders
from lock_agent.contract import topics
from lock_agent.contract.acks import Ack
from lock_agent.contract.commands import Command
from lock_agent.contract.envelope import seal
from lock_agent.contract.events import MAX_BATCH, parse_batch
from lock_agent.contract.topics import Channel
from lock_agent.link import Link
from lock_agent.link_unit import open_link
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.outgoing import WINDOW, Outgoing
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.store import Store
from tests.lock_agent.server import BENKEN, KEY, KID, Server, enrol
from tests.lock_agent.stores import a_store, an_event
from tests.waiting import until


def turning(loop: Loop, condition: Callable[[], object]) -> Callable[[], object]:
    """Return a condition that turns the loop before it looks."""

    def look() -> object:
        loop.turn(0.01)
        return condition()

    return look


@pytest.fixture
def loop() -> Iterator[Loop]:
    one = Loop()
    yield one
    one.close()


class Wire:
    """Takes batches as a broker would, and says no more than a broker knows."""

    def __init__(self, store: Store, loop: Loop) -> None:
        self.batches: list[bytes] = []
        self.outgoing = Outgoing(store, loop, publish=self.batches.append, now=lambda: 1_790_000_000)

    def seqs(self) -> list[int]:
        return [event.seq for raw in self.batches for event in parse_batch(raw).events]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = a_store(tmp_path)
    yield one
    one.close()


def fill(store: Store, count: int, **data: object) -> None:
    with store.transaction() as connection:
        for _ in range(count):
            store.append(connection, an_event(**data))


def waiting(store: Store) -> int:
    return journal.outbox(store.reader).depth


def test_batches_hold_fifty_events_and_four_are_on_their_way(store: Store, loop: Loop) -> None:
    fill(store, 230)
    wire = Wire(store, loop)

    wire.outgoing.start()

    assert [len(parse_batch(raw).events) for raw in wire.batches] == [50, 50, 50, 50]
    assert wire.seqs() == list(range(1, WINDOW + 1))
    wire.outgoing.acknowledged(Ack(store.epoch, 100))
    assert wire.seqs() == list(range(1, 231))
    assert waiting(store) == 130


def test_batches_of_long_events_stay_under_their_limit(store: Store, loop: Loop) -> None:
    fill(store, 60, note="x" * 1000)
    wire = Wire(store, loop)

    wire.outgoing.start()

    assert max(len(raw) for raw in wire.batches) <= MAX_BATCH
    assert wire.seqs() == list(range(1, 61))


def test_nothing_is_forgotten_before_the_server_says_so(store: Store, loop: Loop) -> None:
    fill(store, 3)
    wire = Wire(store, loop)

    wire.outgoing.start()
    assert waiting(store) == 3
    wire.outgoing.acknowledged(Ack(store.epoch, 2))

    assert waiting(store) == 1


@pytest.mark.parametrize("ack", [Ack(999, 3), Ack(1000, 4), Ack(2000, 3)])
def test_a_receipt_for_another_journal_forgets_nothing(store: Store, loop: Loop, ack: Ack) -> None:
    fill(store, 3)
    wire = Wire(store, loop)
    wire.outgoing.start()

    wire.outgoing.acknowledged(ack)

    assert waiting(store) == 3


def test_a_gap_the_server_names_is_sent_again_once(store: Store, loop: Loop) -> None:
    fill(store, 120)
    wire = Wire(store, loop)
    wire.outgoing.start()

    wire.outgoing.acknowledged(Ack(store.epoch, 50, resend_from=51))
    wire.outgoing.acknowledged(Ack(store.epoch, 50, resend_from=51))

    assert wire.seqs() == [*range(1, 121), *range(51, 121)]


def test_silence_is_answered_by_sending_again(
    store: Store, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lock_agent.outgoing.PATIENCE_S", 0.05)
    fill(store, 2)
    wire = Wire(store, loop)

    wire.outgoing.start()
    until(turning(loop, lambda: len(wire.batches) >= 2), "sent again")
    wire.outgoing.stop()

    assert wire.seqs()[:4] == [1, 2, 1, 2]


def test_a_new_connection_begins_with_the_oldest_event(store: Store, loop: Loop) -> None:
    fill(store, 3)
    wire = Wire(store, loop)
    wire.outgoing.start()
    wire.outgoing.acknowledged(Ack(store.epoch, 1))
    wire.outgoing.stop()
    fill(store, 1)

    wire.outgoing.start()

    assert wire.seqs() == [1, 2, 3, 2, 3, 4]


@pytest.fixture
def link(tmp_path: Path, server: Server, broker: object, loop: Loop) -> Iterator[Link]:
    data = enrol(tmp_path / "door", broker.port)  # type: ignore[attr-defined]
    one = open_link(Site(data, load_settings(), Machine(), "monday"), loop)
    until(turning(loop, lambda: one.online and server.online()), "connected")
    yield one
    one.close()


def release(server: Server) -> bytes:
    """Return a command this very session would obey."""
    now = int(time.time())
    command = Command("c0ffee-0001", "unlatch", {}, server.session(), now + 10, "schmidt", "Lieferung")
    return seal(t="cmd", dev=BENKEN, ver=now, iat=now, exp=now + 10, kid=KID, body=command.to_body(), key=KEY)


def filed(link: Link) -> list[str]:
    return [order.id for order in orders.fresh(link._store.reader)]


def test_a_retained_command_is_ignored_even_in_its_own_session(link: Link, server: Server) -> None:
    topic = topics.topic(Channel.CMD, BENKEN)

    link.received(topic, release(server), retained=True)
    assert filed(link) == []
    link.received(topic, release(server), retained=False)

    assert filed(link) == ["c0ffee-0001"]


def test_a_command_on_another_doors_topic_is_ignored(link: Link, server: Server) -> None:
    link.received(topics.topic(Channel.CMD, "d-schlamau"), release(server), retained=False)

    assert filed(link) == []


def test_a_message_above_its_limit_is_dropped_unread(link: Link, server: Server) -> None:
    padded = release(server) + b" " * topics.max_bytes(Channel.CMD)

    link.received(topics.topic(Channel.CMD, BENKEN), padded, retained=False)

    assert filed(link) == []


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"\xff\xfe", b'{"t":1}', b"null"])
def test_rubbish_on_any_channel_changes_nothing(link: Link, payload: bytes) -> None:
    for channel in (Channel.ACK, Channel.TIME, Channel.CMD):
        link.received(topics.topic(channel, BENKEN), payload, retained=False)
    link.received("dgh/1/d/UPPER/dn/cmd", payload, retained=False)

    assert filed(link) == []
    assert link.online


def test_a_time_nobody_asked_for_is_not_taken(link: Link, loop: Loop, server: Server) -> None:
    until(turning(loop, lambda: link.reports.clock.answered is not None), "answered")
    before = link.reports.clock

    assert not link.reports.redeem("n" * 22, 4_000_000_000)

    assert link.reports.clock is before


def test_a_card_that_cannot_be_written_does_not_end_the_link(link: Link, server: Server) -> None:
    link._store.reader.execute("PRAGMA query_only=ON")

    link.received(topics.topic(Channel.CMD, BENKEN), release(server), retained=False)

    assert link.online
