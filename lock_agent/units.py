"""Putting a door together, on a loop, with its store, its sockets and its chores."""

from collections.abc import Iterable
from dataclasses import dataclass

from lock_agent.core.values import KeyPressed, Scanned
from lock_agent.door import Door, Observer
from lock_agent.hardware.protocols import Keypad, Scanner, Signals, Source, Strike
from lock_agent.loop import Loop, Timer
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.served import Served
from lock_agent.site import Site
from lock_agent.store import Store

TICK_S = 1.0
ASK_S = 5.0


@dataclass(frozen=True, slots=True)
class DoorUnit:
    """A door with its inputs, served by a loop until it is closed."""

    door: Door
    store: Store
    loop: Loop
    keypad: Keypad | None
    scanner: Scanner | None
    peer: Peer
    chores: tuple[Timer, ...]
    served: tuple[Served, ...]

    def read_keypad(self) -> None:
        """Take in the keys that were pressed."""
        for key in self.keypad.keys() if self.keypad else "":
            self.door.feed(KeyPressed(key))

    def read_scanner(self) -> None:
        """Take in what was scanned."""
        for text in self.scanner.scans() if self.scanner else ():
            self.door.feed(Scanned(text))

    def close(self) -> None:
        """Secure the strike and let go of everything."""
        for source in (self.keypad, self.scanner, self.peer):
            if source is not None:
                self.loop.forget(source)
        for served in self.served:
            served.close()
        for chore in self.chores:
            chore.cancel()
        self.door.close()


def open_door(
    site: Site,
    loop: Loop,
    *,
    strike: Strike,
    signals: Signals,
    keypad: Keypad | None = None,
    scanner: Scanner | None = None,
    sources: Iterable[Source] = (),
    observe: Observer | None = None,
) -> DoorUnit:
    """Start a door on a loop. The unit owns its sources and closes them."""
    store = site.open_store()
    peer = Peer(site.data, DOOR, LINK)
    door = Door(
        store,
        machine=site.machine,
        strike=strike,
        signals=signals,
        link=peer,
        has_rtc=site.settings.has_rtc,
        longest_pulse_ms=site.settings.longest_pulse_ms,
        observe=observe,
    )
    chores = (loop.every(TICK_S, door.tick), loop.every(ASK_S, door.ask))
    served = tuple(Served(source, loop, door.feed) for source in sources)
    unit = DoorUnit(door, store, loop, keypad, scanner, peer, chores, served)
    loop.watch(peer, door.hear)
    if keypad is not None:
        loop.watch(keypad, unit.read_keypad)
    if scanner is not None:
        loop.watch(scanner, unit.read_scanner)
    return unit
