"""The queue of requests, as all helpers of a village see it."""

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.services.bookings.booking_page import BookingPage
from booking_server.services.desk import desk_bookings
from booking_server.services.requests.request_queue import open_queue
from booking_server.web.desk.who import who
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

requests = Blueprint("desk_requests", __name__)


def just_decided() -> BookingPage | None:
    """Return the booking somebody comes from deciding about, as it stands now."""
    try:
        return desk_bookings.open_one(the_house(), who(), request.args.get("entschieden", ""))
    except (NotFound, NotPermitted):
        return None


@requests.get("/schreibtisch/anfragen")
def queue() -> Response:
    """Show what waits, for one hall or all, for everybody or only for whoever asks."""
    return show_queue()


def show_queue(message: str = "", status: int = 200) -> Response:
    """Return the queue, with what there is to say to somebody who decided too late."""
    hall = request.args.get("haus", "")
    only_mine = request.args.get("nur") == "meine"
    found = open_queue(the_house(), who(), venue_slug=hall, only_mine=only_mine)
    halls = [("", "Alle Häuser"), *((venue.slug, venue.name) for venue in found.venues)]
    shown = render_template(
        "desk/requests.html",
        queue=found,
        halls=halls,
        hall=hall,
        only_mine=only_mine,
        decided=just_decided(),
        message=message,
    )
    return keep_private(make_response(shown, status))
