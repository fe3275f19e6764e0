"""The door leaf: opened, closed, forced, held open too long (protocol §11)."""

from dataclasses import replace

from lock_agent.clock import Moment, Reading
from lock_agent.contract.events import EventType
from lock_agent.core.attempts import Step, record, unlatch
from lock_agent.core.state import Leaf, State
from lock_agent.core.values import Effect

HELD_OPEN_MS = 300_000


def moved(state: State, is_open: bool, reading: Reading, moment: Moment) -> Step:
    """Record that the leaf moved; opening that nobody was allowed is an alarm."""
    forced = is_open and moment.mono_ms > state.leaf.expected_until_ms
    opened = moment.mono_ms if is_open else None
    effects: list[Effect] = [record(EventType.DOOR, reading, moment, {"open": is_open})]
    if forced:
        effects.append(record(EventType.ALARM, reading, moment, {"kind": "forced_open"}))
    return replace(state, leaf=Leaf(opened, state.leaf.expected_until_ms)), tuple(effects)


def watched(state: State, reading: Reading, moment: Moment) -> Step:
    """Raise an alarm, once, for a leaf that has stood open for five minutes."""
    leaf = state.leaf
    if leaf.opened_ms is None or leaf.held_alarm or moment.mono_ms - leaf.opened_ms < HELD_OPEN_MS:
        return state, ()
    alarm = record(EventType.ALARM, reading, moment, {"kind": "held_open"})
    return replace(state, leaf=replace(leaf, held_alarm=True)), (alarm,)


def leave(state: State, reading: Reading, moment: Moment) -> Step:
    """Let somebody out: always, whatever else is the case."""
    state, pulse = unlatch(state, moment)
    return state, (record(EventType.DOOR, reading, moment, {"exit": True, "ms": pulse.ms}), pulse)
