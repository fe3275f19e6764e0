"""The JSON API below /api/v1, for apps and portals."""

from datetime import timedelta
from importlib import resources

from flask import Blueprint, Response, current_app, json, request

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.errors import BookingReversed, PurposeMissing, RequestRefused, TimeUnreadable
from booking_server.domain.uses import FOR_EVERYBODY, Purpose, Use
from booking_server.publishing import shapes
from booking_server.publishing.json_input import Members, json_object, read_day_or_instant
from booking_server.publishing.problems import problem
from booking_server.services import booking_page, bookings, cancellations, halls, holds, quoting
from booking_server.services.house import House
from calendars.errors import PeriodReversed
from calendars.period import Period

api = Blueprint("api", __name__, url_prefix="/api/v1")

LONGEST_KEY = 128
LONGEST_LOOK = timedelta(days=400)
_DEFAULT_LOOK = timedelta(days=31)


@api.get("/openapi.json")
def openapi() -> Response:
    """Return the description of this interface (OpenAPI 3.1)."""
    text = resources.files("booking_server.publishing").joinpath("openapi.json").read_text(encoding="utf-8")
    return Response(text, content_type="application/json")


@api.get("/venues")
def venues() -> Response:
    """Return every hall."""
    return as_json(shapes.venues(halls.list_halls(api_house())))


@api.get("/venues/<slug:slug>/availability")
def availability(slug: str) -> Response:
    """Return when a hall is taken between `from` and `to`, days or instants; a month from now by default."""
    house = api_house()
    return as_json(shapes.availability(halls.hall(house, slug, _asked_period(house))))


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
    booked = bookings.book(
        house, booking_request(body), idempotency_key=f"api:{key}" if key else None, source="api"
    )
    return as_json(shapes.booking(booking_page.booking_by_id(house, booked.booking.id)), 201)


@api.post("/quotes")
def quote() -> Response:
    """Say what a use would cost; nothing is booked and nothing kept."""
    body = read_body()
    if isinstance(body, Response):
        return body
    found = quoting.look_up(api_house(), booking_request(body))
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
    """Return a booking to whoever holds its token."""
    token = bearer_token()
    if token is None:
        return unauthorized()
    return as_json(shapes.booking(booking_page.open_booking(api_house(), booking_id, token)))


@api.delete("/bookings/<key:booking_id>")
def cancel(booking_id: str) -> Response:
    """Cancel a booking and return it."""
    token = bearer_token()
    if token is None:
        return unauthorized()
    house = api_house()
    booking_page.open_booking(house, booking_id, token)
    cancellations.cancel(house, booking_id)
    return as_json(shapes.booking(booking_page.booking_by_id(house, booking_id)))


def api_house() -> House:
    """Return the house this application answers for."""
    house: House = current_app.extensions["house"]
    return house


def read_key() -> str | Response:
    """Return the idempotency key a request brings, empty for none, or the problem with it."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) <= LONGEST_KEY and key.isprintable():
        return key
    return problem(400, detail=f"Idempotency-Key: höchstens {LONGEST_KEY} Zeichen.", code="key-unreadable")


def as_json(body: shapes.Json, status: int = 200) -> Response:
    """Return an answer that nobody stores."""
    answer = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def read_body() -> Members | Response:
    """Return the JSON object sent, or the problem with it."""
    if not request.is_json:
        return problem(415, detail="Bitte senden Sie application/json.", code="not-json")
    body = json_object(request)
    if body is None:
        return problem(400, detail="Das ist kein lesbares JSON-Objekt.", code="json-unreadable")
    return Members(body)


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


def _asked_period(house: House) -> Period:
    now = house.clock()
    start, end = request.args.get("from", ""), request.args.get("to", "")
    first = read_day_or_instant(start, "from") if start else now
    last = read_day_or_instant(end, "to", end=True) if end else first + _DEFAULT_LOOK
    try:
        asked = Period(first, last)
    except PeriodReversed:
        raise BookingReversed("„to“ muss nach „from“ liegen.", field="to") from None
    if asked.duration > LONGEST_LOOK:
        raise TimeUnreadable(f"Höchstens {LONGEST_LOOK.days} Tage auf einmal.", field="to")
    return asked


def bearer_token() -> str | None:
    """Return the token a request brings, or None."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def unauthorized() -> Response:
    """Ask for the token."""
    answer = problem(401, detail="Bitte senden Sie Authorization: Bearer <token>.", code="token-missing")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
