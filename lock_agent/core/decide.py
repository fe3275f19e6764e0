"""decide(state, event, now) -> new state, effects. Everything a door decides, without doing any of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lock_agent import clock, keypad, throttle
from lock_agent.clock import Anchor, Moment, Reading
from lock_agent.contract.events import EventType, Quality
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot
from lock_agent.core import entries, hold, leaf, orders, parts, radio, scans, visits
from lock_agent.core.attempts import Step, carry_out, record
from lock_agent.core.state import Place, State
from lock_agent.core.values import (
    CardShown,
    CfgReplaced,
    CodeEntered,
    Commanded,
    CredsReplaced,
    Disturbed,
    Effect,
    Input,
    KeyPressed,
    LinkChanged,
    Pattern,
    RadioHeard,
    Restored,
    Scanned,
    Signal,
    TamperChanged,
    Ticked,
    TimeAnswered,
)
from lock_agent.core.vault import lock_name, open_vault
from lock_agent.core.withdrawals import masked, outlasting

_K = TypeVar("_K")


def decide(state: State, event: Input, now: Moment) -> Step:
    """Return the state after an event, and what is to be done, in order.

    1. Store every `Record`, with the durable part of the new state, in one transaction.
    2. Only then carry out the other effects. No `Pulse` comes without a `Record` before it.

    Never raises for anything a person can type, scan or send.
    """
    state = replace(state, clock=clock.advance(state.clock, now))
    state, effects = _answer(state, event, now)
    state = replace(state, clock=clock.advance(state.clock, now))  # it may have learnt of a later time
    reading = clock.read(state.clock, now)
    if reading.quality is state.quality:
        return state, effects
    told: dict[str, Any] = {"quality": reading.quality.value}
    if reading.quality is Quality.UNTRUSTED and (state.quality is not None or state.clock.has_rtc):
        told["jumped"] = True  # a door without a battery clock wakes like this every time
    changed = record(EventType.CLOCK, reading, now, told)
    return replace(state, quality=reading.quality), (changed, *effects)


def _answer(state: State, event: Input, now: Moment) -> Step:
    match event:
        case KeyPressed() | CodeEntered() | Scanned() | CardShown():
            return _attempt(state, event, now)
        case CredsReplaced() | CfgReplaced() | TimeAnswered() | RadioHeard() | LinkChanged():
            return _learn(state, event, now)
    reading = clock.read(state.clock, now)
    match event:
        case Commanded(command):
            return orders.obey(state, command, reading, now)
        case Ticked():
            return _tick(_tidy(state, state.clock.proven), reading, now)
        case TamperChanged() | Disturbed() | Restored():
            return parts.noticed(state, event, reading, now)
        case _:
            return leaf.noticed(state, event, reading, now)


def _attempt(state: State, event: KeyPressed | CodeEntered | Scanned | CardShown, now: Moment) -> Step:
    match event:
        case KeyPressed(key):
            return _press(state, key, now)
        case CodeEntered(digits):
            return _enter(state, digits, now)
        case Scanned(text):
            return _scan(state, text, now)
        case CardShown():
            reading = clock.read(state.clock, now)
            return carry_out(state, *parts.judge_card(state, reading), reading, now)


def _learn(
    state: State, event: CredsReplaced | CfgReplaced | TimeAnswered | RadioHeard | LinkChanged, now: Moment
) -> Step:
    match event:
        case CredsReplaced(creds, iat, ver):
            heard = replace(state, clock=clock.hear(state.clock, iat, now))
            return replace(_replace_creds(heard, creds, ver), creds_iat=iat), ()
        case CfgReplaced(cfg, iat):
            heard = replace(state, clock=clock.hear(state.clock, iat, now))
            return replace(heard, place=settle(state.place, cfg)), ()
        case RadioHeard(frame):
            return radio.heard(state, frame, now)
        case TimeAnswered(server_now, mono_ms):
            return _hear_time(state, Anchor(server_now, mono_ms), now)
        case LinkChanged(up):
            return replace(state, link=replace(state.link, up=up)), ()


def _hear_time(state: State, told: Anchor, now: Moment) -> Step:
    """Take in the server's time; tell once of a story that is not believed."""
    after = clock.synchronise(state.clock, told, now)
    state = replace(state, clock=after, link=replace(state.link, answered_ms=told.mono_ms))
    reading = clock.read(after, now)
    if after.answered != told and after.story == told:
        return state, (record(EventType.ALARM, reading, now, {"kind": "server_clock"}),)
    return state, ()


def settle(place: Place, cfg: CfgSnapshot) -> Place:
    """Return the place as a settings snapshot describes it."""
    keys = {kid: Ed25519PublicKey.from_public_bytes(key) for kid, key in cfg.qr_keys.items()}
    pulse_ms = min(cfg.pulse_ms, place.longest_pulse_ms)
    settled = replace(place, site=cfg.site, door=cfg.door, pulse_ms=pulse_ms, qr_keys=keys)
    return replace(settled, hold_open_allowed=cfg.hold_open_allowed)


def _tick(state: State, reading: Reading, now: Moment) -> Step:
    """Let everything look at the clock that waits for it."""
    effects: tuple[Effect, ...] = ()
    for watched in (hold.watched, leaf.watched, visits.watched):
        state, more = watched(state, reading, now)
        effects += more
    return state, effects


def _press(state: State, key: str, now: Moment) -> Step:
    buffer, digits = keypad.press(state.keypad, key, now.mono_ms)
    state = replace(state, keypad=buffer)
    if digits is not None:
        return _enter(state, digits, now)
    if key == "#" and (opened := hold.ring(state, clock.read(state.clock, now), now)) is not None:
        return opened
    return state, (Signal(Pattern.CLEARED if key == "*" else Pattern.KEY),)


def _scan(state: State, text: str, now: Moment) -> Step:
    after, verdict = scans.scan(state, text, now)
    reading = clock.read(after.clock, now)
    return visits.welcome(carry_out(state, after, verdict, reading, now), verdict, reading, now)


def _enter(state: State, digits: str, now: Moment) -> Step:
    reading = clock.read(state.clock, now)
    connected = state.link.connected(now.mono_ms)
    if visits.is_lock_up(digits):
        return visits.lock_up(state, digits, reading, now, connected=connected)
    after, verdict = entries.enter(state, digits, reading, connected=connected)
    return visits.welcome(carry_out(state, after, verdict, reading, now), verdict, reading, now)


def _replace_creds(state: State, creds: CredsSnapshot, ver: int) -> State:
    names = frozenset(lock_name(holder) for holder in creds.keyholders)
    kept = throttle.keep_holders(state.throttle, names)
    left = outlasting(state.withdrawals, ver)
    vault = masked(open_vault(creds, state.place.k_door), left)
    return replace(state, vault=vault, creds_ver=ver, withdrawals=left, throttle=kept)


def _tidy(state: State, now: int) -> State:
    """Forget what can never matter again; a day later, so that a degraded clock makes no difference."""
    used, entered, barred = _kept(state.used, now), _kept(state.entered, now), _kept(state.barred, now)
    return replace(state, used=used, entered=entered, barred=barred)


def _kept(ends: Mapping[_K, int], now: int) -> Mapping[_K, int]:
    if all(end > now - throttle.DAY_S for end in ends.values()):
        return ends
    return {key: end for key, end in ends.items() if end > now - throttle.DAY_S}
