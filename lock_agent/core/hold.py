"""Holding open (protocol §10): a mode with an end, in which `#` alone opens.

The strike is never left on for it: each `#` is one pulse like any other, and between two of them the coil
rests. So nothing that fails, hangs or loses its power leaves a door open, and a closed leaf is locked.
The mode counts only while whoever armed it may: while the hall allows it, the booking's code is not
revoked, and the clock is believed. It is looked at before each pulse, not only when it is armed.
"""

from dataclasses import replace

from lock_agent import clock
from lock_agent.clock import Moment, Reading
from lock_agent.contract.events import EventType, Quality, Reason
from lock_agent.core.attempts import Step, record, unlatch
from lock_agent.core.state import State
from lock_agent.core.stays import Hold, name_of, whose
from lock_agent.core.values import CodeClass, Effect, Pattern, Record, Signal

REST_MS = 1000
"""Between the end of a pulse and the next one anybody may ask for: a coil must not stay warm for hours."""


def is_on(state: State, reading: Reading, moment: Moment) -> bool:
    """Return whether `#` alone opens now."""
    hold = state.hold
    if hold is None or reading.quality is Quality.UNTRUSTED:
        return False
    return not _is_over(state, hold, reading, moment) and _may(state, hold, reading)


def arm(state: State, hold: Hold, reading: Reading, moment: Moment) -> State:
    """Return the state in which the door is held open."""
    return replace(state, hold=hold, hold_ends_ms=_ends_ms(hold, reading, moment), hold_rests_until_ms=0)


def ring(state: State, reading: Reading, moment: Moment) -> Step | None:
    """Open for somebody who pressed `#` and nothing else; None when that opens nothing."""
    if state.hold is None or not is_on(state, reading, moment):
        return None
    if moment.mono_ms < state.hold_rests_until_ms:
        return state, (Signal(Pattern.KEY),)
    ref, named = state.hold.ref, whose(state.hold)
    state, pulse = unlatch(state, moment)
    state = replace(state, hold_rests_until_ms=moment.mono_ms + pulse.ms + REST_MS)
    data = {"granted": True, "reason": Reason.OK.value, "cls": CodeClass.HOLD.value, "ms": pulse.ms, **named}
    access = record(EventType.ACCESS, reading, moment, data, ref)
    return state, (access, pulse, Signal(Pattern.GRANTED))


def watched(state: State, reading: Reading, moment: Moment) -> Step:
    """End the mode when it is over, or when whoever armed it may no more; once a second."""
    hold = state.hold
    if hold is None:
        return state, ()
    if _is_over(state, hold, reading, moment):
        return end(state, "end", reading, moment)
    if not _may(state, hold, reading):
        return end(state, "withdrawn", reading, moment)
    if reading.quality is Quality.UNTRUSTED:
        return state, ()
    ends = _ends_ms(hold, reading, moment)
    return replace(state, hold_ends_ms=min(ends, state.hold_ends_ms or ends)), ()


def end(state: State, why: str, reading: Reading, moment: Moment, **data: str) -> Step:
    """End the mode; a leaf that stands open has stood so from now on as far as alarms are concerned."""
    hold = state.hold or Hold(0)
    leaf = state.leaf
    if leaf.opened_ms is not None:
        leaf = replace(leaf, opened_ms=moment.mono_ms)
    told = {"kind": "secured", "why": why, **whose(hold), **data}
    effects: tuple[Effect, ...] = (record(EventType.MODE, reading, moment, told, hold.ref),)
    return replace(state, hold=None, hold_ends_ms=None, leaf=leaf), effects


def begun(hold: Hold, reading: Reading, moment: Moment, **data: str) -> Record:
    """Return the record of a mode that begins."""
    told = {"kind": "hold_open", "until": hold.until, **whose(hold), **data}
    return record(EventType.MODE, reading, moment, told, hold.ref)


def _is_over(state: State, hold: Hold, reading: Reading, moment: Moment) -> bool:
    """Take the latest moment it may be: better a code too many than a door that opens to everybody.

    What an untrusted clock shows has passed for certain. The monotonic clock has its own say.
    """
    now = reading.now if reading.quality is Quality.UNTRUSTED else clock.span(reading)[1]
    counted = state.hold_ends_ms is not None and moment.mono_ms >= state.hold_ends_ms
    return counted or now >= hold.until


def _may(state: State, hold: Hold, reading: Reading) -> bool:
    """Return whether who armed the mode may still: nothing is believed because it was once."""
    if not state.place.hold_open_allowed or name_of(hold) in state.barred:
        return False
    vault, token = state.vault, bytes.fromhex(hold.token)
    if token in vault.revoked_qr:
        return False
    named = vault.qr.get(token)
    ref = hold.ref if named is None else named.ref
    if ref is None:
        return True
    booking = vault.bookings.get(ref)
    if booking is None or not booking.hold_open:
        return False
    return reading.quality is Quality.UNTRUSTED or clock.judge(booking.nbf, booking.exp, reading) is Reason.OK


def _ends_ms(hold: Hold, reading: Reading, moment: Moment) -> int:
    return moment.mono_ms + 1000 * max(0, hold.until - reading.now)
