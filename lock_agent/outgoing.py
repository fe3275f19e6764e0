"""Events on their way to the server (protocol §6): prompt, in order, repeated until it has stored them.

The broker's own receipt (PUBACK) deletes nothing: brokers were seen to lose what they had confirmed.
Only the server's acknowledgement, sent after its commit, does.
"""

from collections.abc import Callable

from lock_agent import journal
from lock_agent.contract.acks import Ack
from lock_agent.contract.events import MOST_EVENTS, fill_batch
from lock_agent.loop import Loop, Timer
from lock_agent.store import Store

WINDOW = 4 * MOST_EVENTS
"""Events on their way at once."""

PATIENCE_S = 10.0
LONGEST_PATIENCE_S = 300.0
GAP_S = 1.0


class Outgoing:
    """Sends what waits in the journal while there is a connection. `now` is the door's time, epoch s."""

    def __init__(
        self, store: Store, loop: Loop, *, publish: Callable[[bytes], object], now: Callable[[], int]
    ) -> None:
        self._store, self._loop, self._publish, self._now = store, loop, publish, now
        self._sent = self._acked = 0
        self._open = False
        self._patience = PATIENCE_S
        self._timer: Timer | None = None
        self._gap_rested = True

    def start(self) -> None:
        """There is a connection: send from the oldest waiting event on."""
        self._open, self._sent, self._acked = True, 0, 0
        self._patience = PATIENCE_S
        self.pump()

    def stop(self) -> None:
        """The connection is gone."""
        self._open = False
        self._wait(None)

    def pump(self) -> None:
        """Send what waits, as far as the window allows."""
        while self._open and self._sent - self._acked < WINDOW:
            events = journal.pending(self._store.reader, after=self._sent, most=MOST_EVENTS)
            if not events:
                return
            if self._sent == 0:
                self._acked = events[0].seq - 1
            batch = fill_batch(self._store.epoch, events, self._now())
            self._publish(batch.to_body())
            self._sent = batch.events[-1].seq
            if self._timer is None:
                self._wait(self._patience)

    def acknowledged(self, ack: Ack) -> None:
        """Forget what the server has stored, go back to a gap it names, send on."""
        last = journal.outbox(self._store.reader).last_seq
        if ack.epoch != self._store.epoch or ack.acked > last:
            return  # meant for another journal than this one
        if ack.acked > self._acked:
            self._forget(ack.acked)
        if ack.resend_from is not None and ack.resend_from <= self._sent and self._gap_rested:
            self._sent = max(ack.resend_from - 1, self._acked)
            # What is on its way behind the gap makes the server ask for the same gap again.
            self._gap_rested = False
            self._loop.later(GAP_S, self._rest_gap)
        self.pump()

    def _forget(self, acked: int) -> None:
        with self._store.transaction() as connection:
            journal.acknowledge(connection, acked)
        self._acked, self._sent = acked, max(acked, self._sent)
        self._patience = PATIENCE_S
        self._wait(self._patience if self._sent > acked else None)

    def _rest_gap(self) -> None:
        self._gap_rested = True

    def _wait(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self._loop.later(seconds, self._repeat)

    def _repeat(self) -> None:
        self._timer = None
        self._patience = min(LONGEST_PATIENCE_S, 2 * self._patience)
        self._sent = self._acked
        self.pump()
