"""The oracle's look at the codes of helpers: they open for a booking that stands, within its time."""

from collections.abc import Iterator

from sqlalchemy import select

from booking_server.domain.bookings import BookingStatus
from booking_server.storage.tables import access_codes, bookings, helpers
from booking_server.storage.unit_of_work import UnitOfWork

MOST = 5


def helpers_codes_keep_their_bounds(uow: UnitOfWork) -> Iterator[str]:
    """Yield every code of a helper that opens when it must not, and every booking with too many of them."""
    named = {row.id: row for row in uow.connection.execute(select(helpers))}
    live: dict[str, int] = {}
    statement = (
        select(access_codes, bookings.c.status, bookings.c.starts_at, bookings.c.ends_at)
        .join(bookings, bookings.c.id == access_codes.c.booking_id)
        .where(access_codes.c.helper_id.is_not(None))
    )
    coded = set()
    for row in uow.connection.execute(statement):
        helper = named.get(row.helper_id)
        if helper is None or helper.booking_id != row.booking_id:
            yield f"I2: the code {row.id} belongs to a helper nobody named"
            continue
        if row.revoked_at is not None:
            continue
        coded.add(row.helper_id)
        live[row.booking_id] = live.get(row.booking_id, 0) + 1
        if helper.ended_at is not None or row.status != BookingStatus.CONFIRMED.value:
            yield f"I4: a helper of booking {row.booking_id} still has a code"
        if row.valid_from < row.starts_at or row.valid_until > row.ends_at:
            yield f"I10: a helper's code of booking {row.booking_id} is valid outside of its time"
        if row.offline_start is not None or row.hold_open:
            yield f"I4: a helper's code of booking {row.booking_id} may do more than open"
    for helper in named.values():
        if helper.ended_at is None and helper.id not in coded:
            yield f"I2: a helper of booking {helper.booking_id} has no code"
    for booking_id, count in live.items():
        if count > MOST:
            yield f"I4: booking {booking_id} has {count} helpers"
