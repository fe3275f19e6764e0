"""What other programs understand of a calendar we wrote."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar, Component
from vdirsyncer.vobject import split_collection

from calendars.ical_event import CalendarEvent

FOREIGN = Path(__file__).parents[1] / "foreign"
Reader = Callable[[bytes], list["Read"]]

KHAL_SETTINGS = """
[calendars]
[[feed]]
path = {folder}
[sqlite]
path = :memory:
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""
KHAL_AGAIN = " ⟳"
KHAL_FIELDS = ("uid", "start-long-full", "end-long-full", "status", "title", "description", "location")


@dataclass(frozen=True, order=True)
class Read:
    """One entry as somebody read it; instants in UTC."""

    uid: str
    start: datetime
    end: datetime
    status: str
    summary: str
    description: str
    location: str


def meant(event: CalendarEvent) -> Read:
    """Return what a reader should understand of an event."""
    return Read(
        event.uid,
        event.period.start,
        event.period.end,
        event.status.value,
        event.summary,
        event.description,
        event.location,
    )


def read_with_icalendar(feed: bytes) -> list[Read]:
    """Read with the icalendar package."""
    return sorted(_read(event) for event in Calendar.from_ical(feed).walk("VEVENT"))


def read_with_recurring_ical_events(feed: bytes) -> list[Read]:
    """Read with recurring-ical-events, over the years the tests play in."""
    found = recurring_ical_events.of(Calendar.from_ical(feed)).between((2025, 1, 1), (2038, 1, 1))
    return sorted(_read(event) for event in found)


def read_with_icaljs(feed: bytes) -> list[Read]:
    """Read with ical.js, as Thunderbird does; its zones come from the feed alone."""
    if not (FOREIGN / "node_modules" / "ical.js").is_dir():
        pytest.fail("ical.js is not here: make foreign")
    answer = subprocess.run(
        ["node", "read_calendar.mjs"], cwd=FOREIGN, input=feed, capture_output=True, check=True, timeout=60
    )
    return sorted(
        Read(
            event["uid"],
            datetime.fromtimestamp(event["start"], UTC),
            datetime.fromtimestamp(event["end"], UTC),
            event["status"],
            event["summary"],
            event["description"] or "",
            event["location"] or "",
        )
        for event in json.loads(answer.stdout)
    )


def read_with_khal(feed: bytes, room: Path) -> list[Read]:
    """Split a feed into files as vdirsyncer does, and list what khal shows of them over all years."""
    folder = room / "calendar"
    folder.mkdir()
    for number, item in enumerate(split_collection(feed.decode())):
        (folder / f"{number}.ics").write_bytes(item.encode())
    return read_vdir_with_khal(folder, room)


def import_into_khal(calendar: bytes, folder: Path, room: Path) -> None:
    """Take a calendar in as somebody does who opens what is attached to a mail."""
    folder.mkdir(exist_ok=True)
    (room / "feed.ics").write_bytes(calendar)
    _khal(folder, room, "import", "-a", "feed", "--batch", str(room / "feed.ics"))


def read_vdir_with_khal(folder: Path, room: Path) -> list[Read]:
    """List what khal shows of a folder of files, over all years the tests play in."""
    fields = [argument for field in KHAL_FIELDS for argument in ("--json", field)]
    told = _khal(folder, room, "list", *fields, "2026-01-01", "4018d")
    days = [json.loads(line) for line in told.splitlines() if line.strip()]
    found = {  # khal lists an entry on each day it touches
        Read(
            event["uid"],
            datetime.fromisoformat(event["start-long-full"]).replace(tzinfo=UTC),
            datetime.fromisoformat(event["end-long-full"]).replace(tzinfo=UTC),
            event["status"].strip(),
            event["title"].replace(KHAL_AGAIN, ""),
            event["description"],
            event["location"],
        )
        for day in days
        for event in day
    }
    return sorted(found)


def _khal(folder: Path, room: Path, *command: str) -> bytes:
    settings = room / f"khal-{folder.name}"
    settings.write_text(KHAL_SETTINGS.format(folder=folder))
    khal = [str(Path(sys.executable).with_name("khal")), "-c", str(settings)]
    done = subprocess.run([*khal, *command], capture_output=True, check=True, timeout=240)
    return done.stdout


def _read(event: Component) -> Read:
    return Read(
        str(event["UID"]),
        event.decoded("DTSTART").astimezone(UTC),
        event.decoded("DTEND").astimezone(UTC),
        str(event["STATUS"]),
        str(event["SUMMARY"]),
        str(event.get("DESCRIPTION", "")),
        str(event.get("LOCATION", "")),
    )
