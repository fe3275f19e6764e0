"""Calendar feeds over HTTP: what subscribed calendar programs fetch, day and night.

They ask far more often than anything changes, so an unchanged feed costs a look at its halls.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from booking_server.domain.errors import NotFound
from booking_server.publishing.conditional import PUBLIC, conditional, filled
from booking_server.publishing.wanted_days import read_wanted
from booking_server.services.foundation.house import House
from booking_server.services.plans import feeds as service
from booking_server.services.plans.calendar_entries import (
    PRODID,
    Teller,
    Telling,
    busy,
    full,
    tell,
    titled,
    with_hall,
)
from booking_server.services.plans.calendar_items import items_of
from booking_server.services.plans.feeds import FeedHead
from calendars.ical_write import write_calendar

feeds = Blueprint("feeds", __name__)

REFRESH = timedelta(hours=1)


@feeds.get("/kalender/<slug>.ics")
def public(slug: str) -> Response:
    """Show when a hall is taken, and nothing of who; what for only where that was published."""
    return _public(lambda: service.public_feed(_house(), slug, read_wanted()))


@feeds.get("/kalender/<slug>/<space>.ics")
def of_space(slug: str, space: str) -> Response:
    """Show when one space of a hall is taken."""
    return _public(lambda: service.public_feed(_house(), slug, read_wanted(), space=space))


@feeds.get("/kalender/gemeinde/<municipality>.ics")
def of_town(municipality: str) -> Response:
    """Show when the halls of a municipality are taken."""
    return _public(lambda: service.town_feed(_house(), municipality, read_wanted()))


@feeds.get("/kalender/gemeinde/<municipality>/<district>.ics")
def of_district(municipality: str, district: str) -> Response:
    """Show when the halls of a village are taken."""
    return _public(lambda: service.town_feed(_house(), municipality, read_wanted(), district=district))


@feeds.get("/kalender/privat/<token>.ics")
def private(token: str) -> Response:
    """Show a hall's bookings in full to whoever holds the link."""
    try:
        head = service.private_feed(_house(), token, read_wanted())
    except NotFound:
        abort(404)
    answer = _answer(head, "private, no-cache")
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def tellers_of(house: House, head: FeedHead) -> dict[str, Teller]:
    """Return who tells the uses of each hall of a feed, by the hall's id."""
    words: Telling = full if head.is_private else titled if head.titles else busy
    if len(head.window.venues) > 1:
        words = with_hall(words)
    return {venue.id: Teller(venue, words, house.policy.public_url) for venue in head.window.venues}


def _public(find: Callable[[], FeedHead]) -> Response:
    try:
        head = find()
    except NotFound:
        abort(404)
    return _answer(head, PUBLIC)


def _answer(head: FeedHead, cache_control: str) -> Response:
    answer = conditional(head, "text/calendar; charset=utf-8", f"{head.file_name}.ics", cache_control)
    return filled(answer, lambda: _pieces(_house(), head))


def _pieces(house: House, head: FeedHead) -> Iterator[bytes]:
    events = tell(items_of(house, head.window), tellers_of(house, head))
    return write_calendar(head.name, events, prodid=PRODID, refresh=REFRESH)


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
