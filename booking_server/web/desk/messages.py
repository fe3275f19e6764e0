"""For the desk: writing to one organizer, or to all who booked a hall; first a look, then it leaves."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RecipientsChanged, RuleBroken
from booking_server.publishing.problems import status_of
from booking_server.services.desk import desk_bookings
from booking_server.services.desk import desk_messages as service
from booking_server.services.desk.desk_messages import Addressed, Order
from booking_server.services.foundation.permitting import require
from booking_server.web.desk.who import who
from booking_server.web.forms.message_form import MessageForm, read_message, to_order
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import local_time

messages = Blueprint("desk_messages", __name__)

USUAL = timedelta(days=28)


@messages.get("/schreibtisch/nachrichten")
def form() -> Response:
    """Ask whom to write what, and show what was written last."""
    today = local_time.local_date(the_house().clock())
    hall = request.args.get("haus", "")
    return _page(MessageForm(hall=hall, first=str(today), last=str(today + USUAL)))


@messages.post("/schreibtisch/nachrichten")
def write() -> AnyResponse:
    """Show what would leave to whom; only the second button lets it leave."""
    typed = read_message(request.form)
    service.hall_of(the_house(), who(), typed.hall)
    return _act(typed, to_order(typed))


@messages.get("/schreibtisch/buchungen/<key:booking_id>/nachricht")
def form_to_one(booking_id: str) -> Response:
    """Ask what to write to the organizer of a booking."""
    return _page(MessageForm(), booking_id=booking_id)


@messages.post("/schreibtisch/buchungen/<key:booking_id>/nachricht")
def write_to_one(booking_id: str) -> AnyResponse:
    """Show what would leave; only the second button lets it leave."""
    typed = read_message(request.form)
    require(who(), service.DEED, desk_bookings.open_one(the_house(), who(), booking_id).booking)
    return _act(typed, to_order(typed, booking_id), booking_id)


def _act(typed: MessageForm, order: Order, booking_id: str | None = None) -> AnyResponse:
    house = the_house()
    try:
        if "aendern" in request.form:
            return _page(typed, booking_id=booking_id)
        if request.form.get("schritt") != "abschicken":
            # Each look has a key: who goes back after sending and changes the text sends another message.
            seen = service.look(house, who(), order)
            return _page(typed.with_new_key(), seen=seen, booking_id=booking_id)
        count = service.send(house, who(), order, seal=typed.seal)
    except RecipientsChanged as error:
        return _page(
            typed,
            Mistakes.of(error),
            seen=service.look(house, who(), order),
            booking_id=booking_id,
            status=409,
        )
    except RuleBroken as error:
        return _page(typed, Mistakes.of(error), booking_id=booking_id, status=status_of(error))
    if booking_id is None:
        return redirect(url_for("desk_messages.form", abgeschickt=count), 303)
    return redirect(url_for("desk_messages.form_to_one", booking_id=booking_id, abgeschickt=count), 303)


def _page(
    typed: MessageForm,
    mistakes: Mistakes | None = None,
    *,
    seen: Addressed | None = None,
    booking_id: str | None = None,
    status: int = 200,
) -> Response:
    one = desk_bookings.open_one(the_house(), who(), booking_id) if booking_id else None
    if one is not None:
        require(who(), service.DEED, one.booking)
    shown = render_template(
        "desk/messages.html",
        form=typed,
        mistakes=mistakes or Mistakes(),
        seen=seen,
        to=one,
        venues=() if one else service.halls_of(the_house(), who()),
        written=() if one else service.latest(the_house(), who()),
        sent=request.args.get("abgeschickt", type=int),
        author=who().name,
    )
    return keep_private(make_response(shown, status))
