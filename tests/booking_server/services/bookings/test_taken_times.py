"""The taken times of a hall in memory."""

from booking_server.domain.occupancy import Occupancy
from booking_server.services.bookings.taken_times import TakenTimes
from tests.builders import between

MORNING = between("2026-10-05 10:00", "2026-10-05 12:00")


def test_of_a_hall_with_many_rooms_only_those_that_are_wanted_are_looked_at() -> None:
    rows = [Occupancy(f"room-{number}", "hall", f"booking-{number}", MORNING) for number in range(300)]
    taken = TakenTimes(rows)
    night = between("2026-10-05 11:00", "2026-10-06 01:00")

    found = taken.near([Occupancy("room-7", "hall", "", night)])

    assert found == (rows[7],)
    assert taken.in_the_way([Occupancy("room-7", "hall", "", night)]) == rows[7]
    assert taken.in_the_way([Occupancy("room-300", "hall", "", night)]) is None
