"""For organizers: naming and ending helpers behind the booking's link. For helpers: their own page."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import NotFound, RequestRefused, RuleBroken
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import booking_page
from booking_server.services.bookings import helpers as service
from booking_server.services.bookings.booking_page import BookingPage
from booking_server.web.errors import error_page
from booking_server.web.forms.booking_form import BookingForm, read_form
from booking_server.web.forms.change_form import moments_of
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.typed_times import read_times
from booking_server.web.headers import keep_private
from booking_server.web.languages import asked_language
from booking_server.web.the_house import the_house

helpers = Blueprint("helpers", __name__)

FIELDS = ("name", "email", "start", "end")


@helpers.get("/buchungen/<key:booking_id>/helfer")
def overview(booking_id: str) -> Response:
    """Show who helps, what they did at the door, and the form to name somebody."""
    return _show(_page(booking_id, request.args.get("t", "")))


@helpers.post("/buchungen/<key:booking_id>/helfer")
def invite(booking_id: str) -> AnyResponse:
    """Name a helper and show them with their link, or the form again with everything typed."""
    page, typed = _page(booking_id, request.form.get("t", "")), read_form(request.form)
    times = read_times(typed.start, typed.end)
    try:
        if times.errors:
            raise RequestRefused(times.errors)
        service.invite(
            the_house(),
            booking_id,
            page.token,
            name=typed.name,
            email=typed.email,
            window=times.period,
            key=typed.key,
        )
    except (RuleBroken, RequestRefused) as error:
        return _show(page, typed, Mistakes.of(error).in_order(FIELDS), status_of(error))
    return _back(page)


@helpers.post("/buchungen/<key:booking_id>/helfer/beenden")
def end(booking_id: str) -> AnyResponse:
    """End a helper's access and show the list again."""
    page = _page(booking_id, request.form.get("t", ""))
    service.end(the_house(), booking_id, page.token, request.form.get("helfer", ""))
    return _back(page)


@helpers.get("/helfer/<sealed>")
def own(sealed: str) -> Response:
    """Show a helper where and when, and how they get in; nothing else about the booking."""
    shown = render_template("helpers/own.html", page=service.open_own(the_house(), sealed))
    return keep_private(make_response(shown))


@helpers.errorhandler(CSRFError)
def form_too_old(_error: CSRFError) -> AnyResponse:
    """Keep what was typed when the cookie that goes with the form was lost."""
    try:
        page = _page((request.view_args or {}).get("booking_id", ""), request.form.get("t", ""))
    except NotFound as error:  # what a handler raises nobody handles
        return error_page(404, error.message)
    typed = read_form(request.form) if request.endpoint == "helpers.invite" else None
    return _show(page, typed, Mistakes.form_too_old(), 403)


def _page(booking_id: str, token: str) -> BookingPage:
    return booking_page.open_booking(the_house(), booking_id, token)


def _back(page: BookingPage) -> AnyResponse:
    return redirect(url_for("helpers.overview", booking_id=page.booking.id, t=page.token), 303)


def _show(
    page: BookingPage,
    typed: BookingForm | None = None,
    mistakes: Mistakes | None = None,
    status: int = 200,
) -> Response:
    start, end_ = moments_of(page.booking.period)
    shown = render_template(
        "helpers/overview.html",
        page=page,
        form=typed or BookingForm(start=start, end=end_),
        mistakes=mistakes or Mistakes(),
        urls={
            one.helper.id: service.url_of(the_house(), one.helper, asked_language()) for one in page.helpers
        },
    )
    return keep_private(make_response(shown, status))
