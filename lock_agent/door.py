"""The door unit: inputs from the hardware, decisions from the core, effects in order. No network.

An attempt is stored before its effect: everything one input records is committed, together with the
counters and the clock floor, before the strike moves or a light shows (protocol §6).
"""

from collections.abc import Callable, Mapping
from typing import Any

from lock_agent import clock, core, orders, snapshots, wellbeing
from lock_agent.contract.commands import Result
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import Event, EventType
from lock_agent.core.decide import decide
from lock_agent.core.radio import KEYLESS, refusal
from lock_agent.core.state import LONGEST_PULSE_MS
from lock_agent.core.values import (
    Answer,
    CfgReplaced,
    Commanded,
    CredsReplaced,
    Disturbed,
    Effect,
    Input,
    LinkChanged,
    Pulse,
    RadioHeard,
    Record,
    Restored,
    Resync,
    Signal,
    Ticked,
    TimeAnswered,
)
from lock_agent.derivation import derive
from lock_agent.hardware.protocols import Signals, Strike
from lock_agent.machine import Machine
from lock_agent.memory import Memory
from lock_agent.peers import RADIO, Peer
from lock_agent.store import Store
from lock_agent.trust import Trust

ORDER_LIVES_MS = 10_000
ANSWER_LIVES_MS = 30_000
"""The link says when a signed time came; one it says came long ago would be the beginning of a long story."""

PULSE_MS = 5000
"""Before the first settings snapshot."""

Observer = Callable[[Input, tuple[Effect, ...]], None]


class Door:
    """One door. Feed it what happens; it stores, opens and signals."""

    def __init__(
        self,
        store: Store,
        *,
        machine: Machine,
        strike: Strike,
        signals: Signals,
        link: Peer,
        has_rtc: bool,
        longest_pulse_ms: int = LONGEST_PULSE_MS,
        observe: Observer | None = None,
    ) -> None:
        self._store, self._machine, self._link = store, machine, link
        self._strike, self._signals = strike, signals
        self._observers = [] if observe is None else [observe]
        self._versions: dict[str, int] = {}
        self._trust = Trust(store.enrolment, store.boot)
        self._memory = Memory(store, machine.moment())
        self.state = core.wake(
            _place(store, longest_pulse_ms), self._memory.durable, moment=machine.moment(), has_rtc=has_rtc
        )
        self._begin()

    def feed(self, happened: Input) -> None:
        """Take in one thing that happened and do what follows from it."""
        self.state, effects = decide(self.state, happened, self._machine.moment())
        events = [self._event(effect) for effect in effects if isinstance(effect, Record)]
        self._memory.keep(self.state, events)
        for effect in effects:
            self._carry_out(effect)
        if events:
            self._link.send("events")
        if any(event.type is EventType.MODE for event in events):
            self._link.send("mode")
        for observe in self._observers:
            observe(happened, effects)

    def watch(self, observe: Observer) -> None:
        """Let somebody see everything that happens from now on, and what came of it."""
        self._observers.append(observe)

    def tick(self) -> None:
        """Let a second pass."""
        self.feed(Ticked())

    def ask(self) -> None:
        """Ask the link how things stand, and look after the files; every few seconds."""
        if self._store.was_replaced():
            self._memory.renew(self.state)
            self._reload()
        if not self._link.send("hello"):
            self._hear_link(up=False)

    def hear(self) -> None:
        """Take in what the link says."""
        for message in self._link.messages():
            match message:
                case {"say": "link", "up": bool(up)}:
                    self._hear_link(up=up)
                case {"say": "time", "raw": str(raw), "mono_ms": int(mono_ms)}:
                    self._hear_time(raw, mono_ms)
                case {"say": "snapshots"}:
                    self._reload()
                case {"say": "orders"}:
                    self._obey()
                case {"say": "update", "failed": bool(failed)}:
                    self.feed(Disturbed("agent", "update_failed") if failed else Restored("agent"))
                case {"say": "radio"}:
                    self._hear_radio(message.get("raw"))
                case {"say": "how", "by": asker}:
                    self._link.answer(asker, "how", **wellbeing.of(self.state, self._machine.moment()))

    @property
    def is_at_rest(self) -> bool:
        """Return whether nobody is let in or out just now."""
        return self.state.leaf.expected_until_ms < self._machine.moment().mono_ms

    def take_along(self, store: Store) -> None:
        """Write all that is remembered into another store, with which the door begins next time.

        Raises `StorageError`, `sqlite3.Error`.
        """
        self._memory.move(store, self.state)

    def close(self) -> None:
        """Secure the strike and let go of everything."""
        self._strike.secure()
        self._link.close()
        self._store.close()

    def _begin(self) -> None:
        interrupted = self._memory.begin()
        self._reload()
        moment = self._machine.moment()
        reading = clock.read(self.state.clock, moment)
        data = {"unit": "door", "interrupted": interrupted}
        record = Record(EventType.BOOT, reading.now, reading.quality.value, moment.mono_ms, None, data)
        self._memory.keep(self.state, [self._event(record)])
        self.tick()
        self._link.send("events")
        self._link.send("hello")
        self._obey()

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Pulse(ms):
                self._strike.pulse(ms)
            case Signal(pattern):
                self._signals.show(pattern.value)
            case Answer(result):
                self._conclude(result)
            case Resync():
                self._link.send("sync")

    def _conclude(self, result: Result) -> None:
        self._memory.conclude(result)
        self._link.send("results")

    def _hear_link(self, *, up: bool) -> None:
        if up != self.state.link.up:
            self.feed(LinkChanged(up))

    def _hear_time(self, raw: str, mono_ms: int) -> None:
        answer = self._trust.read_time(raw)
        if answer is not None and 0 <= self._machine.moment().mono_ms - mono_ms <= ANSWER_LIVES_MS:
            self.feed(TimeAnswered(self._machine.told(answer), mono_ms))

    def _hear_radio(self, raw: object) -> None:
        """Take in a frame, and answer one that is the server's, new or not; without one, say how things are.

        What is forged gets no answer: else anybody could use up the time this door may send.
        """
        if not self._trust.has_radio:
            self.feed(KEYLESS)
            return
        if raw is not None:
            try:
                self.feed(RadioHeard(self._trust.read_frame(str(raw))))
            except ContractError as error:
                self.feed(refusal(error))
                return
        stored = self._memory.durable.withdrawals
        raw = self._trust.radio_answer(self.state, stored, self._machine.moment())
        self._link.answer(RADIO, "radio", raw=raw)

    def _reload(self) -> None:
        for kind in snapshots.KINDS:
            applied = self._memory.snapshot(kind, self.state)
            if applied is not None and applied.envelope.ver != self._versions.get(kind):
                self._versions[kind] = applied.envelope.ver
                self._put_in_force(kind, applied)

    def _put_in_force(self, kind: str, applied: snapshots.Applied) -> None:
        if kind == "creds":
            self.feed(CredsReplaced(applied.creds(), applied.envelope.iat, applied.envelope.ver))
            return
        self._trust.keys = applied.cfg().server_keys
        self.feed(CfgReplaced(applied.cfg(), applied.envelope.iat))

    def _obey(self) -> None:
        for order in orders.fresh(self._store.reader):
            command = self._trust.read_command(order.raw)
            if command is None:
                self._conclude(Result(order.id, "refused", "malformed"))
            elif not 0 <= self._machine.moment().mono_ms - order.at <= ORDER_LIVES_MS:
                self._conclude(Result(order.id, "refused", "expired"))
            else:
                self.feed(Commanded(command))

    def _event(self, record: Record) -> Event:
        stamp: Mapping[str, Any] = {name: getattr(record, name) for name in ("ts", "ts_quality", "mono_ms")}
        return Event(
            0, self._store.boot, type=record.type, cred_ref=record.cred_ref, data=record.data, **stamp
        )


def _place(store: Store, longest_pulse_ms: int) -> core.Place:
    enrolment = store.enrolment
    return core.Place(
        site=enrolment.site,
        door=enrolment.door,
        pulse_ms=min(PULSE_MS, longest_pulse_ms),
        longest_pulse_ms=longest_pulse_ms,
        k_door=enrolment.k_door,
        qr_keys=snapshots.public_keys(enrolment.qr_keys),
        derive=derive,
    )
