"""Calendar feeds over HTTP: what subscribed calendar programs fetch, day and night.

They ask far more often than anything changes, so an unchanged feed costs a look at one row.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from flask import Blueprint, Response, abort, current_app, request

from booking_server.domain.errors import NotFound
from booking_server.publishing.calendar_entries import busy_entry, full_entry
from booking_server.services import feeds as service
from booking_server.services.feeds import FeedHead
from booking_server.services.house import House
from calendars.ical_write import write_calendar

feeds = Blueprint("feeds", __name__)

PRODID = "-//Dorfschlüssel//Belegung//DE"
REFRESH = timedelta(hours=1)
SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: a change in the second of its telling would go unseen."""


@feeds.get("/kalender/<slug>.ics")
def public(slug: str) -> Response:
    """Show when a hall is taken, and nothing of who or what for."""
    try:
        head = service.public_feed(_house(), slug)
    except NotFound:
        abort(404)
    return _answer(head, f"{slug}.ics", "public, no-cache")


@feeds.get("/kalender/privat/<token>.ics")
def private(token: str) -> Response:
    """Show a hall's bookings in full to whoever holds the link."""
    try:
        head = service.private_feed(_house(), token)
    except NotFound:
        abort(404)
    answer = _answer(head, f"{head.venue.slug}-intern.ics", "private, no-cache")
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _answer(head: FeedHead, file_name: str, cache_control: str) -> Response:
    answer = Response(content_type="text/calendar; charset=utf-8")
    answer.set_etag(head.etag)
    if head.now - head.changed_at >= SETTLED:
        answer.last_modified = head.changed_at
    answer.headers["Cache-Control"] = cache_control
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    answer.make_conditional(request)
    if answer.status_code == 200:
        del answer.headers["Content-Length"]  # nobody knows it before the last booking was read
        answer.response = _begun(_pieces(_house(), head)) if request.method == "GET" else iter(())
    return answer


def _pieces(house: House, head: FeedHead) -> Iterator[bytes]:
    entry = full_entry if head.is_private else busy_entry
    url = house.policy.public_url
    name = f"{head.venue.name} (intern)" if head.is_private else head.venue.name
    events = (entry(booking, head.venue, url) for booking in service.bookings_of(house, head))
    return write_calendar(name, events, prodid=PRODID, refresh=REFRESH)


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first piece now, so that a database that is away still becomes a proper answer."""
    return chain([next(pieces)], pieces)


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
