"""What can be done to one door on the bench. Requests and answers are JSON objects."""

from collections.abc import Callable
from typing import Any

from lock_agent import clock, journal, snapshots
from lock_agent.contract.events import EventType
from lock_agent.core.stays import reported
from lock_agent.core.values import Disturbed, Effect, Input, Pattern, Pulse, Record, Signal, TimeAnswered
from lock_agent.hardware.bench_frame import BenchFrame
from lock_agent.hardware.bench_inputs import BenchKeypad, BenchScanner
from lock_agent.hardware.history import Transition
from lock_agent.machine import Machine
from lock_agent.units import DoorUnit

Answer = dict[str, Any]
INCOMPLETE: Answer = {"granted": False, "strike_ms": 0, "reason": "incomplete"}


class Watcher:
    """Sees what a door decides, for whoever pressed the keys."""

    def __init__(self) -> None:
        self.answer = INCOMPLETE
        self._pattern = "off"
        self._answered: TimeAnswered | None = None

    def __call__(self, happened: Input, effects: tuple[Effect, ...]) -> None:
        if isinstance(happened, TimeAnswered):
            self._answered = happened
        for effect in effects:
            if isinstance(effect, Signal) and effect.pattern is not Pattern.KEY:
                self._pattern = effect.pattern.value
            if isinstance(effect, Record) and effect.type is EventType.ACCESS:
                pulses = sum(effect.ms for effect in effects if isinstance(effect, Pulse))
                data = effect.data
                self.answer = {"granted": data["granted"], "strike_ms": pulses, "reason": data["reason"]}
            if isinstance(effect, Record) and effect.data.get("kind") == "left":
                self.answer = {"granted": False, "strike_ms": 0, "reason": "left"}

    def lit(self) -> str:
        """Return the last pattern shown, clicks of keys left out."""
        return self._pattern

    def take(self) -> Answer:
        """Return the last decision on an attempt, once."""
        answer, self.answer = self.answer, INCOMPLETE
        return answer

    def shifted(self, by: int) -> TimeAnswered | None:
        """Return the last signed time, shifted."""
        last = self._answered
        return None if last is None else TimeAnswered(last.now + by, last.mono_ms)


class DoorControls:
    """A bench door: its keypad, its scanner, its frame, its clock, what can be seen of it."""

    def __init__(
        self,
        unit: DoorUnit,
        watcher: Watcher,
        machine: Machine,
        frame: BenchFrame,
        *,
        strike: Callable[[], list[Transition]],
    ) -> None:
        self._unit, self._watcher, self._machine = unit, watcher, machine
        self._frame, self._strike = frame, strike

    def answer(self, request: Answer) -> Answer:
        """Do what is asked and say what came of it; unknown requests are an `error`."""
        match request:
            case {"op": "keys", "keys": str(keys)}:
                return self._type(keys)
            case {"op": "scan", "text": str(text)}:
                return self._scan(text)
            case {"op": "clock", "offset_s": int(offset)}:
                return self._shift(offset)
            case {"op": "state"}:
                return self._state()
        return self._touch(request)

    def _touch(self, request: Answer) -> Answer:
        match request:
            case {"op": "contact" | "tamper" as part, "open": bool(is_open)}:
                return {"ok": self._frame.move(part, is_open)}
            case {"op": "exit" | "emergency" as part}:
                return {"ok": self._frame.press(part)}
            case {"op": "unplug", "part": str(part)}:
                self._unit.door.feed(Disturbed(part, "missing"))
                return {"ok": True}
        return {"error": "unknown request"}

    def _type(self, keys: str) -> Answer:
        self._watcher.take()
        assert isinstance(self._unit.keypad, BenchKeypad)
        self._unit.keypad.press(keys)
        self._unit.read_keypad()
        return self._watcher.take()

    def _scan(self, text: str) -> Answer:
        self._watcher.take()
        assert isinstance(self._unit.scanner, BenchScanner)
        self._unit.scanner.hold(text)
        self._unit.read_scanner()
        return self._watcher.take()

    def _shift(self, offset: int) -> Answer:
        again = self._watcher.shifted(offset - self._machine.offset_s)
        self._machine.offset_s = offset
        if again is not None:
            self._unit.door.feed(again)
        self._unit.door.tick()
        return {"ok": True}

    def _state(self) -> Answer:
        state, moment = self._unit.door.state, self._machine.moment()
        reading = clock.read(state.clock, moment)
        reader = self._unit.store.reader
        outbox = journal.outbox(reader)
        return {
            "powered": True,
            "online": state.link.connected(moment.mono_ms),
            "strike": [list(transition) for transition in self._strike()],
            "boot": self._unit.store.boot,
            "clock": {
                "quality": reading.quality.value,
                "now": reading.now,
                "offset_s": self._machine.offset_s,
            },
            "outbox": {"depth": outbox.depth, "last_seq": outbox.last_seq, "epoch": self._unit.store.epoch},
            "creds_ver": max(0, snapshots.version(reader, "creds")),
            "cfg_ver": max(0, snapshots.version(reader, "cfg")),
            "hold_until": reported(state.hold, reading),
            "led": self._watcher.lit(),
        }
