"""A door's mind with another clock."""

from dataclasses import replace

from lock_agent import clock, throttle
from lock_agent.clock import ClockState
from lock_agent.core.state import State


def with_clock(state: State, after: ClockState) -> State:
    """Return the state with a clock that has learnt something.

    Throttles count the seconds the door has had power, which no clock can lie about: when more time is proven
    to have passed, the counters move on with it.
    """
    passed = after.proven - state.clock.proven
    state = replace(state, clock=after)
    if passed <= clock.SLACK_S:  # clocks drift apart; that is no reason to write anything
        return state
    return replace(state, throttle=throttle.moved(state.throttle, passed))
