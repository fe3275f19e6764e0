"""How far ahead one snapshot reaches: a message has its limit, and what starts soonest counts most."""

from collections.abc import Sequence
from datetime import datetime

from booking_server.domain.access import AccessCode

ROOM = 340 * 1024
"""Bytes of a credential snapshot for codes of bookings; the rest is for codes held for good."""
LIVE_BYTES = 320
"""What a live code needs at most in its three forms; the longest measured is below it (`test_reach`)."""
REVOKED_BYTES = 70
"""What a revoked code needs at most: it is refused by name."""


def within_reach(codes: Sequence[AccessCode], until: datetime) -> tuple[tuple[AccessCode, ...], datetime]:
    """Return the codes that fit into one snapshot, and how far they reach: `until` where all of them do.

    `codes` come in the order of their starts. A door takes no snapshot above the limit, not even the
    revocations in it, so of too many codes those that start last wait: they come nearer, and their QR codes
    open a door that never heard of them.
    """
    room = ROOM
    for place, code in enumerate(codes):
        room -= LIVE_BYTES if code.revoked_at is None else REVOKED_BYTES
        if room < 0:
            reached = code.window.start
            return tuple(one for one in codes[:place] if one.window.start < reached), reached
    return tuple(codes), until
