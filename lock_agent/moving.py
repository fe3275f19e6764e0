"""What the units do when the card turns read-only while they run, and when it takes writes again.

The door leads: what only it remembers goes into the store it will work with next, and it starts anew there;
the link follows (`spare.has_left`). Each start finds its place by itself: nothing moves in a running program.
"""

import shutil
import sqlite3
from dataclasses import replace

from lock_agent import journal, snapshots
from lock_agent.contract.errors import ContractError
from lock_agent.core.values import Disturbed, Restored
from lock_agent.database import StorageError
from lock_agent.log import log
from lock_agent.loop import Loop
from lock_agent.site import Site
from lock_agent.spare import LOOK_S, is_read_only, takes_writes, working_directory
from lock_agent.store import Store
from lock_agent.units import DoorUnit

CARD, READ_ONLY = "card", "read_only"


class Lead:
    """Looks where the door can write, and lets it start anew elsewhere when nobody is going in or out."""

    def __init__(self, site: Site, unit: DoorUnit, loop: Loop) -> None:
        self._site, self._unit, self._loop = site, unit, loop
        self._has_failed = False
        loop.every(LOOK_S, self.look)

    def look(self) -> None:
        """Move, if it is time."""
        if self._site.is_on_the_card:
            if is_read_only(self._site.card) and self._unit.door.is_at_rest:
                self._move(Disturbed(CARD, READ_ONLY))
        elif self._may_return() and self._unit.door.is_at_rest and self._move(Restored(CARD)):
            shutil.rmtree(self._site.data, ignore_errors=True)  # which tells the link

    def _may_return(self) -> bool:
        """Events of the spare go to the server first: in the card's journal they might be told twice."""
        waiting = journal.outbox(self._unit.store.reader).depth
        return not waiting and takes_writes(self._site.card)

    def _move(self, what: Disturbed | Restored) -> bool:
        try:
            store = replace(self._site, data=working_directory(self._site.card)).open_store()
            if not self._site.is_on_the_card:
                _bring_snapshots(self._unit.store, store)
            self._unit.door.take_along(store)
        except (OSError, sqlite3.Error, StorageError, ContractError) as error:
            if not self._has_failed:
                log(f"storage: no other place to work: {error}")
            self._has_failed = True
            return False
        self._unit.door.feed(what)
        self._loop.stop()
        return True


def _bring_snapshots(spare: Store, card: Store) -> None:
    """Put in force on the card what came meanwhile: the server may be far when the door begins anew there."""
    for kind in snapshots.KINDS:
        applied = snapshots.load(spare.reader, kind, spare.enrolment.device)
        if applied is None or applied.envelope.ver <= snapshots.version(card.reader, kind):
            continue
        with card.transaction() as connection:
            snapshots.store(connection, kind, applied)
        card.copy_snapshot(kind, applied)
