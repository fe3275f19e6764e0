"""For everybody: where a hall's calendars, lists and posters are, and how a calendar is subscribed."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, render_template

from booking_server.domain.venues import District, Municipality
from booking_server.services.halls import halls
from booking_server.services.halls.halls import HallEntry
from booking_server.web.months import month_of
from booking_server.web.the_house import the_house
from calendars import local_time

calendar_pages = Blueprint("calendar_pages", __name__)

MONTHS_SHOWN, WEEKS_SHOWN = 3, 2
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Village:
    """A village and its halls."""

    district: District
    halls: tuple[HallEntry, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality and its villages."""

    municipality: Municipality
    villages: tuple[Village, ...]


@calendar_pages.get("/kalender")
def overview() -> str:
    """Show the calendars of all municipalities, villages and halls."""
    return render_template("calendars/overview.html", towns=_towns())


@calendar_pages.get("/kalender/abonnieren")
def subscribing() -> str:
    """Explain how a calendar is subscribed in four programs, with pictures."""
    return render_template("calendars/subscribing.html")


@calendar_pages.get("/kalender/<slug:slug>")
def hall(slug: str) -> str:
    """Show every calendar, list and poster of a hall."""
    house = the_house()
    venue = halls.find(house, slug)
    today = local_time.local_date(house.clock())
    return render_template(
        "calendars/hall.html",
        venue=venue,
        months=[month_of(today).moved(n) for n in range(MONTHS_SHOWN)],
        weeks=[today - today.weekday() * timedelta(days=1) + n * _A_WEEK for n in range(WEEKS_SHOWN)],
    )


def _towns() -> list[Town]:
    return [
        Town(town, tuple(Village(place, tuple(here)) for place, here in groupby(group, lambda e: e.district)))
        for town, group in groupby(halls.list_halls(the_house()), lambda e: e.municipality)
    ]
