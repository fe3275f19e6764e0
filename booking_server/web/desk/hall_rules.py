"""For clerks: the rules and rooms of each hall."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused
from booking_server.domain.people import Deed
from booking_server.domain.regulation import EVERY_HOLIDAY
from booking_server.domain.regulation_document import WEEKDAYS, RegulationRefused
from booking_server.domain.rule_sentences import sentences
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS
from booking_server.domain.venues import Venue
from booking_server.services.foundation.setup import new_id
from booking_server.services.halls import hall_rules as service
from booking_server.web.desk.who import who
from booking_server.web.forms import rooms_form, rules_form
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.rooms_form import RoomsForm
from booking_server.web.forms.rules_form import RulesForm
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import holidays, local_time

hall_rules = Blueprint("hall_rules", __name__)

WHO = ((rules_form.EVERYBODY, "Für alle"), *((f"groups.{g.value}", w) for g, w in GROUP_WORDS.items()))


@hall_rules.get("/schreibtisch/haeuser")
def halls() -> Response:
    """Show the halls whose rules and rooms the person may change."""
    house = the_house()
    found = service.editable_halls(house, who(), Deed.EDIT_HALL)
    return _page("desk/halls.html", entries=[(venue, sentences(venue)) for venue in found])


@hall_rules.post("/schreibtisch/haeuser/<slug:slug>/veroeffentlichen")
def publish(slug: str) -> AnyResponse:
    """Let a draft be a hall that visitors find."""
    service.publish(the_house(), who(), slug)
    return redirect(url_for("hall_rules.halls"), 303)


@hall_rules.get("/schreibtisch/haeuser/<slug:slug>/regeln")
def rules(slug: str) -> Response:
    """Show the rules of a hall in their form."""
    venue = service.open_hall(the_house(), who(), slug)
    return _rules(venue, rules_form.form_of(venue.regulation))


@hall_rules.post("/schreibtisch/haeuser/<slug:slug>/regeln")
def save_rules(slug: str) -> AnyResponse:
    """Put rules in force, or only show what they would refuse, as the button says."""
    house = the_house()
    typed = rules_form.read_rules(request.form)
    document = rules_form.to_document(typed)
    try:
        if request.form.get("tun") == "probe":
            preview = service.preview_rules(house, who(), slug, document)
            return _rules(service.open_hall(house, who(), slug), typed, preview=preview)
        service.save_rules(house, who(), slug, document)
    except RegulationRefused as refused:
        mistakes = Mistakes.of(refused)
        return _rules(service.open_hall(house, who(), slug), typed, mistakes, 422)
    return redirect(url_for("hall_rules.rules", slug=slug, gespeichert="1"), 303)


@hall_rules.get("/schreibtisch/haeuser/<slug:slug>/raeume")
def rooms(slug: str) -> Response:
    """Show the rooms of a hall in their form."""
    venue = service.open_hall(the_house(), who(), slug)
    return _rooms(venue, rooms_form.form_of(venue))


@hall_rules.post("/schreibtisch/haeuser/<slug:slug>/raeume")
def save_rooms(slug: str) -> AnyResponse:
    """Store the rooms of a hall."""
    house = the_house()
    venue = service.open_hall(house, who(), slug)
    typed = RoomsForm(request.form)
    read = rooms_form.read_rooms(typed, venue, new_id())
    errors = read.mistakes
    if not errors:
        try:
            service.save_rooms(
                house, who(), slug, spaces=read.spaces, bundles=read.bundles, layouts=read.layouts
            )
        except RegulationRefused as refused:
            errors = tuple(refused.errors)
    if errors:
        return _rooms(venue, typed, Mistakes.of(RequestRefused(errors)), 422)
    return redirect(url_for("hall_rules.rooms", slug=slug, gespeichert="1"), 303)


def _rules(
    venue: Venue,
    form: RulesForm,
    mistakes: Mistakes | None = None,
    status: int = 200,
    *,
    preview: service.Preview | None = None,
) -> Response:
    year = local_time.local_date(the_house().clock()).year
    names = holidays.public_holidays(year).values()
    return _page(
        "desk/hall_rules.html",
        status,
        venue=venue,
        form=form,
        mistakes=mistakes or Mistakes(),
        preview=preview,
        who=WHO,
        weekdays=WEEKDAYS,
        purposes=PURPOSE_WORDS,
        holidays=((EVERY_HOLIDAY, "an allen Feiertagen"), *((name, name) for name in names)),
        sentences=sentences(venue),
    )


def _rooms(venue: Venue, form: RoomsForm, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    counts = len(venue.regulation.bundles), len(venue.regulation.layouts)
    return _page(
        "desk/hall_rooms.html",
        status,
        venue=venue,
        form=form,
        mistakes=mistakes or Mistakes(),
        bundle_rows=range(1, counts[0] + 2),
        layout_rows=range(1, counts[1] + 2),
        saved=request.args.get("gespeichert") == "1",
    )


def _page(template: str, status: int = 200, **values: object) -> Response:
    saved = request.args.get("gespeichert") == "1"
    return keep_private(make_response(render_template(template, **{"saved": saved, **values}), status))
