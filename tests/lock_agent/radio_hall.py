"""A door whose only thread is a radio: the real door, radio unit and modem driver on one loop."""

import time
from collections.abc import Callable
from pathlib import Path

from lock_agent import journal
from lock_agent.contract import lora
from lock_agent.contract.lora import UpFrame
from lock_agent.core.values import CodeEntered
from lock_agent.door import Door
from lock_agent.hardware.lora_modem import RuiModem
from lock_agent.loop import Loop
from lock_agent.lora import LoraUnit
from lock_agent.machine import Machine
from lock_agent.peers import DOOR, LINK, RADIO, Peer
from lock_agent.snapshots import accept
from lock_agent.snapshots import store as put_in_force
from tests.lock_agent.lora_module import Module
from tests.lock_agent.stores import a_store
from tests.lock_agent.test_door import Hands


class RadioHall:
    """A door without network, its radio unit and their module, on one loop."""

    def __init__(self, data: Path, raw: bytes | None = None, *, machine: Machine | None = None) -> None:
        self.data, self.machine = data, machine or Machine()
        self.loop, self.module = Loop(), Module()
        self.boots = 0
        if raw is not None:
            self._put_in_force(raw)
        self.power_on()
        self.loop.watch(self.module, self.module.serve)
        self.unit = LoraUnit(
            lambda: RuiModem(self.module.path, 115_200),
            Peer(self.data, RADIO, DOOR),
            self.loop,
            answer_every_s=0.01,
        )

    def _put_in_force(self, raw: bytes) -> None:
        store = a_store(self.data)
        enrolment = store.enrolment
        with store.transaction() as connection:
            keys = enrolment.server_keys
            put_in_force(
                connection, "creds", accept(raw, "creds", device=enrolment.device, keys=keys, applied_ver=-1)
            )
        store.close()

    def power_on(self) -> None:
        self.boots += 1
        self.store = a_store(self.data, boot_id=f"boot-{self.boots}")
        self.peer = Peer(self.data, DOOR, LINK)
        self.hands = Hands(self.store)
        self.door = Door(
            self.store,
            machine=self.machine,
            strike=self.hands,
            signals=self.hands,
            link=self.peer,
            has_rtc=True,
        )
        self.loop.watch(self.peer, self.door.hear)

    def cut_power(self) -> None:
        """Lose the door's memory; the module waits for it to come back."""
        self.loop.forget(self.peer)
        self.door.close()

    def until(self, condition: Callable[[], object], what: str, *, seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, what
            self.loop.turn(0.05)

    def hears(self, counter: int) -> UpFrame:
        """Wait until the door has answered with this counter."""
        self.until(lambda: self.module.sent and self.answer().counter == counter, f"counter {counter}")
        return self.answer()

    def answer(self) -> UpFrame:
        """Return the newest answer of the door."""
        enrolment = self.store.enrolment
        return lora.open_up(self.module.sent[-1], device=enrolment.device, k_radio=enrolment.k_radio)

    def opens(self, pin: str) -> bool:
        before = len(self.hands.pulses)
        self.door.feed(CodeEntered(pin))
        return len(self.hands.pulses) > before

    def events(self, type_: str) -> list[dict[str, object]]:
        found = journal.pending(self.store.reader, most=1000)
        return [dict(event.data) for event in found if event.type == type_]

    def close(self) -> None:
        self.unit.close()
        self.cut_power()
        self.module.close()
        self.loop.close()
