"""For the clerk and the treasury: the price of one booking, and what a person decides about it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import NotPermitted, RuleBroken, TransitionNotAllowed
from booking_server.domain.tariffs.errors import PriceOutOfBounds
from booking_server.domain.tariffs.fields import cents_of
from booking_server.publishing.problems import status_of
from booking_server.services.bookings.quoting import ANSWER
from booking_server.services.requests import price_decisions
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

prices = Blueprint("desk_prices", __name__)


@prices.get("/schreibtisch/buchungen/<key:booking_id>/preis")
def page(booking_id: str) -> Response:
    """Show the price of a booking."""
    return _show(booking_id)


@prices.post("/schreibtisch/buchungen/<key:booking_id>/preis")
def decide(booking_id: str) -> AnyResponse:
    """Fix a price, decide what is open or waive a part, as the button says."""
    found = price_decisions.open_price(the_house(), who(), booking_id)
    if not found.person_may:
        raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")
    try:
        _decide(booking_id)
    except (RuleBroken, TransitionNotAllowed) as error:
        return _show(booking_id, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_prices.page", booking_id=booking_id), 303)


def _decide(booking_id: str) -> None:
    house, person, seen = the_house(), who(), request.form.get("stand", type=int)
    step, subject = request.form.get("schritt", ""), one_line(request.form.get("subject", ""))
    if step == "antworten":
        given = one_line(request.form.get(f"{ANSWER}{subject}", ""))
        price_decisions.answer_question(house, person, booking_id, subject, given, seen=seen)
        return
    cents = cents_of(one_line(request.form.get("amount", "")))
    reason = one_line(request.form.get("reason", ""))
    if cents is None:
        raise PriceOutOfBounds("Bitte geben Sie einen Betrag in Euro an, zum Beispiel 90 oder 90,50.")
    if step == "erlassen":
        price_decisions.waive(house, person, booking_id, cents, reason=reason, seen=seen)
    elif step == "festlegen":
        price_decisions.fix_price(house, person, booking_id, subject, cents, reason=reason, seen=seen)
    else:
        price_decisions.decide_open_point(
            house, person, booking_id, subject, cents, reason=reason, as_deposit=step == "kaution", seen=seen
        )


def _show(booking_id: str, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    house, person = the_house(), who()
    shown = render_template(
        "desk/price.html",
        page=price_decisions.open_price(house, person, booking_id),
        mistakes=mistakes or Mistakes(),
        typed=request.form,
    )
    return keep_private(make_response(shown, status))
