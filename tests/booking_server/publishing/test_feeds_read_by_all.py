"""Every feed of a village with bookings of every kind, read by other programs to the bookings that stand."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.halls import blackouts
from booking_server.services.plans import feed_links
from booking_server.services.series.series import save
from booking_server.services.series.series_dates import move_date, release_date
from calendars.recurrence import Clock, Season
from tests.booking_server.series import FIRST, MONDAYS, SECOND, a_series, evening
from tests.builders import Village, a_request, between
from tests.calendars.readers import (
    Read,
    read_with_icaljs,
    read_with_khal,
    read_with_recurring_ical_events,
)

STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


@pytest.fixture
def busy(village: Village) -> Village:
    """Single bookings, nights over the change of the clock, series of which dates moved, a closed day."""
    house = village.house
    nights = replace(
        MONDAYS, rule=replace(MONDAYS.rule, weekday=5), clock=Clock(time(20), time(4)),
        season=Season(date(2026, 10, 17), date(2026, 11, 14)),
    )  # fmt: skip
    bookings.book(house, a_request())
    choir = save(house, a_series()).series.id
    save(house, a_series(plan=nights))
    move_date(house, choir, FIRST, period=evening(FIRST, 10, 12))
    release_date(house, choir, SECOND)
    twice = between("2026-10-25 01:00", "2026-10-25 03:30")
    bookings.book(house, a_request(period=twice, space_slugs=("kueche",), persons=5))
    gone = bookings.book(house, a_request(period=between("2026-11-20 10:00", "2026-11-20 12:00")))
    cancellations.cancel(house, gone.booking.id)
    closed = between("2027-01-04 00:00", "2027-01-05 00:00")
    blackouts.close(house, village.cast.frau_stolle, "dgh-benken", closed, reason="Ölheizung")
    return village


def standing(found: list[Read]) -> list[tuple[object, ...]]:
    return sorted((one.start, one.end) for one in found if one.status != "CANCELLED")


def stored(village: Village, *spaces: str) -> list[tuple[object, ...]]:
    venue = village.cast.benken
    wanted = {space.id for space in venue.spaces if not spaces or space.slug in spaces}
    with village.house.reading() as uow:
        found = uow.bookings.find(venue_ids=[venue.id], statuses=STANDING)
    return sorted((one.period.start, one.period.end) for one in found if wanted & set(one.space_ids))


@pytest.mark.parametrize(
    ("feed", "spaces"),
    [
        ("/kalender/dgh-benken.ics", ()),
        ("/kalender/dgh-benken.ics?titel=nein", ()),
        ("/kalender/dgh-benken/kueche.ics", ("kueche",)),
        ("/kalender/gemeinde/wiesenburg-mark.ics", ()),
        ("/kalender/gemeinde/wiesenburg-mark/benken.ics", ()),
        ("private", ()),
    ],
)
def test_other_programs_find_what_stands_and_a_round_trip_changes_nothing(
    busy: Village, visitor: FlaskClient, tmp_path: Path, feed: str, spaces: tuple[str, ...]
) -> None:
    cast, url = busy.cast, busy.house.policy.public_url
    if feed == "private":
        feed = feed_links.give(busy.house, cast.frau_stolle, "dgh-benken", "Handy").removeprefix(url)
    octets = visitor.get(feed).data

    expected = stored(busy, *spaces)

    assert len(expected) > 1
    found = read_with_recurring_ical_events(octets)
    assert standing(found) == expected
    assert standing(read_with_icaljs(octets)) == expected
    assert standing(read_with_khal(octets, tmp_path)) == expected
    assert read_with_recurring_ical_events(Calendar.from_ical(octets).to_ical()) == found
