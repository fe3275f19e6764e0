"""What a door believes of the time in a frame of LoRaWAN.

A frame says that a moment has passed, if the server's clock did not lie, and never how long ago: it may come
late. Nobody asks for it as the link asks for the server's time, and a door without network has nothing else
to put it right. So a frame raises the floor only as far as the door may have been without power unnoticed,
and what is beyond that must be told for two days.
"""

from dataclasses import replace

from lock_agent.clock import GRACE_S, TOLERANCE_S, Anchor, ClockState, Moment, prove, raised, read
from lock_agent.contract.events import Quality


def hear(clock: ClockState, made_at: int, moment: Moment) -> ClockState:
    """Take in the time of a newer frame (epoch s).

    1. Note since when the frames have told the same.
    2. Frames that have done so for 48 hours are proven, as the server's signed answers are.
    3. Another one raises the floor if it is near what the door knows itself; else it changes nothing.
    """
    told = Anchor(made_at, moment.mono_ms)
    aired = clock.aired
    if aired is None or abs(made_at - aired.at(moment)) > TOLERANCE_S:
        return _near(replace(clock, aired=told), made_at, moment)
    if moment.mono_ms - aired.mono_ms >= GRACE_S * 1000:
        return _agreed(clock, told)
    return _near(clock, made_at, moment)


def _near(clock: ClockState, made_at: int, moment: Moment) -> ClockState:
    reading = read(clock, moment)
    if reading.quality is Quality.UNTRUSTED:
        # Not from the floor: else frames that lie a little each would carry it away together.
        furthest = clock.lived.at(moment) + GRACE_S
    else:
        furthest = reading.now + TOLERANCE_S
    return raised(clock, Anchor(made_at, moment.mono_ms)) if made_at <= furthest else clock


def _agreed(clock: ClockState, told: Anchor) -> ClockState:
    """Prove a time, and let a floor that stands above it fall back, to what is proven at most.

    Frames held back for a while agree as well; but who can hold them back for days could have kept the floor
    as low by letting none through.
    """
    return raised(prove(clock, told, by=TOLERANCE_S), told)
