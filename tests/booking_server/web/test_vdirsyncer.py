"""vdirsyncer at the running server: over CalDAV, found from its root, and over HTTP."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.plans import feed_links
from booking_server.services.series.series import save
from booking_server.services.series.series_dates import move_date, release_date
from tests.booking_server.series import FIRST, SECOND, a_series, evening
from tests.booking_server.web.serving import serving
from tests.builders import Village, a_request
from tests.calendars.readers import read_with_recurring_ical_events

STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)
SETTINGS = """
[general]
status_path = "{room}/status"

[pair hall]
a = "phone"
b = "kept"
collections = ["from a"]
partial_sync = "revert"

[storage phone]
type = "caldav"
url = "{address}/"
username = "egal"
password = "{token}"
read_only = true

[storage kept]
type = "filesystem"
path = "{room}/caldav"
fileext = ".ics"

[pair feed]
a = "subscribed"
b = "copied"
collections = null

[storage subscribed]
type = "http"
url = "{address}/kalender/privat/{token}.ics"

[storage copied]
type = "filesystem"
path = "{room}/http"
fileext = ".ics"
"""


@pytest.fixture
def database_kind() -> str:
    """What a feed says of either database stands elsewhere."""
    return "sqlite"


def vdirsyncer(room: Path, *command: str) -> str:
    """Run it over the settings in a room, saying yes to whatever it asks; return what it told."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("vdirsyncer")), "-c", str(room / "config"), *command],
        input="y\n" * 9,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def standing(village: Village) -> list[tuple[object, object]]:
    with village.house.reading() as uow:
        found = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=STANDING)
    return sorted((one.period.start, one.period.end) for one in found)


def identities(folder: Path) -> set[str]:
    """Each entry is a file of its own, a series with all its dates in one; vdirsyncer gives them names."""
    files = [Calendar.from_ical(one.read_bytes()).walk("VEVENT") for one in folder.iterdir()]
    found = [{str(event["UID"]).partition("@")[0] for event in events} for events in files]
    assert all(len(one) == 1 for one in found)
    assert len(set.union(*found)) == len(files)
    return set.union(*found)


def kept(folder: Path) -> list[tuple[object, object]]:
    """When a hall is taken by the files of a folder, every date of a series by itself."""
    found = [one for file in folder.iterdir() for one in read_with_recurring_ical_events(file.read_bytes())]
    return sorted((one.start, one.end) for one in found if one.status != "CANCELLED")


def test_vdirsyncer_follows_a_hall_over_caldav_and_over_http(
    village: Village, site: Flask, free_port: Callable[[], int], tmp_path: Path
) -> None:
    house = village.house
    village.clock.forward(hours=1)
    single = bookings.book(house, a_request()).booking
    series = save(house, a_series()).series
    token = feed_links.give(house, village.cast.frau_stolle, "dgh-benken", "vdirsyncer")
    token = token.rpartition("/")[2].removesuffix(".ics")
    hall, feed = tmp_path / "caldav" / "dgh-benken", tmp_path / "http"
    with serving(site, free_port()) as address:
        (tmp_path / "config").write_text(SETTINGS.format(room=tmp_path, address=address, token=token))
        vdirsyncer(tmp_path, "discover")
        vdirsyncer(tmp_path, "sync")
        assert identities(hall) == {single.id, f"serie-{series.id}"}
        assert len(identities(feed)) == 2  # over HTTP it names entries by what they say
        assert kept(hall) == kept(feed) == standing(village)

        again = vdirsyncer(tmp_path, "sync")
        assert "Copying" not in again
        assert "Deleting" not in again

        village.clock.forward(hours=1)
        move_date(house, series.id, FIRST, period=evening(FIRST, 17, 20))
        release_date(house, series.id, SECOND)
        cancellations.cancel(house, single.id)
        village.clock.forward(days=91)
        vdirsyncer(tmp_path, "sync")

    assert kept(hall) == kept(feed) == standing(village)
    assert identities(hall) == {f"serie-{series.id}"}
    assert len(identities(feed)) == 1
