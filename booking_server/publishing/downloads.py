"""Files about the halls for everybody: lists for spreadsheets, public events for portals and readers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from heapq import nsmallest

from flask import Blueprint, Response, abort, current_app, request

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.errors import NotFound
from booking_server.domain.venues import Venue
from booking_server.publishing.conditional import conditional, filled
from booking_server.publishing.exports.columns import PUBLIC
from booking_server.publishing.exports.csv_file import CSV, write_csv
from booking_server.publishing.exports.events import KINDS, Channel, Event
from booking_server.publishing.exports.workbook import XLSX, write_workbook
from booking_server.publishing.wanted_days import read_wanted
from booking_server.services.foundation.house import House
from booking_server.services.plans import feeds as service
from booking_server.services.plans.calendar_items import uses_of
from booking_server.services.plans.feeds import FeedHead, Wanted

downloads = Blueprint("downloads", __name__)

MOST_EVENTS = 200
"""The next ones of all halls together."""
COMING = Wanted(upcoming=True, only_titled=True)


@downloads.get("/kalender/<slug>.csv")
def as_csv(slug: str) -> Response:
    """Show when a hall is taken, as a list for spreadsheets."""
    head = _found(lambda: service.public_feed(_house(), slug, _listed()))
    answer = conditional(head, CSV, f"{slug}.csv")
    return filled(answer, lambda: write_csv(_standing(head), _venues(head), PUBLIC))


@downloads.get("/kalender/<slug>.xlsx")
def as_workbook(slug: str) -> Response:
    """Show when a hall is taken, as a workbook."""
    head = _found(lambda: service.public_feed(_house(), slug, _listed()))
    answer = conditional(head, XLSX, f"{slug}.xlsx")
    if answer.status_code == 200 and request.method == "GET":
        answer.set_data(write_workbook(_standing(head), _venues(head), PUBLIC, title=head.name))
    return answer


@downloads.get("/kalender/<slug>.<any(atom, rss, jsonld):kind>")
def events(slug: str, kind: str) -> Response:
    """Show what a hall's organizers publish of what is to come."""
    return _events(_found(lambda: service.public_feed(_house(), slug, COMING)), kind, f"/hallen/{slug}")


@downloads.get("/kalender/gemeinde/<municipality>.<any(atom, rss, jsonld):kind>")
def events_of_town(municipality: str, kind: str) -> Response:
    """Show what organizers publish of what is to come in a municipality."""
    return _events(_found(lambda: service.town_feed(_house(), municipality, COMING)), kind, "/")


def _events(head: FeedHead, kind: str, page: str) -> Response:
    write, content_type = KINDS[kind]
    answer = conditional(head, content_type, f"{head.file_name}.{kind}")
    return filled(answer, lambda: iter([write(_channel(head, page)).encode()]))


def _channel(head: FeedHead, page: str) -> Channel:
    house, venues = _house(), _venues(head)
    url = house.policy.public_url
    coming = (use for use in uses_of(house, head.window) if use.is_public_event)
    found = nsmallest(MOST_EVENTS, coming, key=lambda use: use.period)
    told = [Event(use, venues[use.venue_id], f"{url}/hallen/{venues[use.venue_id].slug}") for use in found]
    name = f"Veranstaltungen: {head.name}"
    return Channel(name, f"{url}{request.path}", f"{url}{page}", head.changed_at, told)


def _listed() -> Wanted:
    """A list begins today where nothing else is asked for."""
    wanted = read_wanted()
    return wanted if wanted.first else replace(wanted, upcoming=True)


def _standing(head: FeedHead) -> Iterator[CalendarUse]:
    return (use for use in uses_of(_house(), head.window) if use.is_occupying)


def _venues(head: FeedHead) -> dict[str, Venue]:
    return {venue.id: venue for venue in head.window.venues}


def _found(find: Callable[[], FeedHead]) -> FeedHead:
    try:
        return find()
    except NotFound:
        abort(404)


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
