"""Promises to the Bad Belzig App: the worker looks at what may have changed, never a booking."""

from collections.abc import Iterable

from booking_server.domain.app_records import Kind, Subject
from booking_server.domain.bookings import Booking
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.outbox import Promise

KIND = "app"
AGAIN = {"again": True}
"""The payload of a promise to send a record even if it has not changed."""


def public_events(bookings: Iterable[Booking]) -> list[Promise]:
    """Return the promises for bookings that are or were public: nobody asks here whether the app is on."""
    return [
        (KIND, Subject(Kind.EVENT, one.id).key, {})
        for one in bookings
        if one.use.public_title and not one.names_nobody
    ]


@retried
def promise(house: House, keys: Iterable[str], *, again: bool = False) -> int:
    """Promise to look at some records, those left out that are promised already; return how many."""
    with house.unit_of_work() as uow:
        waiting = frozenset() if again else uow.outbox.waiting(KIND)
        wanted = [key for key in dict.fromkeys(keys) if key not in waiting]
        if wanted:
            uow.outbox.add_all([(KIND, key, dict(AGAIN) if again else {}) for key in wanted])
            uow.commit()
    return len(wanted)
