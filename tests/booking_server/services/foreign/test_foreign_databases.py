"""Taking a calendar over, following it and letting it go, on either database."""

from booking_server.domain.bookings import FOREIGN
from booking_server.services.bookings import bookings
from booking_server.services.foreign import foreign_calendars
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import bookings as rows
from tests.booking_server.foreign import ONE_FRIDAY, subscription
from tests.builders import Village, a_request, between
from tests.calendars.far_server import ok

SECOND = between("2026-10-09 19:00", "2026-10-09 21:00")


def _standing(village: Village) -> int:
    with village.house.reading() as uow:
        found = [row for row in uow.connection.execute(rows.select()) if row.source == FOREIGN]
        return sum(row.status == "confirmed" for row in found)


def test_a_feed_is_taken_over_followed_and_let_go(village: Village) -> None:
    bookings.book(village.house, a_request(period=SECOND))

    with subscription(village, ok(ONE_FRIDAY)) as feed:
        assert _standing(village) == 2
        assert feed.ask_later().failure == ""
        assert _standing(village) == 1
        assert verify(village.house) == ()
        foreign_calendars.end_calendar(feed.house, village.cast.frau_stolle, feed.id)

    assert _standing(village) == 0
    assert verify(village.house) == ()
