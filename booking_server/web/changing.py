"""For organizers: changing a booking behind its link. The form, a look at what would be, and the change."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.errors import ChangeDiffers, NotFound, RequestRefused, RuleBroken
from booking_server.domain.uses import FOR_EVERYBODY, PURPOSE_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import booking_page, quoting
from booking_server.services.bookings import changing as service
from booking_server.services.bookings.booking_page import BookingPage
from booking_server.services.bookings.change_judging import as_before
from booking_server.web import booking_steps as steps
from booking_server.web.errors import error_page
from booking_server.web.forms.booking_form import BookingForm, in_form_order, read_form
from booking_server.web.forms.change_form import carried, form_of, to_change
from booking_server.web.forms.mistakes import Mistake, Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

changing = Blueprint("changing", __name__)

NOTHING = "Sie haben noch nichts geändert. Ändern Sie, was anders werden soll, oder gehen Sie zurück."
BACK, OTHER_TIME, DO_IT = "zurueck", "zeit", "aendern"


@changing.get("/buchungen/<key:booking_id>/aendern")
def form(booking_id: str) -> Response:
    """Show the form, filled in with the booking as it stands; looking changes nothing."""
    page = booking_page.open_booking(the_house(), booking_id, request.args.get("t", ""))
    return _show(page, form_of(page.booking, page.venue))


@changing.post("/buchungen/<key:booking_id>/aendern")
def change(booking_id: str) -> AnyResponse:
    """Show what would be, or do it once it was shown; whatever is wrong, everything typed stays."""
    page = booking_page.open_booking(the_house(), booking_id, request.form.get("t", ""))
    typed = read_form(request.form)
    pressed, _, value = request.form.get("schritt", "").partition(":")
    if pressed == BACK:
        return _show(page, typed)
    typed = steps.with_time(typed, value) if pressed == OTHER_TIME else typed
    try:
        wanted = _wanted(page, typed)
        return _do(page, typed, wanted) if pressed == DO_IT else _look(page, typed, wanted)
    except (RuleBroken, RequestRefused) as error:
        return _show(page, typed, Mistakes.of(error), status_of(error))


@changing.errorhandler(CSRFError)
def form_too_old(_error: CSRFError) -> AnyResponse:
    """Keep what was typed when the cookie that goes with the form was lost."""
    booking_id = (request.view_args or {}).get("booking_id", "")
    try:
        page = booking_page.open_booking(the_house(), booking_id, request.form.get("t", ""))
    except NotFound as error:  # what a handler raises nobody handles
        return error_page(404, error.message)
    return _show(page, read_form(request.form), Mistakes.form_too_old(), 403)


def _wanted(page: BookingPage, typed: BookingForm) -> BookingRequest:
    """Return what is wanted of the booking. Raises RequestRefused with what cannot be read or is missing."""
    house, venue = the_house(), page.venue
    read = to_change(typed, venue, page.booking, now=house.clock())
    wanted = as_before(page.booking, venue, read.request)
    unanswered = () if read.mistakes else quoting.missing_answers(house, wanted)
    if read.mistakes or unanswered:
        raise RequestRefused(in_form_order(read.mistakes + unanswered))
    return wanted


def _do(page: BookingPage, typed: BookingForm, wanted: BookingRequest) -> AnyResponse:
    house, booking_id = the_house(), page.booking.id
    try:
        service.change(house, booking_id, page.token, wanted, agreed=request.form.get("gesehen", ""))
    except ChangeDiffers as error:
        return _look(page, typed, wanted, error.message, status_of(error))
    return redirect(url_for("booking.page", booking_id=booking_id, t=page.token), 303)


def _look(
    page: BookingPage, typed: BookingForm, wanted: BookingRequest, message: str = "", status: int = 200
) -> Response:
    found = service.look(the_house(), page.booking.id, page.token, wanted)
    if found.change.is_nothing:
        return _show(page, typed, Mistakes((Mistake(None, NOTHING, "nothing-changed"),)), 422)
    shown = render_template(
        "changing/look.html",
        page=page,
        look=found,
        message=message,
        carried=carried(typed),
        purpose_words=PURPOSE_WORDS,
        names={space.id: space.name for space in page.venue.spaces},
        layouts={one.slug: one.name for one in page.venue.regulation.layouts},
    )
    return keep_private(make_response(shown, status))


def _show(
    page: BookingPage, typed: BookingForm, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    told, house = mistakes or Mistakes(), the_house()
    if page.unchangeable:
        shown = render_template("changing/refused.html", page=page)
        return keep_private(make_response(shown, 200 if request.method == "GET" else 409))
    shown = render_template(
        "changing/form.html",
        page=page,
        venue=page.venue,
        steps=steps.STEPS,
        form=replace(typed, stamp=""),
        mistakes=told,
        purposes=_purposes(page),
        prices=quoting.hall_prices(house, page.venue),
        others=steps.other_times(house, page.venue, typed, told, without=(page.booking.id,)),
    )
    return keep_private(make_response(shown, status))


def _purposes(page: BookingPage) -> tuple[tuple[str, str], ...]:
    offered = dict.fromkeys((page.booking.use.purpose, *FOR_EVERYBODY))
    return tuple((one.value, PURPOSE_WORDS[one]) for one in PURPOSE_WORDS if one in offered)
