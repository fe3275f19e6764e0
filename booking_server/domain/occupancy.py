"""Which space is taken when: one row per leaf space, buffers included."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking_server.domain.venues import Space
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A leaf space taken by a booking for a half-open period in UTC."""

    space_id: str
    venue_id: str
    booking_id: str
    period: Period


def occupancies(booking_id: str, period: Period, spaces: Iterable[Space]) -> tuple[Occupancy, ...]:
    """Return what a use of `spaces` occupies: set-up and tidy-up time is occupied time."""
    return tuple(
        Occupancy(
            space.id, space.venue_id, booking_id, period.widened(space.setup_buffer, space.teardown_buffer)
        )
        for space in spaces
    )
