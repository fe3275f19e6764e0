"""A frame of LoRaWAN, the last thread: it takes codes away, tells that time has passed, and no more."""

from dataclasses import replace

from lock_agent import clock
from lock_agent.clock import Moment
from lock_agent.contract import lora
from lock_agent.contract.errors import ContractError, SignatureInvalid
from lock_agent.contract.events import EventType
from lock_agent.contract.lora import DownFrame
from lock_agent.core import parts, radio_time
from lock_agent.core.attempts import Step, record
from lock_agent.core.state import State
from lock_agent.core.values import Disturbed, Effect, Resync
from lock_agent.core.withdrawals import MOST_KEPT, masked, take

PART = "radio"
KEYLESS = Disturbed(PART, "keyless")
"""The device was enrolled before there were secrets for the radio; it gets one when it renews."""


def heard(state: State, frame: DownFrame, moment: Moment) -> Step:
    """Take a frame in.

    1. The one taken last changes nothing: the network repeats, and the answer to it may have been lost.
    2. An older one is refused and told, like a forged one; so is one too many, or far ahead of its time.
    3. Time has passed, as far as that is to be believed; what is revoked leaves the vault, the counter grows;
       all of it is stored with the record.
    """
    reading = clock.read(state.clock, moment)
    if frame.counter == state.withdrawals.counter:
        return state, ()
    if frame.counter < state.withdrawals.counter:
        return parts.disturbed(state, PART, "stale", reading, moment)
    if lora.is_ahead(frame, state.withdrawals.counter):
        return parts.disturbed(state, PART, "ahead", reading, moment)
    taken = take(state.withdrawals, frame, state.creds_ver)
    if taken.size > MOST_KEPT:
        return parts.disturbed(state, PART, "full", reading, moment)
    state = replace(state, clock=radio_time.hear(state.clock, frame.made_at, moment))
    state = replace(state, withdrawals=taken, vault=masked(state.vault, taken))
    told = {"kind": "radio", "counter": frame.counter, "ver": frame.covered_by, "revoked": len(frame.revoked)}
    effects: list[Effect] = [record(EventType.SNAPSHOT, reading, moment, told)]
    if frame.covered_by > state.creds_ver:
        effects.append(Resync())
    return state, tuple(effects)


def refusal(error: ContractError) -> Disturbed:
    """Return what is to be told of a frame that is none of the server's."""
    return Disturbed(PART, "forged" if isinstance(error, SignatureInvalid) else "garbage")
