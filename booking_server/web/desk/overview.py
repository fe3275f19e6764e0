"""For the Ortsvorsteher: what waits for a decision, who comes, how the doors are."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.door_health import health_of
from booking_server.domain.errors import AlreadyDecided
from booking_server.domain.people import Deed
from booking_server.services.bookings import titles
from booking_server.services.desk import desk as service
from booking_server.services.desk import desk_open
from booking_server.services.plans import feed_links
from booking_server.services.requests import decisions
from booking_server.web.desk.requests import just_decided, show_queue
from booking_server.web.desk.who import who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import local_time

desk = Blueprint("desk", __name__)

LONGEST_REASON = 500
DECISIONS = {"zusagen": decisions.approve, "absagen": decisions.reject}


@desk.get("/schreibtisch")
def open_desk() -> Response:
    """Show the desk of the person signed in."""
    house = the_house()
    found = service.open_desk(house, who())
    calendars = feed_links.halls_of(house, found.person)
    shown = render_template(
        "desk/desk.html",
        desk=found,
        decided=just_decided(),
        still_open=desk_open.still_open(house, found.person),
        week_ends=week_end(found.now),
        health_of=health_of,
        calendars=calendars,
        decide_deed=Deed.DECIDE_REQUEST,
        handover_deed=Deed.HAND_OVER,
        money_deed=Deed.SEE_MONEY,
        message_deed=Deed.WRITE_TO_ORGANIZERS,
    )
    return keep_private(make_response(shown))


def week_end(now: datetime) -> datetime:
    """Return the end of the Sunday to come, or of this one."""
    today = local_time.local_date(now)
    return local_time.day(today + timedelta(days=6 - today.weekday())).end


@desk.post("/schreibtisch/anfragen/<key:booking_id>")
def decide(booking_id: str) -> AnyResponse:
    """Say yes or no to a request, as the button says."""
    action = DECISIONS.get(request.form.get("entscheidung", ""))
    if action is None:
        abort(400)
    reason = one_line(request.form.get("reason", ""))[:LONGEST_REASON]
    step, seen = (request.form.get(name, type=int) for name in ("schritt", "stand"))
    try:
        action(the_house(), booking_id, who(), reason=reason, step=step, seen=seen)
    except AlreadyDecided as error:
        return show_queue(error.message, 409)
    back = "desk_requests.queue" if request.form.get("zurueck") == "anfragen" else "desk.open_desk"
    return redirect(url_for(back, entschieden=booking_id), 303)


@desk.post("/schreibtisch/titel/<key:booking_id>")
def withdraw_title(booking_id: str) -> AnyResponse:
    """Take the title of a booking out of the public calendar."""
    titles.withdraw(the_house(), booking_id, who())
    return redirect(url_for("desk.open_desk"), 303)
