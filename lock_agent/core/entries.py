"""Typed codes (protocol §8): the number of digits says the class, so that classes never collide."""

from dataclasses import replace
from hmac import compare_digest

from lock_agent import clock, throttle
from lock_agent.clock import Reading
from lock_agent.contract import booking_pin, damm, keyholder, offline_pin
from lock_agent.contract.credentials import KeyholderCredential, word_fields
from lock_agent.contract.events import Quality, Reason
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.core.state import State
from lock_agent.core.values import CodeClass
from lock_agent.core.vault import lock_name
from lock_agent.core.verdicts import Verdict, best, is_waiting, refused

Judgement = tuple[State, Verdict]


def enter(state: State, digits: str, reading: Reading, *, connected: bool) -> Judgement:
    """Decide about typed digits. A wrong check digit is a typing error: costs nothing, opens nothing."""
    cls = {
        booking_pin.DIGITS: CodeClass.PIN,
        keyholder.DIGITS: CodeClass.KEYHOLDER,
        offline_pin.DIGITS: CodeClass.OFFLINE,
    }.get(len(digits), CodeClass.NONE)
    if cls is CodeClass.NONE:
        return state, refused(cls, Reason.MALFORMED)
    if not damm.is_valid(digits):
        return state, refused(cls, Reason.TYPING_ERROR)
    if cls is CodeClass.PIN:
        return _enter_pin(state, digits, reading)
    if cls is CodeClass.KEYHOLDER:
        return _enter_keyholder(state, digits, reading)
    return _enter_offline(state, digits, reading, connected=connected)


def _enter_pin(state: State, digits: str, reading: Reading) -> Judgement:
    if not throttle.allows_pin(state.throttle, state.clock.powered):
        return state, refused(CodeClass.PIN, Reason.THROTTLED)
    found = best(state.vault.pins.get(state.place.derive(digits, state.vault.salt), ()), reading)
    verdict = refused(CodeClass.PIN, Reason.UNKNOWN)
    if found is not None:
        reason, pin = found
        verdict = Verdict(CodeClass.PIN, reason, pin.ref, free=is_waiting(reason, pin.nbf, reading))
    if verdict.granted or verdict.free:
        return state, verdict
    return replace(state, throttle=throttle.wrong_pin(state.throttle, state.clock.powered)), verdict


def _enter_offline(state: State, digits: str, reading: Reading, *, connected: bool) -> Judgement:
    if not throttle.allows_offline(state.throttle, state.clock.powered):
        return state, refused(CodeClass.OFFLINE, Reason.THROTTLED)
    verdict, word = _judge_offline(state, digits, reading, connected=connected)
    if verdict.granted and word is not None:
        return _remember(state, verdict, word)
    if verdict.free:
        return state, verdict
    return replace(state, throttle=throttle.wrong_offline(state.throttle, state.clock.powered)), verdict


def _judge_offline(
    state: State, digits: str, reading: Reading, *, connected: bool
) -> tuple[Verdict, OfflineWord | None]:
    """A code the snapshot names is judged by the booking's own window, connected or not.

    Any other one opens only while the server cannot be asked. The candidates are always computed,
    so that the time taken tells nothing.
    """
    vault = state.vault
    words = offline_pin.matches(state.place.k_door, digits, *clock.span(reading))
    live = [word for word in words if word not in vault.revoked_offline]
    named = vault.offline.get(digits, ())
    found = best([code for code in named if code.word not in vault.revoked_offline], reading)
    if found is not None:
        reason, code = found
        free = is_waiting(reason, code.nbf, reading)
        return Verdict(CodeClass.OFFLINE, reason, code.ref, word_fields(code.word), free), code.word
    known = (*live, *words, *(code.word for code in named))
    if not known:
        return refused(CodeClass.OFFLINE, Reason.UNKNOWN), None
    reason = (Reason.NOT_NAMED if connected else Reason.OK) if live else Reason.REVOKED
    return Verdict(CodeClass.OFFLINE, reason, data=word_fields(known[0])), known[0]


def _remember(state: State, verdict: Verdict, word: OfflineWord) -> Judgement:
    data = {**verdict.data, "first": word not in state.entered}
    entered = {**state.entered, word: offline_pin.period(word)[1]}
    return replace(state, entered=entered), replace(verdict, data=data)


def _enter_keyholder(state: State, digits: str, reading: Reading) -> Judgement:
    holders = state.vault.keyholders.get(keyholder.holder_number(digits), ())
    typed = state.place.derive(digits, state.vault.salt)  # also for a number nobody has: time tells nothing
    open_to_try = [holder for holder in holders if throttle.allows_holder(state.throttle, lock_name(holder))]
    if holders and not open_to_try:
        return state, refused(CodeClass.KEYHOLDER, Reason.THROTTLED)
    for holder in open_to_try:
        if compare_digest(holder.h, typed):
            return _admit_holder(state, holder, reading)
    return _count_holders(state, open_to_try), refused(CodeClass.KEYHOLDER, Reason.UNKNOWN)


def _admit_holder(state: State, holder: KeyholderCredential, reading: Reading) -> Judgement:
    # With an untrusted clock keyholders open (§7), but nothing that ended before the floor comes back.
    starts = 0 if reading.quality is Quality.UNTRUSTED else holder.nbf
    verdict = Verdict(CodeClass.KEYHOLDER, clock.judge(starts, holder.exp, reading), holder.ref)
    if not verdict.granted:
        return _count_holders(state, [holder]), verdict
    return replace(state, throttle=throttle.holder_entered(state.throttle, lock_name(holder))), verdict


def _count_holders(state: State, holders: list[KeyholderCredential]) -> State:
    counted = state.throttle
    for holder in holders:
        counted = throttle.wrong_holder(counted, lock_name(holder))
    return replace(state, throttle=counted)
