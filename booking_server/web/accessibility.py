"""The accessibility statement (§ 3 BbgBITV), with the form that tells a municipality about a barrier."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import EmailInvalid, NotFound, RuleBroken
from booking_server.publishing.problems import status_of
from booking_server.services.desk.feedback import LONGEST, give_feedback
from booking_server.services.halls.town_facts import Town, every_town
from booking_server.web.form_guard import TRAP, a_person_filled_this_in, stamp
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.languages import localised, render_page
from booking_server.web.the_house import the_house, the_settings

accessibility = Blueprint("accessibility", __name__)

LONGEST_NAME, LONGEST_EMAIL = 120, 254


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Where somebody turns whom the municipality's answer does not help."""

    email: str = "durchsetzung.BIT@msgiv.brandenburg.de"
    site: str = (
        "https://msgiv.brandenburg.de/msgiv/de/beauftragte/landesbehindertenbeauftragte/durchsetzungsstelle"
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in."""

    town: str = ""
    text: str = ""
    name: str = ""
    email: str = ""


@accessibility.get("/barrierefreiheit")
def statement() -> Response:
    """Show the statement."""
    return _show(Typed())


@accessibility.post("/barrierefreiheit")
def give() -> AnyResponse:
    """Mail the municipality what somebody wrote."""
    house, typed = the_house(), _read(request.form)
    town = _chosen(typed.town)
    try:
        if typed.email and not is_email_address(typed.email):
            raise EmailInvalid("Bitte geben Sie Ihre E-Mail-Adresse vollständig an, oder lassen Sie sie weg.")
        stamped, trap = request.form.get("stempel", ""), request.form.get(TRAP, "")
        a_person_filled_this_in(house, stamped=stamped, trap=trap, phone=town.facts.phone)
        give_feedback(house, town, text=typed.text, name=typed.name, email=typed.email)
    except RuleBroken as error:
        return _show(typed, Mistakes.of(error), status_of(error))
    return redirect(f"{localised('/barrierefreiheit')}?gesendet=1#inhalt", 303)


def _read(form: MultiDict[str, str]) -> Typed:
    return Typed(
        town=form.get("town", ""),
        text=form.get("text", "")[:LONGEST],
        name=one_line(form.get("name", ""))[:LONGEST_NAME],
        email=one_line(form.get("email", ""))[:LONGEST_EMAIL],
    )


def _chosen(slug: str) -> Town:
    towns = every_town(the_house())
    found = next((town for town in towns if town.municipality.slug == slug), next(iter(towns), None))
    if found is None:
        raise NotFound("Hier ist noch keine Gemeinde eingetragen, die eine Rückmeldung bekommen kann.")
    return found


def _show(typed: Typed, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    towns = every_town(the_house())
    shown = render_page(
        "texts/accessibility.html",
        towns=towns,
        town_choices=[(town.municipality.slug, town.name) for town in towns],
        site=the_settings().public_url,
        enforcement=Enforcement(),
        typed=typed,
        mistakes=mistakes or Mistakes(),
        sent="gesendet" in request.args and not mistakes,
        stamp=stamp(the_house(), request.form.get("stempel", "")),
    )
    return make_response(shown, status)
