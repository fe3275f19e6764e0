"""Commands at the door (protocol §5). Signature, topic and session are the link's to check."""

from dataclasses import replace

from lock_agent.clock import Moment, Reading
from lock_agent.contract.commands import Command, Result
from lock_agent.contract.events import EventType, Quality, Reason
from lock_agent.core.attempts import Step, record, unlatch
from lock_agent.core.state import State
from lock_agent.core.values import Answer, CodeClass, Effect, Pattern, Resync, Signal

REMEMBERED = 64


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
    if command.op not in ("unlatch", "identify", "sync"):
        return "not_supported"
    return ""


def _act(state: State, command: Command, reading: Reading, moment: Moment) -> Step:
    accepted: Effect = Answer(Result(command.id, "accepted"))
    if command.op == "identify":
        return state, (accepted, Signal(Pattern.IDENTIFY))
    if command.op == "sync":
        return state, (accepted, Resync())
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
