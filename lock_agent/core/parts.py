"""The hardware itself: a housing that is opened, parts that fail, cards nobody may open with."""

from dataclasses import replace

from lock_agent import throttle
from lock_agent.clock import Moment, Reading
from lock_agent.contract.events import EventType, Reason
from lock_agent.core.attempts import Step, record
from lock_agent.core.state import State
from lock_agent.core.values import CodeClass, Disturbed, Effect, Pattern, Restored, Signal, TamperChanged
from lock_agent.core.verdicts import Verdict

TELL_AGAIN_MS = 3_600_000
"""A part that goes on failing is told of once an hour."""

READ_BY_PEOPLE = frozenset({"scanner", "reader"})
"""Whoever holds rubbish before these waits for an answer."""


def noticed(
    state: State, event: TamperChanged | Disturbed | Restored, reading: Reading, moment: Moment
) -> Step:
    """Take in what happened to the hardware."""
    match event:
        case TamperChanged(is_open):
            return tampered(state, is_open, reading, moment)
        case Disturbed(part, fault):
            return disturbed(state, part, fault, reading, moment)
        case Restored(part):
            return restored(state, part, reading, moment)


def tampered(state: State, is_open: bool, reading: Reading, moment: Moment) -> Step:
    """Raise an alarm for a housing that is opened; record that it is closed again."""
    state = replace(state, is_housing_open=is_open)
    if is_open:
        return state, (record(EventType.ALARM, reading, moment, {"kind": "tamper"}),)
    return state, (record(EventType.DEVICE, reading, moment, {"part": "housing", "fault": "closed"}),)


def disturbed(state: State, part: str, fault: str, reading: Reading, moment: Moment) -> Step:
    """Record a fault once, and again after an hour if it is still there; people get an answer each time."""
    asked = fault == "garbage" and part in READ_BY_PEOPLE
    answer: tuple[Effect, ...] = (Signal(Pattern.TYPING_ERROR),) if asked else ()
    told = state.faults.get((part, fault))
    if told is not None and moment.mono_ms - told < TELL_AGAIN_MS:
        return state, answer
    faults = {**state.faults, (part, fault): moment.mono_ms}
    entry = record(EventType.DEVICE, reading, moment, {"part": part, "fault": fault})
    return replace(state, faults=faults), (entry, *answer)


def restored(state: State, part: str, reading: Reading, moment: Moment) -> Step:
    """Record that a missing part is there again."""
    faults = {key: told for key, told in state.faults.items() if key[0] != part}
    entry = record(EventType.DEVICE, reading, moment, {"part": part, "fault": "restored"})
    return replace(state, faults=faults), (entry,)


def judge_card(state: State, reading: Reading) -> tuple[State, Verdict]:
    """Refuse a card: its number alone can be copied by anybody (protocol §8). It costs no attempt."""
    if not throttle.allows_scan(state.throttle, state.clock.powered):
        return state, Verdict(CodeClass.CARD, Reason.THROTTLED, free=True)
    counted = replace(state, throttle=throttle.scanned(state.throttle, state.clock.powered))
    return counted, Verdict(CodeClass.CARD, Reason.UNKNOWN, free=True)
