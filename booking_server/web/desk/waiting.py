"""For the desk: who waits for a time at which hall."""

from flask import Blueprint, Response, make_response, render_template

from booking_server.services.waiting import waiting as service
from booking_server.web.desk.who import who
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

waiting = Blueprint("desk_waiting", __name__)


@waiting.get("/schreibtisch/warteliste")
def overview() -> Response:
    """Show the waiting lists of the person's halls."""
    pages = service.of_person(the_house(), who())
    return keep_private(make_response(render_template("desk/waiting.html", pages=pages)))
