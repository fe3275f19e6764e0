"""Commands at the door (protocol §5). Signature, topic and session are the link's to check."""

from dataclasses import replace

from lock_agent import clock
from lock_agent.clock import Moment, Reading
from lock_agent.contract.commands import Command, Result
from lock_agent.contract.events import EventType, Quality, Reason
from lock_agent.core import hold
from lock_agent.core.attempts import Step, record, unlatch
from lock_agent.core.state import State
from lock_agent.core.stays import Hold, name_of
from lock_agent.core.values import Answer, CodeClass, Effect, Pattern, Resync, Signal

REMEMBERED = 64
LONGEST_HOLD_S = 12 * 3600
"""Nobody holds a door open from afar for longer, whatever a command says."""


def obey(state: State, command: Command, reading: Reading, moment: Moment) -> Step:
    """Carry out a command, or refuse it with a reason; a command id is obeyed once."""
    refusal = _refusal(state, command, reading)
    if refusal:
        return state, (Answer(Result(command.id, "refused", refusal)),)
    state = replace(state, commands=(*state.commands, command.id)[-REMEMBERED:])
    state, effects = _act(state, command, reading, moment)
    return state, (*effects, Answer(Result(command.id, "done")))


def _refusal(state: State, command: Command, reading: Reading) -> str:
    if command.id in state.commands:
        return "seen"
    if reading.quality is not Quality.UNTRUSTED and reading.now >= command.exp:
        return "expired"
    return _why_not_held_open(state, command, reading) if command.op == "hold_open" else ""


def _why_not_held_open(state: State, command: Command, reading: Reading) -> str:
    if not state.place.hold_open_allowed:
        return "not_allowed"
    if reading.quality is Quality.UNTRUSTED:
        return "clock"
    until, now = command.args.get("until"), clock.span(reading)[1]
    if type(until) is not int or not now < until <= reading.now + LONGEST_HOLD_S:
        return "until"
    return ""


def _act(state: State, command: Command, reading: Reading, moment: Moment) -> Step:
    accepted: Effect = Answer(Result(command.id, "accepted"))
    if command.op == "identify":
        return state, (accepted, Signal(Pattern.IDENTIFY))
    if command.op == "sync":
        return state, (accepted, Resync())
    if command.op == "hold_open":
        wanted = Hold(command.args["until"])
        state = hold.arm(state, wanted, reading, moment)
        return state, (hold.begun(wanted, reading, moment, command=command.id), accepted)
    if command.op == "release":
        return _release(state, command, reading, moment)
    state, pulse = unlatch(state, moment)
    data = {
        "granted": True,
        "reason": Reason.OK.value,
        "cls": CodeClass.COMMAND.value,
        "command": command.id,
        "ms": pulse.ms,
    }
    access = record(EventType.ACCESS, reading, moment, data)
    return state, (access, accepted, pulse, Signal(Pattern.GRANTED))


def _release(state: State, command: Command, reading: Reading, moment: Moment) -> Step:
    """End the mode, and keep a booking from arming it again: only the desk can give it back."""
    stays = [stay for stay in (state.hold, state.visit) if stay is not None and name_of(stay)]
    state = replace(state, barred={**state.barred, **{name_of(stay): stay.until for stay in stays}})
    state, ended = hold.end(state, "release", reading, moment, command=command.id)
    return state, (*ended, Answer(Result(command.id, "accepted")))
