"""The oracle's look at credentials of other booking systems: each is a booking, and no other is."""

from collections.abc import Iterator

from sqlalchemy import select

from booking_server.domain.bookings import CREDENTIAL
from booking_server.storage.tables import bookings, credentials
from booking_server.storage.unit_of_work import UnitOfWork


def credentials_are_bookings(uow: UnitOfWork) -> Iterator[str]:
    """Yield every credential that is not the booking with its number, and every such booking without one."""
    held = {row.id: row for row in uow.connection.execute(select(credentials))}
    made = select(bookings.c.id, bookings.c.venue_id).where(bookings.c.source == CREDENTIAL)
    for row in uow.connection.execute(made):
        credential = held.pop(row.id, None)
        if credential is None or credential.venue_id != row.venue_id:
            yield f"I2: booking {row.id} is for another booking system, and no program asked for it"
    for credential_id in held:
        yield f"I2: credential {credential_id} stands for no booking"
