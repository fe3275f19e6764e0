"""Behind the links of mails: a place on a waiting list, and other times for who was displaced."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import LinkInvalid, RuleBroken
from booking_server.publishing.problems import status_of
from booking_server.services.foundation import links
from booking_server.services.waiting import displaced
from booking_server.services.waiting import waiting as service
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

waiting = Blueprint("waiting", __name__)


@waiting.get("/warteliste/<sealed>")
def place(sealed: str) -> Response:
    """Show a place on the list. Mail scanners come here and change nothing."""
    return _place(sealed)


@waiting.post("/warteliste/<sealed>")
def answer(sealed: str) -> AnyResponse:
    """Take the offered time, or leave the list, as the button says."""
    house = the_house()
    match request.form.get("tun"):
        case "nehmen":
            try:
                booking = service.accept(house, sealed)
            except (LinkInvalid, RuleBroken) as error:
                return _place(sealed, error.message, status_of(error))
            token = links.booking_token(house, booking)
            return redirect(url_for("booking.page", booking_id=booking.id, t=token), 303)
        case "verlassen":
            service.leave(house, sealed)
            return _place(sealed, "Sie stehen nicht mehr auf der Warteliste.")
    abort(400)


@waiting.get("/buchungen/<key:booking_id>/ersatz")
def other_times(booking_id: str) -> Response:
    """Show a displaced organizer what is free instead."""
    return _other_times(booking_id, request.args.get("t", ""))


@waiting.post("/buchungen/<key:booking_id>/ersatz")
def take_other_time(booking_id: str) -> AnyResponse:
    """Book one of the other times."""
    house, token = the_house(), request.form.get("t", "")
    try:
        booking = displaced.accept(house, booking_id, token, request.form.get("zeit", ""))
    except RuleBroken as error:
        return _other_times(booking_id, token, error.message, status_of(error))
    own = links.booking_token(house, booking)
    return redirect(url_for("booking.page", booking_id=booking.id, t=own), 303)


def _place(sealed: str, message: str = "", status: int = 200) -> Response:
    page = service.look(the_house(), sealed)
    token = links.booking_token(the_house(), page.booking) if page.booking else ""
    shown = render_template("waiting/page.html", page=page, message=message, token=token)
    return keep_private(make_response(shown, status))


def _other_times(booking_id: str, token: str, message: str = "", status: int = 200) -> Response:
    page = displaced.look(the_house(), booking_id, token)
    shown = render_template("waiting/other_times.html", page=page, message=message)
    return keep_private(make_response(shown, status))
