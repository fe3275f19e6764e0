"""What can be done to one link on the bench. Requests and answers are JSON objects."""

from typing import Any

from lock_agent import clock
from lock_agent.bench.cable import Cable
from lock_agent.clock import Anchor
from lock_agent.link import Link
from lock_agent.machine import Machine

Answer = dict[str, Any]


class LinkControls:
    """A bench link: its cable and its clock."""

    def __init__(self, link: Link, cable: Cable, machine: Machine) -> None:
        self._link, self._cable, self._machine = link, cable, machine
        cable.on_change = link.local_change

    def answer(self, request: Answer) -> Answer:
        """Do what is asked and say what came of it; unknown requests are an `error`."""
        match request:
            case {"op": "network", "online": bool(online)}:
                self._cable.switch(online)
                return {"ok": True, "online": online}
            case {"op": "clock", "offset_s": int(offset)}:
                return self._shift(offset)
            case {"op": "state"}:
                return {"connected": self._link.online, "plugged": self._cable.online}
        return {"error": "unknown request"}

    def _shift(self, offset: int) -> Answer:
        by, self._machine.offset_s = offset - self._machine.offset_s, offset
        answered = self._link.reports.clock.answered
        if answered is not None:
            told = Anchor(answered.epoch_s + by, answered.mono_ms)
            self._link.reports.clock = clock.synchronise(
                self._link.reports.clock, told, self._machine.moment()
            )
        return {"ok": True}
