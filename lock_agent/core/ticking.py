"""A door's mind with another clock."""

from dataclasses import replace

from lock_agent import clock, throttle
from lock_agent.clock import ClockState, Moment
from lock_agent.core.state import State


def with_clock(state: State, after: ClockState, moment: Moment) -> State:
    """Return the state with a clock that has learnt something.

    If the floor fell, the counters go back with it: what was counted under the lie would lock the door for
    years.
    """
    before = state.clock
    state = replace(state, clock=after)
    if after.floor >= before.floor:
        return state
    lied, now = clock.read(before, moment).now, clock.read(after, moment).now
    return replace(state, throttle=throttle.set_back(state.throttle, lied, now))
