"""The oracle's look at foreign calendars: what blocks is what their times say, and nothing else."""

from collections.abc import Iterator

from sqlalchemy import select

from booking_server.domain.bookings import FOREIGN, BookingStatus
from booking_server.domain.foreign_calendars import TimeState
from booking_server.storage.tables import bookings, foreign_calendars, foreign_times
from booking_server.storage.unit_of_work import UnitOfWork


def foreign_times_are_what_blocks(uow: UnitOfWork) -> Iterator[str]:
    """Yield every time that blocks nothing, and every booking to come that no time asks for."""
    statement = select(bookings).where(
        bookings.c.source == FOREIGN, bookings.c.status == BookingStatus.CONFIRMED.value
    )
    standing = {row.id: row for row in uow.connection.execute(statement)}
    named: set[str] = set()
    told = select(foreign_times, foreign_calendars.c.venue_id).join(
        foreign_calendars, foreign_calendars.c.id == foreign_times.c.calendar_id
    )
    for row in uow.connection.execute(told.where(foreign_times.c.state == TimeState.BLOCKS.value)):
        blocking = standing.get(row.booking_id)
        named.add(row.booking_id)
        if blocking is None or blocking.venue_id != row.venue_id:
            yield f"I2: time {row.id} of a foreign calendar blocks nothing"
        elif not (blocking.starts_at <= row.starts_at and row.ends_at <= blocking.ends_at):
            yield f"I2: booking {row.booking_id} does not cover time {row.id} of a foreign calendar"
    for booking_id, row in standing.items():
        if booking_id not in named and row.ends_at > uow.now:
            yield f"I2: booking {booking_id} blocks for a foreign calendar that does not ask for it"
