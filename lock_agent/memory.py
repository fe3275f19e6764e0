"""What a door remembers over a power cut, and what it does when the card fails.

If the card cannot be written, rightful codes still open (QUALITY I16): what could not be stored is
kept here and stored, in order, as soon as the card lets it.
"""

import sqlite3
from dataclasses import replace

from lock_agent import core, facts, orders, snapshots, throttle
from lock_agent.clock import Moment
from lock_agent.contract.commands import Result
from lock_agent.contract.events import Event, EventType
from lock_agent.database import StorageError, is_corrupt
from lock_agent.log import log
from lock_agent.renewal import RESET
from lock_agent.store import Store

MOST_UNSAVED = 1000


class Memory:
    """The store as the door uses it: `keep()` never raises for a card that fails."""

    def __init__(self, store: Store, moment: Moment) -> None:
        self.store = store
        self._unsaved: list[Event] = []
        self._overflow = 0
        self._reset = facts.read(store.reader, RESET)
        self.durable = store.durable()
        if self._reset is not None:
            # The counters are gone. What was left of the attempts is unknown, so there are none.
            now = max(self.durable.floor, moment.wall)
            self.durable = replace(self.durable, throttle=throttle.exhausted(now))

    def begin(self) -> int:
        """Fail the commands a killed door had begun; return how many."""
        with self.store.transaction() as connection:
            return orders.give_up(connection)

    def keep(self, state: core.State, events: list[Event]) -> None:
        """Store events with the durable part of the state; durable when it returns, unless the card fails."""
        self._hold(events)
        if not self._unsaved and not core.must_store(self.durable, state):
            return
        try:
            self._write(state)
        except (StorageError, sqlite3.DatabaseError, OSError) as error:
            log(f"storage: {error}")
            if is_corrupt(error):
                self.renew(state)

    def conclude(self, result: Result) -> None:
        """Note the result of a command for the link to tell."""
        try:
            with self.store.transaction() as connection:
                orders.conclude(connection, result)
        except sqlite3.DatabaseError as error:
            log(f"storage: result of {result.id}: {error}")

    def snapshot(self, kind: str, state: core.State) -> snapshots.Applied | None:
        """Return the snapshot in force; one that cannot be believed any more gives way to its copy."""
        device = self.store.enrolment.device
        try:
            return snapshots.load(self.store.reader, kind, device)
        except (StorageError, sqlite3.DatabaseError) as error:
            log(f"storage: {error}")
            self.renew(state)
            return snapshots.load(self.store.reader, kind, device)

    def renew(self, state: core.State) -> None:
        """Open the store again, anew if it is broken, and store what is held here."""
        try:
            self.store.reopen()
            self._reset = facts.read(self.store.reader, RESET)
            self._write(state)
        except (StorageError, sqlite3.DatabaseError, OSError) as error:
            log(f"storage: {error}")

    def move(self, store: Store, state: core.State) -> None:
        """Keep everything in another store from now on, and what waits as well: then nothing is lost.

        Raises `StorageError`, `sqlite3.Error`, and goes on as before.
        """
        before, self.store = self.store, store
        reset, self._reset = self._reset, None
        try:
            self._write(state)
            with store.transaction() as connection:
                facts.write(connection, RESET, None)
        except BaseException:
            self.store, self._reset = before, reset
            raise

    def _hold(self, events: list[Event]) -> None:
        self._unsaved += events
        self._overflow += max(0, len(self._unsaved) - MOST_UNSAVED)
        del self._unsaved[MOST_UNSAVED:]

    def _write(self, state: core.State) -> None:
        durable = core.durable(state)
        with self.store.transaction() as connection:
            self._tell_losses(connection)
            for event in self._unsaved:
                self.store.append(connection, event)
            self.store.write_durable(connection, durable)
            if state.leaf.contact != facts.read(connection, facts.CONTACT):
                facts.write(connection, facts.CONTACT, state.leaf.contact)
        self._unsaved, self._overflow, self._reset, self.durable = [], 0, None, durable

    def _tell_losses(self, connection: sqlite3.Connection) -> None:
        if not self._unsaved:
            return
        stamp = replace(self._unsaved[0], type=EventType.LOST, cred_ref=None)
        if self._reset is not None:
            facts.write(connection, RESET, None)
            data = {"cause": "storage", "generation": self._reset}
            self.store.append(connection, replace(stamp, data=data))
        if self._overflow:
            data = {"cause": "card", "count": self._overflow}
            self.store.append(connection, replace(stamp, data=data))
