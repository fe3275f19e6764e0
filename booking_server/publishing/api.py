"""The JSON API below /api/v1, for apps and portals."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import resources

from flask import Blueprint, Response, request

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.errors import BookingReversed, PurposeMissing, RequestRefused, TimeUnreadable
from booking_server.domain.uses import FOR_EVERYBODY, Purpose, Use
from booking_server.publishing import record_shapes, shapes
from booking_server.publishing.api_frame import (
    PUBLIC,
    api_house,
    api_key,
    as_json,
    link_token,
    own_name,
    read_body,
    read_key,
    unauthorized,
)
from booking_server.publishing.json_input import Members, MemberUnreadable
from booking_server.publishing.metrics.booking_times import measured
from booking_server.publishing.queries import MOST, Mark, Query, as_page, cursor_after
from booking_server.services.bookings import booking_page, bookings, cancellations, quoting
from booking_server.services.foundation.house import House
from booking_server.services.halls import halls
from booking_server.services.halls.halls import HallEntry
from booking_server.services.partners import api_records
from booking_server.services.waiting import holds
from calendars.errors import PeriodReversed
from calendars.period import Period

api = Blueprint("api", __name__, url_prefix="/api/v1")

LONGEST_LOOK = timedelta(days=400)
_DEFAULT_LOOK = timedelta(days=31)
MOST_PERSONS = 100_000
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment in the cursor of a list that is not in order of time."""


@api.get("/openapi.json")
def openapi() -> Response:
    """Return the description of this interface (OpenAPI 3.1)."""
    text = resources.files("booking_server.publishing").joinpath("openapi.json").read_text(encoding="utf-8")
    return Response(text, content_type="application/json")


@api.get("/venues")
def venues() -> Response:
    """Return the halls by municipality and village, page by page."""
    query = Query("municipality", "district", "persons", "limit", "cursor")
    town, village = query.slug("municipality"), query.slug("district")
    persons, limit, cursor = query.number("persons", MOST_PERSONS), query.limit(MOST), query.cursor()
    query.refuse()
    found = [
        entry
        for entry in halls.list_halls(api_house())
        if town in ("", entry.municipality.slug)
        and village in ("", entry.district.slug)
        and entry.venue.capacity >= persons
    ]
    behind = _place_behind(found, cursor)
    page = found[behind : behind + limit]
    after = cursor_after(NEVER, page[-1].venue.slug) if len(found) > behind + limit else None
    return as_page([shapes.venue_entry(entry) for entry in page], after, cache=PUBLIC)


@api.get("/venues/<slug:slug>/availability")
def availability(slug: str) -> Response:
    """Return when a hall is taken between `from` and `to`, days or instants; a month from now by default."""
    house = api_house()
    return as_json(shapes.availability(halls.hall(house, slug, _asked_period(house))), cache=PUBLIC)


@api.post("/bookings")
def book() -> Response:
    """Book a hall."""
    house = api_house()
    body = read_body()
    if isinstance(body, Response):
        return body
    key = read_key()
    if isinstance(key, Response):
        return key
    name = own_name("api", key) if key else None
    wanted = booking_request(body)
    with measured(wanted.venue_slug):
        booked = bookings.book(house, wanted, idempotency_key=name, source="api", key=api_key())
    return as_json(shapes.booking(booking_page.booking_by_id(house, booked.booking.id)), 201)


@api.post("/quotes")
def quote() -> Response:
    """Say what a use would cost; nothing is booked and nothing kept."""
    body = read_body()
    if isinstance(body, Response):
        return body
    wanted = booking_request(body)
    if wanted.persons < 0:
        raise RequestRefused((MemberUnreadable("„persons“ muss mindestens 0 sein.", field="persons"),))
    found = quoting.look_up(api_house(), wanted)
    return as_json({"quote": shapes.quote(found)})


@api.post("/holds")
def hold() -> Response:
    """Keep spaces for ten minutes."""
    body = read_body()
    if isinstance(body, Response):
        return body
    period = _period(body)
    venue, spaces = body.text("venue"), body.texts("spaces")
    refuse(body)
    held = holds.hold(api_house(), venue, spaces, period, visitor=request.remote_addr or "")
    return as_json(shapes.hold(held.booking, held.token), 201)


@api.get("/bookings/<key:booking_id>")
def booking(booking_id: str) -> Response:
    """Return a booking to whoever holds its token; to a key without its codes."""
    if (key := api_key()) is not None:
        return as_json(record_shapes.record(api_records.one_booking(api_house(), booking_id), key))
    token = link_token()
    if token is None:
        return unauthorized()
    return as_json(shapes.booking(booking_page.open_booking(api_house(), booking_id, token)))


@api.delete("/bookings/<key:booking_id>")
def cancel(booking_id: str) -> Response:
    """Cancel a booking and return it."""
    if (key := api_key()) is not None:
        api_records.one_booking(api_house(), booking_id)
        cancellations.cancel(api_house(), booking_id, key=key)
        return as_json(record_shapes.record(api_records.one_booking(api_house(), booking_id), key))
    token = link_token()
    if token is None:
        return unauthorized()
    house = api_house()
    booking_page.open_booking(house, booking_id, token)
    cancellations.cancel(house, booking_id)
    return as_json(shapes.booking(booking_page.booking_by_id(house, booking_id)))


def booking_request(body: Members) -> BookingRequest:
    """Return what is asked for. Raises RequestRefused naming every member that cannot be read."""
    organizer = body.members("organizer")
    wanted = BookingRequest(
        venue_slug=body.text("venue"),
        period=_period(body),
        persons=body.whole_number("persons"),
        occasion=body.text("occasion"),
        organizer=Organizer(organizer.text("name"), organizer.text("email"), organizer.text("phone")),
        house_rules_accepted=body.truth("house_rules_accepted"),
        space_slugs=body.texts("spaces"),
        hold=body.text("hold") or None,
        use=read_use(body),
        club_code=body.text("club_code"),
        is_adult=body.maybe("adult"),
    )
    refuse(body)
    return wanted


def read_use(body: Members) -> Use:
    """Return what a use is for; a purpose that is not offered is a mistake."""
    purpose = body.text("purpose") or Purpose.OTHER.value
    if purpose not in FOR_EVERYBODY:
        body.errors.append(PurposeMissing("„purpose“: " + ", ".join(FOR_EVERYBODY)))
        purpose = Purpose.OTHER.value
    return Use(
        purpose=Purpose(purpose),
        postcode=body.text("postcode"),
        answers=body.pairs("answers"),
        layout=body.text("layout"),
        public_title=body.text("public_title"),
    )


def _period(body: Members) -> Period:
    start, end = body.minute("start"), body.minute("end", up=True)
    if start is None or end is None:
        raise RequestRefused(tuple(body.errors))
    try:
        return Period(start, end)
    except PeriodReversed:
        raise RequestRefused((BookingReversed("Das Ende muss nach dem Beginn liegen."),)) from None


def refuse(body: Members) -> None:
    """Raise RequestRefused when any member could not be read."""
    if body.errors:
        raise RequestRefused(tuple(body.errors))


def _place_behind(found: Sequence[HallEntry], cursor: Mark | None) -> int:
    """Return how many halls the pages before have shown; all from the beginning if their last one is gone."""
    last = cursor[1] if cursor else ""
    return next((at for at, entry in enumerate(found, 1) if entry.venue.slug == last), 0)


def _asked_period(house: House) -> Period:
    query = Query("from", "to")
    start, end = query.moment("from"), query.moment("to", end=True)
    query.refuse()
    first = start or house.clock()
    last = end or first + _DEFAULT_LOOK
    try:
        asked = Period(first, last)
    except PeriodReversed:
        raise BookingReversed("„to“ muss nach „from“ liegen.", field="to") from None
    if asked.duration > LONGEST_LOOK:
        raise TimeUnreadable(f"Höchstens {LONGEST_LOOK.days} Tage auf einmal.", field="to")
    return asked
