"""The door leaf: opened, closed, forced, held open too long (protocol §11)."""

from dataclasses import replace

from lock_agent.clock import Moment, Reading
from lock_agent.contract.events import EventType
from lock_agent.core import hold
from lock_agent.core.attempts import Step, record, unlatch
from lock_agent.core.state import Leaf, State
from lock_agent.core.values import (
    ContactChanged,
    ContactFound,
    Effect,
    EmergencyPressed,
    ExitPressed,
    Pattern,
    Signal,
)

HELD_OPEN_MS = 300_000


Moved = ContactChanged | ContactFound | ExitPressed | EmergencyPressed


def noticed(state: State, event: Moved, reading: Reading, moment: Moment) -> Step:
    """Take in what happened to the leaf, or is about to."""
    match event:
        case ContactChanged(is_open):
            return moved(state, is_open, reading, moment)
        case ContactFound(is_open):
            return found(state, is_open, reading, moment)
        case ExitPressed():
            return leave(state, reading, moment)
        case EmergencyPressed():
            return flee(state, reading, moment)


def moved(state: State, is_open: bool, reading: Reading, moment: Moment) -> Step:
    """Record that the leaf moved; opening that nobody was allowed is an alarm."""
    expected = moment.mono_ms <= state.leaf.expected_until_ms or hold.is_on(state, reading, moment)
    forced = is_open and not expected
    opened = moment.mono_ms if is_open else None
    effects: list[Effect] = [record(EventType.DOOR, reading, moment, {"open": is_open})]
    if forced:
        effects.append(record(EventType.ALARM, reading, moment, {"kind": "forced_open"}))
    leaf = Leaf(opened, state.leaf.expected_until_ms, is_known=True)
    return replace(state, leaf=leaf), tuple(effects)


def found(state: State, is_open: bool, reading: Reading, moment: Moment) -> Step:
    """Record how the leaf stands at boot: an open one has been opened before, by whom nobody knows."""
    opened = moment.mono_ms if is_open else None
    leaf = Leaf(opened, state.leaf.expected_until_ms, is_known=True)
    return replace(state, leaf=leaf), (
        record(EventType.DOOR, reading, moment, {"open": is_open, "found": True}),
    )


def watched(state: State, reading: Reading, moment: Moment) -> Step:
    """Raise an alarm, once, for a leaf that has stood open for five minutes, unless it is held open."""
    leaf = state.leaf
    if leaf.opened_ms is None or leaf.held_alarm or moment.mono_ms - leaf.opened_ms < HELD_OPEN_MS:
        return state, ()
    if hold.is_on(state, reading, moment):
        return state, ()
    alarm = record(EventType.ALARM, reading, moment, {"kind": "held_open"})
    return replace(state, leaf=replace(leaf, held_alarm=True)), (alarm, Signal(Pattern.HELD_OPEN))


def leave(state: State, reading: Reading, moment: Moment) -> Step:
    """Let somebody out: always, whatever else is the case."""
    state, pulse = unlatch(state, moment)
    return state, (record(EventType.DOOR, reading, moment, {"exit": True, "ms": pulse.ms}), pulse)


def flee(state: State, reading: Reading, moment: Moment) -> Step:
    """Let somebody out who used the emergency release, and raise an alarm."""
    state, pulse = unlatch(state, moment)
    return state, (record(EventType.ALARM, reading, moment, {"kind": "emergency", "ms": pulse.ms}), pulse)
