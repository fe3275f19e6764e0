"""How far ahead a door knows its bookings (door protocol, section 4)."""

from datetime import UTC, datetime, time, timedelta

HORIZON = timedelta(days=60)
KNOWN_AHEAD = HORIZON - timedelta(days=2)
"""So far ahead it surely knows them: what it is told ends at a midnight, and it is told anew within a day."""


def told_until(now: datetime) -> datetime:
    """Return where the bookings end of which a door is told now."""
    return datetime.combine((now + HORIZON).date(), time(), UTC)
