"""For the desk: finding a booking again, its code and slip, and cancelling it for somebody."""

import re
from datetime import date

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed
from booking_server.services.desk import desk_bookings as service
from booking_server.web.desk.who import who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars.local_time import local_date

bookings = Blueprint("desk_bookings", __name__)

LONGEST_REASON = 500
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@bookings.get("/schreibtisch/buchungen")
def overview() -> Response:
    """Show the bookings of a month, or those of it that fit what is searched for."""
    first = _first_of(request.args.get("monat", ""))
    search = one_line(request.args.get("suche", ""))[:100]
    hall = request.args.get("haus", "")
    found = service.open_month(the_house(), who(), first, venue_slug=hall, search=search)
    months = {"before": _shifted(first, -1), "after": _shifted(first, 1)}
    shown = render_template("desk/bookings.html", found=found, search=search, hall=hall, **months)
    return keep_private(make_response(shown))


@bookings.get("/schreibtisch/buchungen/<key:booking_id>")
def page(booking_id: str) -> Response:
    """Show one booking with everything that can be done about it."""
    return _show(booking_id)


@bookings.post("/schreibtisch/buchungen/<key:booking_id>/stornieren")
def cancel(booking_id: str) -> AnyResponse:
    """Cancel the booking and show it again."""
    reason = one_line(request.form.get("reason", ""))[:LONGEST_REASON]
    try:
        service.cancel_for_organizer(the_house(), who(), booking_id, reason=reason)
    except TransitionNotAllowed as error:
        return _show(booking_id, mistake=error.message, status=409)
    return redirect(url_for("desk_bookings.page", booking_id=booking_id), 303)


def _show(booking_id: str, *, mistake: str = "", status: int = 200) -> Response:
    found = service.open_one(the_house(), who(), booking_id)
    at = {"municipality_id": found.booking.municipality_id, "venue_id": found.venue.id}
    may = {deed.value: who().may(deed, **at) for deed in Deed}
    shown = render_template("desk/booking.html", page=found, may=may, mistake=mistake)
    return keep_private(make_response(shown, status))


def _first_of(typed: str) -> date:
    found = _MONTH.fullmatch(typed)
    if found:
        return date(int(found[1]), int(found[2]), 1)
    return local_date(the_house().clock()).replace(day=1)


def _shifted(first: date, by: int) -> date:
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
