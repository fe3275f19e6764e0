"""How far ahead a door knows its bookings is said in one place, and kept by what doors are told."""

from datetime import timedelta

from booking_server.domain.horizon import HORIZON, KNOWN_AHEAD, told_until
from tests.builders import NOW


def test_a_door_told_within_the_last_day_knows_what_it_is_said_to_know() -> None:
    for hour in range(25):
        now = NOW + timedelta(hours=hour)

        assert now + KNOWN_AHEAD <= told_until(now - timedelta(days=1)) <= now + HORIZON
