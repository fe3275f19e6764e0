"""A bench door that shares its process with others: the real Door and Link, its own database, mock pins."""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from lock_agent.bench.cable import Cable
from lock_agent.bench.door_controls import Answer, DoorControls, Watcher
from lock_agent.bench.link_controls import LinkControls
from lock_agent.bench.panel import Reply
from lock_agent.hardware.bench_frame import BenchFrame
from lock_agent.hardware.bench_inputs import BenchKeypad, BenchScanner
from lock_agent.hardware.bench_pins import bench_factory, record
from lock_agent.hardware.history import MemoryHistory
from lock_agent.hardware.protocols import Timed
from lock_agent.hardware.signals import GpioSignals
from lock_agent.hardware.strike import GpioStrike
from lock_agent.link import Link
from lock_agent.link_unit import open_link
from lock_agent.loop import Loop, Timer
from lock_agent.machine import Machine
from lock_agent.settings import Settings
from lock_agent.site import Site
from lock_agent.tenure import DOOR, LINK, tenure
from lock_agent.units import DoorUnit, open_door

NO_POWER: Answer = {"granted": False, "strike_ms": 0, "reason": "no_power"}


class TimedOutputs:
    """Strike and signals of one process with a loop: the loop does what the guard does in a real door."""

    def __init__(self, loop: Loop, strike: GpioStrike, signals: GpioSignals) -> None:
        self._loop = loop
        self.strike, self.signals = strike, signals
        self._timers: dict[int, Timer] = {}

    def pulse(self, ms: int) -> None:
        """Energise the strike for `ms` milliseconds."""
        self.strike.pulse(ms)
        self._serve(self.strike)

    def show(self, pattern: str) -> None:
        """Play a pattern."""
        self.signals.show(pattern)
        self._serve(self.signals)

    def secure(self) -> None:
        """End a running pulse now."""
        self.strike.secure()

    def close(self) -> None:
        """Secure the strike and let go of the pins."""
        for timer in self._timers.values():
            timer.cancel()
        self.strike.close()
        self.signals.close()

    def _serve(self, timed: Timed) -> None:
        due = timed.due()
        old = self._timers.pop(id(timed), None)
        if old is not None:
            old.cancel()
        if due is not None:
            self._timers[id(timed)] = self._loop.at(due, lambda: self._expire(timed))

    def _expire(self, timed: Timed) -> None:
        timed.expire()
        self._serve(timed)


class BoardDoor:
    """One such door. Without power there is nothing but its files."""

    def __init__(self, data: Path, loop: Loop, settings: Settings) -> None:
        self._data, self._loop, self._settings = data, loop, settings
        self._cable = Cable()
        self._history = MemoryHistory()
        self._offset = 0
        self._tenures = ExitStack()
        self._frame: BenchFrame
        self._running: tuple[DoorUnit, Link, TimedOutputs, DoorControls, LinkControls] | None = None

    def start(self, ready: Callable[[], None]) -> None:
        """Switch the power on; `ready` is called when the door serves."""
        self._power_on()
        ready()

    def ask(self, request: Answer, reply: Reply) -> None:
        """Answer a request of the control socket."""
        reply(self._answer(request))

    def stop(self) -> None:
        """End in order."""
        if self._running is not None:
            unit, link, outputs, *_ = self._running
            self._running = None
            link.close()
            self._frame.close()
            unit.close()
            outputs.close()
            self._tenures.close()

    def _answer(self, request: Answer) -> Answer:
        match request:
            case {"op": "power", "on": bool(on)}:
                return self._switch(on)
            case {"op": "network", "online": bool(online)}:
                self._cable.switch(online)
                return {"ok": True, "online": online}
            case {"op": "clock", "offset_s": int(offset)}:
                self._offset = offset
        if self._running is None:
            return self._dark(request)
        _, _, _, door, link = self._running
        if request.get("op") == "clock":
            link.answer(request)
        return {**door.answer(request), **self._extra(request)}

    def _extra(self, request: Answer) -> Answer:
        return {"network": self._cable.online, "pids": {}} if request.get("op") == "state" else {}

    def _dark(self, request: Answer) -> Answer:
        if request.get("op") == "state":
            history = [list(transition) for transition in self._history.newest()]
            return {"powered": False, "online": False, "strike": history, "led": "off", "pids": {}}
        return NO_POWER if request.get("op") in ("keys", "scan") else {"ok": True}

    def _switch(self, on: bool) -> Answer:
        if on and self._running is None:
            self._power_on()
        elif not on and self._running is not None:
            self._power_off()
        return {"ok": True, "powered": on}

    def _power_on(self) -> None:
        with ExitStack() as held:
            for unit in (DOOR, LINK):
                held.enter_context(tenure(unit, self._data))
            self._run()
            self._tenures = held.pop_all()

    def _run(self) -> None:
        boot_id, watcher = uuid.uuid4().hex, Watcher()
        door_clock, link_clock = Machine(), Machine()
        door_clock.offset_s = link_clock.offset_s = self._offset
        outputs = self._outputs()
        unit = open_door(
            Site(self._data, self._settings, door_clock, boot_id),
            self._loop,
            strike=outputs,
            signals=outputs,
            keypad=BenchKeypad(),
            scanner=BenchScanner(),
            observe=watcher,
        )
        site = Site(self._data, self._settings, link_clock, boot_id)
        link = open_link(site, self._loop, open_socket=self._cable)
        frame = BenchFrame(self._settings.inputs, self._loop, unit.door.feed)
        self._frame = frame
        door_controls = DoorControls(unit, watcher, door_clock, frame, strike=self._history.newest)
        self._running = (unit, link, outputs, door_controls, LinkControls(link, self._cable, link_clock))

    def _outputs(self) -> TimedOutputs:
        factory = bench_factory()
        record(factory, self._settings.strike_pin, self._history)
        strike = GpioStrike(
            self._settings.strike_pin,
            active_high=self._settings.strike_active_high,
            longest_ms=self._settings.longest_pulse_ms,
            pin_factory=factory,
        )
        signals = GpioSignals(self._settings.signal_pins(), pin_factory=factory)
        return TimedOutputs(self._loop, strike, signals)

    def _power_off(self) -> None:
        assert self._running is not None
        unit, link, outputs, *_ = self._running
        self._running = None
        self._cable.on_change = lambda: None
        outputs.close()  # without current a fail-secure strike is secured
        link.kill()
        self._frame.close()
        unit.close()
        self._tenures.close()
