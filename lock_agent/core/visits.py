"""People come and go: whose code opened, who is the last one out, whether they shut the door behind them.

Locking up is the code of the booking with `00` after it, then `#`. It opens nothing: it ends the mode in
which the door is held open and tells that the booking has left. The code is judged and counted like any
other entry, so that nobody learns by it what they could not learn by trying to open. A helper's code opens
and nothing else: the booking goes on after them, so they are no visit of its own and do not lock up.
"""

from dataclasses import replace
from hmac import compare_digest

from lock_agent import clock
from lock_agent.clock import Moment, Reading
from lock_agent.contract import booking_pin, offline_pin
from lock_agent.contract.events import EventType, Reason
from lock_agent.core import entries, hold
from lock_agent.core.attempts import Step, carry_out, record
from lock_agent.core.state import State
from lock_agent.core.stays import Hold, Visit, name_of, whose
from lock_agent.core.values import CodeClass, Effect, Pattern, Signal
from lock_agent.core.verdicts import Verdict

LOCK_UP = "00"
DIGITS = frozenset({booking_pin.DIGITS + len(LOCK_UP), offline_pin.DIGITS + len(LOCK_UP)})
SHUT_WITHIN_S = 900
"""After the end of a booking its people have so long to shut the door before others are told."""
LATE_S = 3600
"""So long after its end a booking may still lock up."""


def welcome(step: Step, verdict: Verdict, reading: Reading, moment: Moment) -> Step:
    """Remember who came in, and hold the door open for those whose booking allows it."""
    state, effects = step
    visit, may_hold = _visitor(state, verdict)
    if visit is None:
        return step
    if _takes_the_place(visit, state.visit):
        state = replace(state, visit=visit)
    wanted = Hold(visit.until, visit.ref, visit.token)
    if not may_hold or not _is_new(state, wanted, reading, moment):
        return state, effects
    armed = hold.arm(state, wanted, reading, moment)
    if not hold.is_on(armed, reading, moment):
        return state, effects
    return armed, (effects[0], hold.begun(wanted, reading, moment), *effects[1:])


def is_lock_up(digits: str) -> bool:
    """Return whether somebody typed their code and `00`."""
    return len(digits) in DIGITS and digits.endswith(LOCK_UP)


def lock_up(state: State, digits: str, reading: Reading, moment: Moment, *, connected: bool) -> Step:
    """Take leave of who locks up; anybody else is refused like at an entry."""
    code = digits[: -len(LOCK_UP)]
    after, verdict = entries.enter(state, code, reading, connected=connected)
    visit = state.visit
    if visit is not None and _is_late_leaver(state, visit, code, verdict):
        return _leave(state, verdict.cred_ref or visit.ref, whose(visit), reading, moment)
    if verdict.granted and _opens_only(state, verdict.cred_ref):
        after, verdict = state, replace(verdict, reason=Reason.OPENS_ONLY, free=True)
    if not verdict.granted:
        return carry_out(state, after, verdict, reading, moment)
    return _leave(after, verdict.cred_ref, dict(verdict.data), reading, moment)


def watched(state: State, reading: Reading, moment: Moment) -> Step:
    """Raise an alarm, once, when the leaf stands open a quarter of an hour after the end of a booking."""
    visit, earliest = state.visit, clock.span(reading)[0]
    if visit is None or earliest < visit.until + SHUT_WITHIN_S:
        return state, ()
    if earliest >= visit.until + LATE_S or _opens_only(state, _ref_now(state, visit)):
        return replace(state, visit=None), ()
    if visit.is_checked:
        return state, ()
    state = replace(state, visit=replace(visit, is_checked=True))
    if state.leaf.contact != "open" or hold.is_on(state, reading, moment):
        return state, ()
    data = {"kind": "left_open", **whose(visit)}
    return state, (record(EventType.ALARM, reading, moment, data, visit.ref), Signal(Pattern.HELD_OPEN))


def _visitor(state: State, verdict: Verdict) -> tuple[Visit | None, bool]:
    if not verdict.granted or verdict.cls not in (CodeClass.PIN, CodeClass.OFFLINE, CodeClass.QR):
        return None, False
    booking = state.vault.bookings.get(verdict.cred_ref or "")
    if booking is not None and booking.opens_only:
        return None, False
    if booking is not None:
        return Visit(booking.exp, booking.ref, "", booking.h), booking.hold_open
    if verdict.cred_ref is None and verdict.until is not None:
        return Visit(verdict.until, None, str(verdict.data["token"])), verdict.may_hold
    return None, False


def _takes_the_place(visit: Visit, present: Visit | None) -> bool:
    """Return whether it is the newest booking: a picture the door has never heard of may be a helper's."""
    if present is None or visit.until > present.until:
        return True
    return visit.until == present.until and (visit.ref is not None or present.ref is None)


def _opens_only(state: State, ref: str | None) -> bool:
    code = state.vault.bookings.get(ref or "")
    return code is not None and code.opens_only


def _ref_now(state: State, stay: Hold | Visit) -> str | None:
    """Return whose it is: the door may have learnt the name since a picture opened."""
    known = state.vault.qr.get(bytes.fromhex(stay.token))
    return known.ref if known else stay.ref


def _is_new(state: State, wanted: Hold, reading: Reading, moment: Moment) -> bool:
    """Return whether it changes anything: a mode that is on and lasts as long stays as it is."""
    present = state.hold
    return present is None or present.until < wanted.until or not hold.is_on(state, reading, moment)


def _is_late_leaver(state: State, visit: Visit, code: str, verdict: Verdict) -> bool:
    """Return whether it is the PIN of the booking that was here last, though it opens no more."""
    gone = (Reason.UNKNOWN, Reason.EXPIRED)
    if verdict.cls is not CodeClass.PIN or verdict.reason not in gone or not visit.h:
        return False
    return compare_digest(state.place.derive(code, state.vault.salt), visit.h)


def _leave(state: State, ref: str | None, named: dict[str, object], reading: Reading, moment: Moment) -> Step:
    effects: list[Effect] = []
    if state.hold is not None and _is_theirs(state, state.hold, ref):
        state, ended = hold.end(state, "left", reading, moment)
        effects += ended
    told: dict[str, object] = {**named, "kind": "left"}
    if state.leaf.is_known:
        told["open"] = state.leaf.opened_ms is not None
    effects.append(record(EventType.MODE, reading, moment, told, ref))
    effects.append(Signal(Pattern.HELD_OPEN if told.get("open") else Pattern.LOCKED))
    return state, tuple(effects)


def _is_theirs(state: State, present: Hold, ref: str | None) -> bool:
    """Return whether the mode is of who leaves, or of the desk.

    A picture and a typed code it has both never heard of cannot be told apart from one booking's: then it
    is better locked.
    """
    return not name_of(present) or _ref_now(state, present) == ref
