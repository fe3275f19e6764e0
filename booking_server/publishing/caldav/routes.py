"""CalDAV over HTTP: whoever holds a private calendar link reads the calendar with it, and changes nothing.

The user's name is anything; the password is the token of the link, so that revoking the link ends both.
"""

from collections.abc import Callable, Iterator

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import NotFound
from booking_server.publishing.caldav import properties
from booking_server.publishing.caldav.answers import Told, multistatus, refusal
from booking_server.publishing.caldav.asked import CAL, DAV, Asked, FilterUnknown, Unreadable, read_asked
from booking_server.publishing.caldav.objects import named, resources
from booking_server.publishing.caldav.properties import CALENDAR_DATA, USUAL
from booking_server.services.foundation.house import House
from booking_server.services.plans.feeds import FeedHead, private_feed

caldav = Blueprint("caldav", __name__)

READING = ["OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT"]
CHANGING = ["PUT", "POST", "DELETE", "PROPPATCH", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK"]
DEPTHS = ("0", "1")
LIMIT = {"methods": READING + CHANGING, "provide_automatic_options": False}
View = Callable[[FeedHead], Response]


@caldav.route("/.well-known/caldav", **LIMIT)
def well_known() -> AnyResponse:
    """Lead to where CalDAV begins (RFC 6764)."""
    return redirect(properties.ROOT, 301)


@caldav.route("/caldav/", **LIMIT)
def root() -> Response:
    """Tell where whoever signs in is found."""
    return _answer(lambda head: _tell(lambda: [properties.root()], lambda: [properties.principal(head)]))


@caldav.route("/caldav/ich/", **LIMIT)
def principal() -> Response:
    """Tell where their calendars are."""
    return _answer(lambda head: _tell(lambda: [properties.principal(head)], list))


@caldav.route("/caldav/kalender/", **LIMIT)
def home() -> Response:
    """Tell which calendars there are: the one of the hall."""
    return _answer(lambda head: _tell(lambda: [properties.home()], lambda: [properties.calendar(head)]))


@caldav.route("/caldav/kalender/<slug>/", **LIMIT)
def calendar(slug: str) -> Response:
    """Tell of a hall's calendar, and of what is in it."""

    def act(head: FeedHead) -> Response:
        if slug != head.venue.slug:
            return refusal("D:resource-must-be-null", 404)
        if request.method == "REPORT":
            return _report(head)
        return _tell(lambda: [properties.calendar(head)], lambda: _entries(head, with_data=False))

    return _answer(act)


@caldav.route("/caldav/kalender/<slug>/<name>.ics", **LIMIT)
def entry(slug: str, name: str) -> Response:
    """Hand out one entry, or tell of it."""

    def act(head: FeedHead) -> Response:
        found = next(named(_house(), head, [name]), None) if slug == head.venue.slug else None
        if found is None:
            return refusal("D:resource-must-be-null", 404)
        if request.method == "PROPFIND":
            return _tell(lambda: [properties.entry(head, found, with_data=False)], list)
        answer = Response(found.octets, content_type="text/calendar; charset=utf-8")
        answer.headers["ETag"] = found.etag
        return answer.make_conditional(request)  # type: ignore[return-value]

    return _answer(act)


def _answer(act: View) -> Response:
    """Let in whoever holds a link, refuse what would change anything, and say what can be read."""
    if request.method == "OPTIONS":
        answer = Response(status=200)
    elif (head := _head()) is None:
        words = "Bitte melden Sie sich mit Ihrem Kalender-Passwort an.\n"
        answer = Response(words, 401, mimetype="text/plain")
        answer.headers["WWW-Authenticate"] = 'Basic realm="Kalender", charset="UTF-8"'
    elif request.method in CHANGING:
        answer = refusal("D:need-privileges")
    else:
        answer = _read(act, head)
    answer.headers["DAV"] = "1, calendar-access"
    answer.headers["Allow"] = ", ".join(READING)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _read(act: View, head: FeedHead) -> Response:
    try:
        return act(head)
    except Unreadable:
        return Response("Diese Anfrage ist nicht lesbar.\n", 400)
    except FilterUnknown:
        return refusal("C:supported-filter")


def _head() -> FeedHead | None:
    given = request.authorization
    if given is None or given.type != "basic" or not given.password:
        return None
    try:
        return private_feed(_house(), given.password)
    except NotFound:
        return None


def _tell(itself: Callable[[], list[Told]], inside: Callable[[], Iterator[Told] | list[Told]]) -> Response:
    if request.method in ("GET", "HEAD"):
        return Response("Das ist eine Adresse für Kalenderprogramme (CalDAV).\n")
    if request.method == "REPORT":
        return refusal("D:supported-report")
    depth = request.headers.get("Depth", "1")
    if depth not in DEPTHS:
        return refusal("D:propfind-finite-depth")
    asked = read_asked(request.get_data())
    told = itself() if depth == "0" else _chained(itself(), inside())
    return multistatus(told, asked.names, USUAL)


def _chained(first: list[Told], rest: Iterator[Told] | list[Told]) -> Iterator[Told]:
    yield from first
    yield from rest


def _report(head: FeedHead) -> Response:
    asked = read_asked(request.get_data())
    kinds = {
        f"{CAL}calendar-query": _query,
        f"{CAL}calendar-multiget": _multiget,
        f"{DAV}sync-collection": _sync,
    }
    report = kinds.get(asked.root)
    return report(head, asked) if report else refusal("D:supported-report")


def _query(head: FeedHead, asked: Asked) -> Response:
    told = _entries(head, with_data=_wants_data(asked), asked=asked) if asked.wants_events else iter(())
    return multistatus(told, asked.names, USUAL)


def _multiget(head: FeedHead, asked: Asked) -> Response:
    base = properties.calendar_href(head)
    names = [
        href.removeprefix(base).removesuffix(".ics") if href.startswith(base) else "" for href in asked.hrefs
    ]
    return multistatus(_named(_house(), head, asked, names), asked.names, USUAL)


def _named(house: House, head: FeedHead, asked: Asked, names: list[str]) -> Iterator[Told]:
    there = set()
    for found in named(house, head, names):
        there.add(found.name)
        yield properties.entry(head, found, with_data=_wants_data(asked))
    for href, name in zip(asked.hrefs, names, strict=True):
        if name not in there:
            yield Told(href, None)


def _sync(head: FeedHead, asked: Asked) -> Response:
    """Tell that nothing has changed, or all there is; whoever knows another state begins anew (RFC 6578)."""
    now = properties.sync_token(head)
    if asked.sync_token not in ("", now):
        return refusal("D:valid-sync-token")
    told = iter(()) if asked.sync_token else _entries(head, with_data=_wants_data(asked))
    return multistatus(told, asked.names, USUAL, after=f"<D:sync-token>{now}</D:sync-token>")


def _entries(head: FeedHead, *, with_data: bool, asked: Asked | None = None) -> Iterator[Told]:
    start, end = (asked.start, asked.end) if asked else (None, None)
    found = resources(_house(), head, start, end)  # now: the answer is sent when the request is over
    return (properties.entry(head, one, with_data=with_data) for one in found)


def _wants_data(asked: Asked) -> bool:
    return asked.names is not None and CALENDAR_DATA in asked.names


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
