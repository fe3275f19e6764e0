"""Somebody brings what the network cannot: a bag goes in, the door's events and its report come out."""

from collections.abc import Callable
from dataclasses import dataclass

from lock_agent import journal, snapshots
from lock_agent.contract import courier
from lock_agent.contract.acks import parse_ack
from lock_agent.contract.courier import DownBag, UpBag
from lock_agent.contract.events import MOST_EVENTS, Event, EventType, fill_batch
from lock_agent.incoming import Incoming
from lock_agent.reports import Reports
from lock_agent.store import Store

Stamp = Callable[[EventType, dict[str, object]], Event]


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a bag: which snapshots are in force now because of it."""

    applied: tuple[str, ...]
    refused: tuple[str, ...]


def bring(store: Store, raw: bytes, stamp: Stamp, is_too_far: Callable[[int], bool]) -> Brought:
    """Take a bag in: acknowledgements first, then settings, then credentials.

    A snapshot that is old, foreign, broken or signed by a clock far ahead (`is_too_far`) is refused as if it
    had come over the network; the last good one stays. Raises ContractError for a bag that is not this
    door's, before anything changes.
    """
    bag = courier.unpack_down(raw, device=store.enrolment.device, k_door=store.enrolment.k_door)
    _forget_stored(store, bag)
    incoming = Incoming(store, stamp=stamp, is_too_far=is_too_far)
    before = _in_force(store)
    for kind, snapshot in (("cfg", bag.cfg), ("creds", bag.creds)):
        if snapshot is not None:
            incoming.take(kind, snapshot)
    after = _in_force(store)
    brought = [kind for kind in snapshots.KINDS if getattr(bag, kind) is not None]
    applied = tuple(kind for kind in brought if after[kind] != before[kind])
    same = tuple(kind for kind in brought if kind not in applied and after[kind] == getattr(bag, kind))
    return Brought(applied, tuple(kind for kind in brought if kind not in applied + same))


def collect(store: Store, reports: Reports) -> bytes:
    """Return the bag that goes to the server: a report and as many of the oldest events as it carries."""
    batches: list[bytes] = []
    sent, now = 0, reports.reading().now
    while len(batches) < courier.MOST_BATCHES:
        events = journal.pending(store.reader, after=sent, most=MOST_EVENTS)
        if not events:
            break
        batch = fill_batch(store.epoch, events, now)
        batches.append(batch.to_body())
        sent = batch.events[-1].seq
    bag = UpBag(reports.make().to_body(), tuple(batches))
    return courier.pack_up(bag, device=store.enrolment.device, k_door=store.enrolment.k_door)


def _forget_stored(store: Store, bag: DownBag) -> None:
    if bag.ack is None:
        return
    ack = parse_ack(bag.ack)
    if ack.epoch == store.epoch and ack.acked <= journal.outbox(store.reader).last_seq:
        with store.transaction() as connection:
            journal.acknowledge(connection, ack.acked)


def _in_force(store: Store) -> dict[str, bytes | None]:
    device = store.enrolment.device
    found = {kind: snapshots.load(store.reader, kind, device) for kind in snapshots.KINDS}
    return {kind: applied.raw if applied else None for kind, applied in found.items()}
