"""For organizers: the form, and the page behind a booking's link."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from hashlib import sha256

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.calendar_uses import calendar_use
from booking_server.domain.clubs import UNIT_WORDS
from booking_server.domain.errors import (
    BookingOverlaps,
    KeyReused,
    NotFound,
    RequestRefused,
    RuleBroken,
    TooManyHolds,
)
from booking_server.domain.rule_sentences import sentences
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.uses import FOR_EVERYBODY, PURPOSE_WORDS
from booking_server.domain.venues import Venue
from booking_server.notices.own_entry import own
from booking_server.publishing.feeds import REFRESH
from booking_server.publishing.metrics.booking_times import measured
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import booking_page, bookings, cancellations, clubs, quoting
from booking_server.services.halls import halls
from booking_server.services.plans.calendar_entries import PRODID, Teller
from booking_server.services.waiting import form_holds, waiting
from booking_server.web import booking_steps as steps
from booking_server.web.errors import error_page
from booking_server.web.form_guard import a_person_filled_this_in, stamp
from booking_server.web.forms.booking_form import (
    BookingForm,
    empty_form,
    in_form_order,
    read_form,
    to_request,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import RETURNED_TO, keep_private
from booking_server.web.languages import asked_language
from booking_server.web.the_house import the_house
from calendars.ical_write import write_calendar

PURPOSES = (("", "Bitte wählen"), *((code.value, PURPOSE_WORDS[code]) for code in FOR_EVERYBODY))

ABOUT_TIMES = ("spaces", "start", "end")

booking = Blueprint("booking", __name__)


@booking.get("/hallen/<slug:slug>/buchen")
def form(slug: str) -> Response:
    """Show the empty form, with the day picked in the calendar."""
    venue = halls.find(the_house(), slug)
    day, code = read_date(request.args.get("datum", "")), request.args.get("verein", "")
    persons = request.args.get("personen", "")
    return _show(
        venue, replace(empty_form(venue, day, code, persons), waits=request.args.get("warten") == "1")
    )


@booking.post("/hallen/<slug:slug>/buchen")
def book(slug: str) -> AnyResponse:
    """Book, or show the form again with everything typed and what is wrong with it."""
    house = the_house()
    venue = halls.find(house, slug)
    typed = read_form(request.form)
    pressed, _, value = request.form.get("schritt", "").partition(":")
    if step := STEPS.get(pressed):
        return step(venue, steps.with_time(typed, value) if pressed == "zeit" else typed)
    try:
        a_person_filled_this_in(house, stamped=typed.stamp, trap=typed.trap, phone=venue.contact_phone)
        with measured(slug):
            booked = bookings.book(house, _wanted(typed, venue), idempotency_key=f"web:{typed.key}")
    except KeyReused:
        return _show(venue, typed.with_new_key(), Mistakes.sent_before(), 409)
    except (RuleBroken, RequestRefused) as error:
        _keep_its_time(venue, typed, error)
        return _show(venue, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("booking.page", booking_id=booked.booking.id, t=booked.token), 303)


@booking.get("/buchungen/<key:booking_id>")
def page(booking_id: str) -> Response:
    """Show status, codes and door events to whoever holds the link."""
    found = booking_page.open_booking(the_house(), booking_id, request.args.get("t", ""))
    return _private(render_template("booking/page.html", page=found))


@booking.get("/buchungen/<key:booking_id>/termin.ics")
def calendar_entry(booking_id: str) -> Response:
    """Return the booking as one entry for the organizer's own calendar."""
    house = the_house()
    found = booking_page.open_booking(house, booking_id, request.args.get("t", ""))
    teller = Teller(found.venue, own(found.booking.organizer.language), house.policy.public_url)
    entry = teller.entry(calendar_use(found.booking))
    pieces = write_calendar(found.venue.name, [entry], prodid=PRODID, refresh=REFRESH)
    answer = Response(b"".join(pieces), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return keep_private(answer)


@booking.get("/buchungen/<key:booking_id>/stornieren")
def ask_cancel(booking_id: str) -> Response:
    """Ask whether the booking shall really be cancelled; looking changes nothing."""
    found = booking_page.open_booking(the_house(), booking_id, request.args.get("t", ""))
    return _private(render_template("booking/cancel.html", page=found))


@booking.post("/buchungen/<key:booking_id>/stornieren")
def cancel(booking_id: str) -> AnyResponse:
    """Cancel and show the booking's page again."""
    house = the_house()
    found = booking_page.open_booking(house, booking_id, request.form.get("t", ""))
    cancellations.cancel(house, booking_id)
    return redirect(url_for("booking.page", booking_id=booking_id, t=found.token), 303)


@booking.errorhandler(CSRFError)
def form_too_old(_error: CSRFError) -> AnyResponse:
    """Keep what was typed when the cookie that goes with the form was lost."""
    if request.endpoint != "booking.book":
        return error_page(403)
    slug = (request.view_args or {}).get("slug", "")
    try:
        hall = halls.find(the_house(), slug)
    except NotFound as error:  # what a handler raises nobody handles
        return error_page(404, error.message)
    return _show(hall, read_form(request.form), Mistakes.form_too_old(), 403)


def _wanted(typed: BookingForm, venue: Venue) -> BookingRequest:
    """Return what is asked for. Raises RequestRefused with every mistake of form and rules at once."""
    house = the_house()
    read, wrong = steps.missing(house, venue, typed)
    if wrong:
        raise RequestRefused(steps.judge(house, venue, typed))
    held = form_holds.find(house, typed.key)
    organizer = replace(read.request.organizer, language=asked_language())
    return replace(read.request, organizer=organizer, hold=held.booking.id if held else None)


def _go_to(step: int, venue: Venue, typed: BookingForm) -> AnyResponse:
    """Show a step of the form, or those before it in which something is wrong."""
    wrong = steps.judge(the_house(), venue, typed)
    errors = tuple(one for one in wrong if steps.step_of(one.field_name) < step)
    if errors:
        refused = RequestRefused(errors)
        return _show(venue, replace(typed, step=step - 1), Mistakes.of(refused), status_of(refused))
    return _show(venue, replace(typed, step=step))


def _back_to(step: int, venue: Venue, typed: BookingForm) -> AnyResponse:
    """Show a step that was filled in before; nothing is judged, everything typed stays."""
    return _show(venue, replace(typed, step=step))


def _keep_time(venue: Venue, typed: BookingForm) -> AnyResponse:
    """Keep the time for ten minutes while the form is filled in, and show the form again."""
    house = the_house()
    read = to_request(typed, venue, now=house.clock())
    wrong = tuple(one for one in read.mistakes if one.field_name in ABOUT_TIMES)
    try:
        if wrong:
            raise RequestRefused(in_form_order(wrong))
        form_holds.keep(house, read.request, visitor=request.remote_addr or "", form=typed.key)
    except TooManyHolds:
        return _go_to(2, venue, typed)  # keeping the time is a favour; whether it is free is seen at the end
    except BookingOverlaps as error:
        if typed.waits:
            return _go_to(2, venue, typed)  # who waits knows that it is taken
        return _show(venue, replace(typed, step=max(typed.step, 1)), Mistakes.of(error), status_of(error))
    except (RuleBroken, RequestRefused) as error:
        return _show(venue, replace(typed, step=1), Mistakes.of(error), status_of(error))
    return _show(venue, replace(typed, step=max(typed.step, 2)))


def _keep_its_time(venue: Venue, typed: BookingForm, error: RuleBroken | RequestRefused) -> None:
    """Keep a form's time, so that correcting something else does not lose it."""
    house = the_house()
    told = error.errors if isinstance(error, RequestRefused) else (error,)
    about_times = any(one.field_name in ABOUT_TIMES for one in told)
    if not isinstance(error, RequestRefused) or about_times or form_holds.find(house, typed.key):
        return
    read = to_request(typed, venue, now=house.clock())
    # The form says already what is wrong; keeping the time is a favour.
    with suppress(RuleBroken, RequestRefused):
        form_holds.keep(house, read.request, visitor=request.remote_addr or "", form=typed.key)


def _wait(venue: Venue, typed: BookingForm) -> AnyResponse:
    """Put the form's wish on the waiting list and show its place there."""
    house = the_house()
    try:
        a_person_filled_this_in(house, stamped=typed.stamp, trap=typed.trap, phone=venue.contact_phone)
        wanted = replace(_wanted(typed, venue), hold=None)
        digest = sha256(repr(wanted).encode()).hexdigest()  # changed after a step back it is another wish
        wish = waiting.join(house, wanted, idempotency_key=f"web:{typed.key}:{digest}")
    except (RuleBroken, RequestRefused) as error:
        return _show(venue, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("waiting.place", sealed=waiting.seal(house, wish)), 303)


def _show_price(venue: Venue, typed: BookingForm) -> Response:
    """Show the form again with everything typed and what the use would cost; nothing is booked."""
    house = the_house()
    read = to_request(typed, venue, now=house.clock())
    typed = replace(typed, step=2)
    try:
        if read.mistakes:
            raise RequestRefused(in_form_order(read.mistakes))
        quote = quoting.look_up(house, read.request)
        here = quoting.cheaper_for_residents(house, read.request, quote)
    except (RuleBroken, RequestRefused) as error:
        return _show(venue, typed, Mistakes.of(error), status_of(error))
    return _show(venue, typed, quote=quote, quote_here=here)


STEPS: dict[str, Callable[[Venue, BookingForm], AnyResponse]] = {
    "preis": _show_price,
    "halten": _keep_time,
    "warten": _wait,
    "weiter-2": _keep_time,
    "zeit": _keep_time,
    **{f"weiter-{step}": partial(_go_to, step) for step in (3, 4)},
    **{f"zurueck-{step}": partial(_back_to, step) for step in (1, 2, 3)},
}
"""What the form's other buttons do."""


def _show(
    venue: Venue,
    typed: BookingForm,
    mistakes: Mistakes | None = None,
    status: int = 200,
    *,
    quote: Quote | None = None,
    quote_here: Quote | None = None,
) -> Response:
    told = mistakes or Mistakes()
    shown_steps = steps.shown_steps(typed.step, told)
    shown = render_template(
        "booking/form.html",
        venue=venue,
        steps=steps.STEPS,
        shown_steps=shown_steps,
        at=max(shown_steps),
        summary=steps.summary(the_house(), venue, typed) if max(shown_steps) > 1 else None,
        others=steps.other_times(the_house(), venue, typed, told),
        form=replace(typed, stamp=stamp(the_house(), typed.stamp)),
        held=form_holds.find(the_house(), typed.key),
        mistakes=told,
        purposes=PURPOSES,
        rules=sentences(venue),
        club=clubs.note_for(the_house(), venue, typed.club_code),
        unit_words=UNIT_WORDS,
        prices=quoting.hall_prices(the_house(), venue),
        quote=quote,
        quote_here=quote_here,
    )
    answer = make_response(shown, status)
    answer.headers["Cache-Control"] = RETURNED_TO
    return answer


def _private(shown: str) -> Response:
    return keep_private(make_response(shown))
