"""Scanned QR tokens (protocol §8): verified with public keys, known to the door or not."""

from dataclasses import replace

from lock_agent import clock, throttle
from lock_agent.clock import Moment, Reading
from lock_agent.contract import qr_token
from lock_agent.contract.errors import MalformedCredential, TokenForged, UnknownKey
from lock_agent.contract.events import Reason
from lock_agent.contract.qr_token import QrToken
from lock_agent.core.state import State
from lock_agent.core.values import CodeClass
from lock_agent.core.verdicts import Verdict, refused


def scan(state: State, text: str, moment: Moment) -> tuple[State, Verdict]:
    """Decide about a scan. Whatever is validly signed, even for another hall, raises the clock floor."""
    now = state.clock.powered
    if not throttle.allows_scan(state.throttle, now):
        return state, refused(CodeClass.QR, Reason.THROTTLED)
    state = replace(state, throttle=throttle.scanned(state.throttle, now))
    try:
        token = qr_token.read(text, state.place.qr_keys)
    except TokenForged:
        return state, refused(CodeClass.QR, Reason.FORGED)
    except UnknownKey:
        return state, refused(CodeClass.QR, Reason.UNKNOWN)
    except MalformedCredential:
        return state, refused(CodeClass.QR, Reason.MALFORMED)
    state = replace(state, clock=clock.hear(state.clock, token.issued_at, moment))
    return _use(state, token, _judge(state, token, clock.read(state.clock, moment)))


def _judge(state: State, token: QrToken, reading: Reading) -> Reason:
    if token.site != state.place.site:
        return Reason.FOREIGN
    if state.place.door not in token.doors:
        return Reason.NOT_ON_THIS_DOOR
    if token.token_id in state.vault.revoked_qr:
        return Reason.REVOKED
    nbf, exp = _window(state, token)
    reason = clock.judge(nbf, exp, reading)
    if reason is Reason.OK and token.single_use and token.token_id in state.used:
        return Reason.USED
    return reason


def _use(state: State, token: QrToken, reason: Reason) -> tuple[State, Verdict]:
    known = state.vault.qr.get(token.token_id) if token.site == state.place.site else None
    verdict = Verdict(CodeClass.QR, reason, data={"token": token.token_id.hex()})
    if known is None:
        verdict = replace(verdict, until=token.expires, may_hold=token.may_hold_open)
    else:
        verdict = replace(verdict, cred_ref=known.ref)
    if verdict.granted and token.single_use:
        state = replace(state, used={**state.used, token.token_id: _window(state, token)[1]})
    return state, verdict


def _window(state: State, token: QrToken) -> tuple[int, int]:
    known = state.vault.qr.get(token.token_id)
    return (token.not_before, token.expires) if known is None else (known.nbf, known.exp)
