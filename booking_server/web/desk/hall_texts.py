"""For clerks: house rules, Leichte Sprache and telephone number of a hall."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused
from booking_server.domain.hall_texts import HallTexts
from booking_server.domain.texts import some_lines
from booking_server.domain.venues import Venue
from booking_server.services.halls import hall_rules
from booking_server.services.halls.hall_texts import save_texts
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

hall_texts = Blueprint("hall_texts", __name__)


@hall_texts.get("/schreibtisch/haeuser/<slug:slug>/texte")
def page(slug: str) -> Response:
    """Show the texts of a hall."""
    venue = hall_rules.open_hall(the_house(), who(), slug)
    return _show(venue, HallTexts(venue.house_rules, venue.easy_text, venue.contact_phone))


@hall_texts.post("/schreibtisch/haeuser/<slug:slug>/texte")
def save(slug: str) -> AnyResponse:
    """Store them."""
    house, person = the_house(), who()
    venue = hall_rules.open_hall(house, person, slug)
    typed = HallTexts(
        house_rules=some_lines(request.form.get("house_rules", "")),
        easy_text=some_lines(request.form.get("easy_text", "")),
        contact_phone=one_line(request.form.get("contact_phone", "")),
    )
    try:
        save_texts(house, person, slug, typed)
    except RequestRefused as error:
        return _show(venue, typed, Mistakes.of(error), 422)
    return redirect(url_for("hall_texts.page", slug=slug, gespeichert=1), 303)


def _show(venue: Venue, typed: HallTexts, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    shown = render_template(
        "desk/hall_texts.html",
        venue=venue,
        form=typed,
        mistakes=mistakes or Mistakes(),
        is_saved="gespeichert" in request.args,
    )
    return keep_private(make_response(shown, status))
