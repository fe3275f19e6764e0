"""For the clerk: who may do what in the municipality, until when, and who signed in."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused
from booking_server.domain.people import ROLE_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.people import people as service
from booking_server.services.people.passkey_setup import send_setup_link
from booking_server.services.people.people import TownPeople
from booking_server.web.desk.who import chosen_town, who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.role_form import RoleForm, read_role_form, to_grant
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import local_time

people = Blueprint("desk_people", __name__)

ROLES = (("", "Bitte wählen"), *((role.value, words) for role, words in ROLE_WORDS.items()))


@people.get("/schreibtisch/personen")
def overview() -> Response:
    """Show everybody, by municipality."""
    return _show(RoleForm())


@people.post("/schreibtisch/personen")
def add() -> AnyResponse:
    """Add somebody with a first role, or give a known person one more."""
    house, form = the_house(), read_role_form(request.form)
    town = _town(request.form.get("town", ""))
    try:
        grant = to_grant(form, town)
        person = service.add_person(house, who(), name=form.name, email=form.email, grant=grant)
    except RequestRefused as error:
        return _show(form, Mistakes.of(error), status_of(error), town.municipality.slug)
    return redirect(url_for("desk_people.page", person_id=person.id), 303)


@people.get("/schreibtisch/personen/<key:person_id>")
def page(person_id: str) -> Response:
    """Show one person with all roles."""
    return _show_person(person_id, RoleForm())


@people.post("/schreibtisch/personen/<key:person_id>")
def grant(person_id: str) -> AnyResponse:
    """Give the person one more role."""
    house, form = the_house(), read_role_form(request.form)
    town, _ = service.open_person(house, who(), person_id)
    try:
        service.give(house, who(), person_id, to_grant(form, town))
    except RequestRefused as error:
        return _show_person(person_id, form, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_people.page", person_id=person_id), 303)


@people.post("/schreibtisch/personen/<key:person_id>/passkey")
def send_setup(person_id: str) -> AnyResponse:
    """Mail the person a link to set up a passkey; after a loss what they had ends."""
    lost = request.form.get("verloren") == "ja"
    send_setup_link(the_house(), who(), person_id, lost=lost)
    return redirect(url_for("desk_people.page", person_id=person_id, _anchor="passkey"), 303)


@people.post("/schreibtisch/rollen/<key:grant_id>/ende")
def end(grant_id: str) -> AnyResponse:
    """Let a role end, today or after a day."""
    typed = request.form.get("until", "")
    day = read_date(typed) if typed else None
    if typed and day is None:
        abort(422)
    until = local_time.day(day).end if day else None
    person_id = service.end_grant(the_house(), who(), grant_id, until)
    return redirect(url_for("desk_people.page", person_id=person_id), 303)


def _town(slug: str) -> TownPeople:
    towns = service.list_people(the_house(), who())
    chosen = chosen_town([town.municipality for town in towns], slug)
    return next(town for town in towns if town.municipality == chosen)


def _show(form: RoleForm, mistakes: Mistakes | None = None, status: int = 200, at: str = "") -> Response:
    towns = service.list_people(the_house(), who())
    shown = render_template(
        "desk/people.html",
        towns=towns,
        form=form,
        at=at or towns[0].municipality.slug,
        mistakes=mistakes or Mistakes(),
        roles=ROLES,
        role_words=ROLE_WORDS,
    )
    return keep_private(make_response(shown, status))


def _show_person(
    person_id: str, form: RoleForm, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    town, known = service.open_person(the_house(), who(), person_id)
    shown = render_template(
        "desk/person.html",
        town=town,
        known=known,
        form=form,
        mistakes=mistakes or Mistakes(),
        roles=ROLES,
        role_words=ROLE_WORDS,
    )
    return keep_private(make_response(shown, status))
