"""What calendars read of bookings, on both databases."""

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.uses import Use
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.plans import feeds
from booking_server.services.plans.calendar_items import items_of, series_now, uses_of
from booking_server.services.plans.feeds import Wanted
from booking_server.services.series.series import save
from tests.booking_server.series import a_series
from tests.builders import Village, a_request, between


def test_a_calendar_is_read_page_by_page_with_each_series_once(village: Village) -> None:
    single = bookings.book(village.house, a_request()).booking
    gone = bookings.book(village.house, a_request(period=between("2026-11-20 10:00", "2026-11-20 12:00")))
    cancellations.cancel(village.house, gone.booking.id)
    series = save(village.house, a_series()).series

    window = feeds.public_feed(village.house, "dgh-benken").window

    assert [item.id for item in items_of(village.house, window)] == [single.id, series.id, gone.booking.id]
    assert len(list(uses_of(village.house, window))) == 14
    now = series_now(village.house, series.id)
    assert now.standing
    assert now.changes == len(now.standing.dates) == 12


def test_bounds_of_days_spaces_and_titles_hold(village: Village) -> None:
    titled = a_request(use=Use(public_title="Erntefest"), space_slugs=("saal",))
    bookings.book(village.house, titled)
    later = between("2026-11-20 10:00", "2026-11-20 12:00")
    bookings.book(village.house, a_request(period=later))

    def found(wanted: Wanted, space: str = "") -> int:
        head = feeds.public_feed(village.house, "dgh-benken", wanted, space=space)
        return len(list(uses_of(village.house, head.window)))

    assert found(Wanted()) == 2
    assert found(Wanted(first=later.start.date())) == 1
    assert found(Wanted(last=titled.period.start.date())) == 1
    assert found(Wanted(), "kueche") == 1
    assert found(Wanted(upcoming=True, only_titled=True)) == 1


def test_a_municipality_changed_when_any_of_its_halls_did(village: Village) -> None:
    before = feeds.town_feed(village.house, "wiesenburg-mark")
    village.clock.forward(hours=1)
    booked = bookings.book(village.house, a_request("dgh-reetz")).booking

    after = feeds.town_feed(village.house, "wiesenburg-mark")

    assert booked.status is BookingStatus.CONFIRMED
    assert (before.etag, before.changed_at) != (after.etag, after.changed_at)
    assert after.changed_at == village.clock.now
