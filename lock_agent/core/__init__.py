"""The door's mind: `decide(state, event, now)` returns the new state and the effects. Pure; no I/O, no clock.

`wake` makes a state at boot, `durable` is the part to store with every `Record`. `decide` is not imported
here: the link, which only looks at what is stored, need not carry it.
"""

from lock_agent.clock import Moment
from lock_agent.core.durable import (
    Durable,
    after_loss,
    durable,
    first_boot,
    must_store,
    parse_durable,
    wake,
    write,
)
from lock_agent.core.state import Place, State
from lock_agent.core.values import Effect, Input

__all__ = [
    "Durable",
    "Effect",
    "Input",
    "Moment",
    "Place",
    "State",
    "after_loss",
    "durable",
    "first_boot",
    "must_store",
    "parse_durable",
    "wake",
    "write",
]
