"""A series in a feed: one entry that every program expands to the bookings that stand."""

from datetime import date, datetime

import recurring_ical_events
from flask.testing import FlaskClient
from icalendar import Calendar, Component

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.series import series_changes
from booking_server.services.series.series import SavedSeries, save
from booking_server.services.series.series_dates import move_date, release_date
from tests.booking_server.publishing.reading import FEED, entries
from tests.booking_server.series import FIRST, SECOND, THIRD, a_series, evening
from tests.builders import Village, a_request

STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


def expanded(visitor: FlaskClient, path: str = FEED) -> list[Component]:
    """Return every date of a feed as another program expands it."""
    calendar = Calendar.from_ical(visitor.get(path).data)
    return list(recurring_ical_events.of(calendar).between((2026, 1, 1), (2028, 1, 1)))


def standing(visitor: FlaskClient) -> list[tuple[datetime, datetime]]:
    return sorted(
        (one.decoded("DTSTART"), one.decoded("DTEND"))
        for one in expanded(visitor)
        if one["STATUS"] != "CANCELLED"
    )


def booked(village: Village) -> list[tuple[datetime, datetime]]:
    with village.house.reading() as uow:
        found = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=STANDING)
    return [(one.period.start, one.period.end) for one in found]


def stored(village: Village) -> SavedSeries:
    return save(village.house, a_series())


def test_a_series_is_one_entry_that_comes_again(village: Village, visitor: FlaskClient) -> None:
    made = stored(village)
    bookings.book(village.house, a_request())

    single, series = sorted(entries(visitor.get(FEED)), key=lambda entry: "RRULE" in entry)

    assert "RRULE" not in single
    assert series["UID"] == f"serie-{made.series.id}@dorfschluessel"
    assert standing(visitor) == booked(village)


def test_what_becomes_of_single_dates_reaches_the_feed(village: Village, visitor: FlaskClient) -> None:
    made = stored(village)
    before = int(entries(visitor.get(FEED))[0]["SEQUENCE"])
    village.clock.forward(hours=2)

    release_date(village.house, made.series.id, FIRST)
    move_date(village.house, made.series.id, SECOND, period=evening(SECOND, 17, 20))

    assert standing(visitor) == booked(village)
    (gone,) = [one for one in expanded(visitor) if one["STATUS"] == "CANCELLED"]
    assert (gone.decoded("DTSTART"), gone["SUMMARY"]) == (evening(FIRST).start, "storniert")
    master = next(entry for entry in entries(visitor.get(FEED)) if "RRULE" in entry)
    assert int(master["SEQUENCE"]) > before
    assert master.decoded("LAST-MODIFIED") == village.clock.now


def test_a_date_given_back_long_ago_is_left_out(village: Village, visitor: FlaskClient) -> None:
    made = stored(village)
    release_date(village.house, made.series.id, THIRD)

    village.clock.forward(days=91)

    assert not [one for one in expanded(visitor) if one["STATUS"] == "CANCELLED"]
    assert standing(visitor) == booked(village)


def test_a_series_changed_from_a_day_on_is_two(village: Village, visitor: FlaskClient) -> None:
    made = stored(village)
    later = a_series(plan=a_series().plan)
    series_changes.change_from(village.house, made.series.id, date(2026, 11, 2), later)

    assert len({str(one["UID"]) for one in expanded(visitor)}) == 2
    assert standing(visitor) == booked(village)


def test_a_series_that_ends_before_it_began_is_told_as_cancelled(
    village: Village, visitor: FlaskClient
) -> None:
    made = stored(village)
    series_changes.end_from(village.house, made.series.id, FIRST)

    assert {str(one["STATUS"]) for one in expanded(visitor)} == {"CANCELLED"}


def test_a_cancelled_booking_of_a_series_stays_at_its_day(village: Village, visitor: FlaskClient) -> None:
    made = stored(village)
    with village.house.reading() as uow:
        booking_id = uow.series.date_on(made.series.id, SECOND).booking_id
    cancellations.cancel(village.house, str(booking_id))

    told = {one.decoded("DTSTART").date(): str(one["STATUS"]) for one in expanded(visitor)}
    assert (told[FIRST], told[SECOND]) == ("CONFIRMED", "CANCELLED")


def test_a_range_of_days_still_says_the_whole_series(village: Village, visitor: FlaskClient) -> None:
    """Its entry would begin anew with every other range, and programs would take it for another."""
    stored(village)

    assert len(expanded(visitor, f"{FEED}?from=2026-11-01&to=2026-11-30")) == len(booked(village))
    assert expanded(visitor, f"{FEED}?from=2027-02-01") == []
