"""Holding a door open from the desk: until when it may be asked for."""

from datetime import datetime, timedelta

HOURS = (1, 2, 4)
"""What is offered at any time, within a running booking at most until its end."""
LONGEST = timedelta(hours=12)
"""No door holds open for longer on a command."""
TO_THE_END = "ende"


def ends_offered(now: datetime, booked_until: datetime | None) -> dict[str, datetime]:
    """Return the ends that may be asked for, by the word that chooses them.

    While a booking runs nothing is held open past its end: the next hour is another's.
    """
    offered = {str(hours): now + timedelta(hours=hours) for hours in HOURS}
    if booked_until is None:
        return offered
    within = {word: end for word, end in offered.items() if end < booked_until}
    return {**within, TO_THE_END: min(booked_until, now + LONGEST)}
