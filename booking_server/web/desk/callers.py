"""A caller's booking, entered on one screen, and the slip for it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.errors import KeyReused, NotPermitted, RequestRefused, RuleBroken
from booking_server.domain.suggestions import Suggestion
from booking_server.domain.uses import PURPOSE_WORDS
from booking_server.domain.venues import Venue
from booking_server.notices.slips import slip_pdf, title_of
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import callers as service
from booking_server.services.bookings import judging, quoting
from booking_server.services.bookings.alternatives import alternatives
from booking_server.web.desk.who import who
from booking_server.web.forms.caller_form import CallerForm, read_caller_form, to_request
from booking_server.web.forms.mistakes import Mistake, Mistakes
from booking_server.web.headers import keep_private, pdf_answer
from booking_server.web.the_house import the_house

callers = Blueprint("desk_callers", __name__)

PURPOSES = tuple((purpose.value, words) for purpose, words in PURPOSE_WORDS.items())
FIELDS = {"start": "times", "end": "times", "spaces": "space", "house_rules": "venue"}
"""Fields of the public form, and where this form has them."""

WORDS = {
    "name-missing": ("name", "Wie heißt, wer anruft? Bitte tragen Sie den Namen ein."),
    "contact-missing": (
        "phone",
        "Bitte tragen Sie die Telefonnummer ein, unter der wir zurückrufen können, oder unten eine"
        " E-Mail-Adresse.",
    ),
    "persons-missing": ("persons", "Wie viele Personen kommen? Bitte tragen Sie eine Zahl ein."),
}
"""What the public form asks the organizer, and how it is asked of whoever holds the telephone."""

ORDER = ("name", "phone", "venue", "day", "times", "postcode")
"""The fields as they stand on the screen; the others come after."""

NO_HALL = Mistakes((Mistake("venue", "Für welches Haus? Bitte wählen Sie es aus.", "venue-missing"),))


@callers.get("/schreibtisch/anruf")
def form() -> Response:
    """Show the empty form; the cursor stands in the first field."""
    return _show(CallerForm(venue=request.args.get("haus", "")))


@callers.post("/schreibtisch/anruf")
def book() -> AnyResponse:
    """Book, or show the form again with everything typed, what is wrong and what is free instead."""
    house, typed = the_house(), read_caller_form(request.form)
    halls_here = service.halls_for_callers(house, who())
    if not typed.venue and len(halls_here) > 1:
        return _show(typed, NO_HALL, 422)
    venue = _chosen(halls_here, typed)
    try:
        wanted = _wanted(typed, venue)
        booked = service.book_for_caller(
            house, who(), venue, wanted, idempotency_key=f"desk:{who().id}:{typed.key}"
        )
    except KeyReused:
        return _show(typed.with_new_key(), Mistakes.sent_before(), 409)
    except (RuleBroken, RequestRefused) as error:
        mistakes = Mistakes.of(error).renamed(FIELDS).worded(WORDS).in_order(ORDER)
        if mistakes.has("booking-overlaps") and (entered := service.entered_before(house, venue, wanted)):
            return redirect(url_for("desk_callers.slip_page", booking_id=entered.id), 303)
        instead = alternatives(house, wanted) if mistakes.has("booking-overlaps") else ()
        return _show(typed, mistakes, status_of(error), instead)
    return redirect(url_for("desk_callers.slip_page", booking_id=booked.booking.id), 303)


@callers.get("/schreibtisch/zettel/<key:booking_id>")
def slip_page(booking_id: str) -> Response:
    """Show what to tell the caller, and the slip to print."""
    page = service.open_slip(the_house(), who(), booking_id)
    return keep_private(make_response(render_template("desk/slip.html", page=page)))


@callers.get("/schreibtisch/zettel/<key:booking_id>.pdf")
def slip(booking_id: str) -> Response:
    """Return the slip in large print."""
    page = service.open_slip(the_house(), who(), booking_id)
    return pdf_answer(slip_pdf(page), title_of(page))


@callers.post("/schreibtisch/zettel/<key:booking_id>/link")
def renew(booking_id: str) -> AnyResponse:
    """Make every link given out before worthless, and show the new one."""
    service.renew_link(the_house(), who(), booking_id)
    return redirect(url_for("desk_callers.slip_page", booking_id=booking_id), 303)


def _wanted(typed: CallerForm, venue: Venue) -> BookingRequest:
    """Return what the caller asks for. Raises RequestRefused with every mistake at once."""
    house = the_house()
    read = to_request(typed, venue, house.clock())
    unanswered: tuple[RuleBroken, ...] = ()
    if read.times_known:
        unanswered = quoting.missing_answers(house, read.request)
        unanswered += quoting.missing_postcode(house, read.request)
    if read.mistakes or unanswered:
        broken = judging.broken_rules(house, read.request, times_known=read.times_known)
        raise RequestRefused(read.mistakes + broken + unanswered)
    return read.request


def _chosen(halls: tuple[Venue, ...], typed: CallerForm) -> Venue:
    found = [venue for venue in halls if venue.slug == typed.venue or (not typed.venue and len(halls) == 1)]
    if not found:
        raise NotPermitted("Für dieses Haus können Sie keine Buchung eintragen.")
    return found[0]


def _show(
    typed: CallerForm,
    mistakes: Mistakes | None = None,
    status: int = 200,
    instead: tuple[Suggestion, ...] = (),
) -> Response:
    halls = service.halls_for_callers(the_house(), who())
    chosen = next(
        (venue for venue in halls if venue.slug == typed.venue), halls[0] if len(halls) == 1 else None
    )
    shown = render_template(
        "desk/caller.html",
        form=typed,
        halls=halls,
        chosen=chosen,
        hall_choices=[(venue.slug, venue.name) for venue in halls],
        space_choices=[(space.slug, space.name) for space in chosen.spaces] if chosen else [],
        purposes=PURPOSES,
        mistakes=mistakes or Mistakes(),
        instead=instead,
        prices=quoting.hall_prices(the_house(), chosen) if chosen else None,
    )
    return keep_private(make_response(shown, status))
