"""What a key reads in the JSON API: itself, the bookings of its municipality, its doors."""

from flask import Blueprint, Response

from booking_server.domain.bookings import BookingStatus
from booking_server.publishing import record_shapes as shapes
from booking_server.publishing.api_frame import api_house, as_json, the_key
from booking_server.publishing.queries import Query, as_page, cursor_after
from booking_server.services.partners import api_records as service
from booking_server.storage.repositories.bookings import Wanted

records_api = Blueprint("records_api", __name__, url_prefix="/api/v1")

STATUSES = tuple(one for one in BookingStatus if one is not BookingStatus.HELD)


@records_api.get("/key")
def key() -> Response:
    """Return what the key is that asks."""
    mine = the_key()
    return as_json(shapes.api_key(mine, service.town_of(api_house(), mine.municipality_id)))


@records_api.get("/bookings")
def bookings() -> Response:
    """Return the bookings of the key's municipality by start, page by page."""
    query = Query("venue", "status", "from", "to", "changed_since", "series", "limit", "cursor")
    venue, status = query.slug("venue"), query.one_of("status", [one.value for one in STATUSES])
    wanted = Wanted(
        statuses=(BookingStatus(status),) if status else STATUSES,
        limit=query.limit(),
        begins=query.moment("from"),
        ends=query.moment("to", end=True),
        changed_since=query.moment("changed_since"),
        series_id=query.key("series"),
        after=query.cursor(),
    )
    query.refuse()
    mine = the_key()
    found = service.page_of_bookings(api_house(), mine.municipality_id, wanted, venue=venue)
    page = found[: wanted.limit]
    last = page[-1].booking if len(found) > wanted.limit else None
    after = cursor_after(last.period.start, last.id) if last else None
    return as_page([shapes.record(one, mine) for one in page], after)


@records_api.get("/doors")
def doors() -> Response:
    """Return the doors of the key's municipality; there are never more than a page shows."""
    query = Query("venue")
    venue = query.slug("venue")
    query.refuse()
    found = service.doors(api_house(), the_key().municipality_id, venue=venue)
    return as_page([shapes.door(one) for one in found], None)


@records_api.get("/doors/<slug:door_id>")
def door(door_id: str) -> Response:
    """Return one door."""
    return as_json(shapes.door(service.one_door(api_house(), door_id)))


@records_api.get("/doors/<slug:door_id>/events")
def events(door_id: str) -> Response:
    """Return what a door reported, oldest first; `since` is when we heard of it."""
    query = Query("since", "limit", "cursor")
    since, limit, cursor = query.moment("since"), query.limit(), query.cursor()
    query.refuse()
    epoch, _, seq = (cursor[1] if cursor else "").partition(":")
    place = (_number(epoch), _number(seq))
    found = service.events_of_door(api_house(), door_id, after=place, since=since, limit=limit + 1)
    page = found[:limit]
    last = page[-1].event if len(found) > limit else None
    after = cursor_after(last.at, f"{last.epoch}:{last.seq}") if last else None
    return as_page([shapes.door_event(one.event, of_program=one.of_program) for one in page], after)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
