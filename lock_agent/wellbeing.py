"""What a running door says of itself to whoever looks after the device: no secret, nothing that acts."""

from typing import Any

from lock_agent import clock, core
from lock_agent.canary import Canary
from lock_agent.clock import Moment
from lock_agent.core.parts import TELL_AGAIN_MS
from lock_agent.core.stays import reported
from lock_agent.version import VERSION


def of(state: core.State, moment: Moment) -> dict[str, Any]:
    """Return how the door's parts, its clock and its mind are, as JSON values."""
    reading = clock.read(state.clock, moment)
    return {
        "version": VERSION,
        "contact": state.leaf.contact,
        "is_housing_open": state.is_housing_open,
        "faults": [
            [part, fault]
            for (part, fault), told_ms in state.faults.items()
            if fault == "missing" or moment.mono_ms - told_ms < TELL_AGAIN_MS
        ],
        "is_held_open": reported(state.hold, reading) is not None,
        "quality": reading.quality.value,
        "now": reading.now,
        "floor": state.clock.floor,
        "sings": Canary().sings(state, moment),
    }
