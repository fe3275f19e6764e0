"""From a verdict to what the door does: record, then pulse, then signal."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lock_agent import throttle
from lock_agent.clock import Moment, Reading
from lock_agent.contract.events import EventType, Quality
from lock_agent.core.state import State
from lock_agent.core.values import Effect, Pulse, Record, Signal
from lock_agent.core.vault import lock_name
from lock_agent.core.verdicts import Verdict, pattern

PASSAGE_MS = 10_000
"""How long after the pulse an opening door is no surprise."""

Step = tuple[State, tuple[Effect, ...]]


def record(
    type: EventType,
    reading: Reading,
    moment: Moment,
    data: Mapping[str, Any],
    cred_ref: str | None = None,
) -> Record:
    """Return the event to journal, stamped with the time it was decided with."""
    return Record(type, reading.now, reading.quality.value, moment.mono_ms, cred_ref, data)


def carry_out(before: State, state: State, verdict: Verdict, reading: Reading, moment: Moment) -> Step:
    """Return the effects of an attempt decided on `before` that led to `state`."""
    state, warn = _count(state, verdict, reading)
    alarms = {
        "untrusted_clock": verdict.granted and reading.quality is Quality.UNTRUSTED,
        "guessing": warn,
        "pin_off": throttle.pin_is_off(state.throttle) and not throttle.pin_is_off(before.throttle),
    }
    records: list[Effect] = [_access(state, verdict, reading, moment)]
    records += [
        record(EventType.ALARM, reading, moment, {"kind": kind}) for kind, raised in alarms.items() if raised
    ]
    records += [
        record(EventType.ALARM, reading, moment, {"kind": "holder_locked"}, ref)
        for ref in _newly_locked(before, state)
    ]
    if throttle.pin_is_off(before.throttle) and not throttle.pin_is_off(state.throttle):
        records.append(record(EventType.MODE, reading, moment, {"kind": "pin_rearmed"}))
    if not verdict.granted:
        return state, (*records, Signal(pattern(verdict)))
    opened, pulse = unlatch(state, moment)
    return opened, (*records, pulse, Signal(pattern(verdict)))


def unlatch(state: State, moment: Moment) -> tuple[State, Pulse]:
    """Return the pulse, and the state that expects the door to open soon."""
    until = moment.mono_ms + state.place.pulse_ms + PASSAGE_MS
    leaf = replace(state.leaf, expected_until_ms=max(until, state.leaf.expected_until_ms))
    return replace(state, leaf=leaf), Pulse(state.place.pulse_ms)


def _newly_locked(before: State, state: State) -> list[str]:
    """Return whose code this attempt locked, so that the desk can give a new one."""
    names = throttle.locked_holders(state.throttle) - throttle.locked_holders(before.throttle)
    holders = (holder for number in state.vault.keyholders.values() for holder in number)
    return [holder.ref for holder in holders if lock_name(holder) in names] if names else []


def _access(state: State, verdict: Verdict, reading: Reading, moment: Moment) -> Record:
    data = {
        "granted": verdict.granted,
        "reason": verdict.reason.value,
        "cls": verdict.cls.value,
        **verdict.data,
    }
    if verdict.granted:
        data["ms"] = state.place.pulse_ms
    return record(EventType.ACCESS, reading, moment, data, verdict.cred_ref)


def _count(state: State, verdict: Verdict, reading: Reading) -> tuple[State, bool]:
    if verdict.granted or verdict.free:
        return state, False
    counted, warn = throttle.failed(state.throttle, state.clock.powered)
    return replace(state, throttle=counted), warn
