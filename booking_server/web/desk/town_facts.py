"""For the clerk: what the municipality says about itself, and who may show its calendars."""

from dataclasses import fields, replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RuleBroken
from booking_server.domain.open_data import LICENCE_WORDS
from booking_server.domain.town_facts import TownFacts, read_origins
from booking_server.publishing.problems import status_of
from booking_server.services.halls import town_facts as service
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

town_facts = Blueprint("desk_town", __name__)

LONGEST = 300
SITES = "widget_origins"


@town_facts.get("/schreibtisch/gemeinde")
def overview() -> Response:
    """Show every municipality of the person with what it still lacks."""
    towns = service.own_towns(the_house(), who())
    return keep_private(make_response(render_template("desk/towns.html", towns=towns)))


@town_facts.get("/schreibtisch/gemeinde/<slug:town>")
def page(town: str) -> Response:
    """Show the facts of one municipality."""
    found = service.open_town(the_house(), who(), town)
    return _show(found, found.facts, "\n".join(found.facts.widget_origins))


@town_facts.post("/schreibtisch/gemeinde/<slug:town>")
def save(town: str) -> AnyResponse:
    """Store them."""
    house, person = the_house(), who()
    found = service.open_town(house, person, town)
    typed, sites = _read(request.form), request.form.get(SITES, "")
    try:
        service.save(house, person, town, replace(typed, widget_origins=read_origins(sites)))
    except RuleBroken as error:
        return _show(found, typed, sites, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_town.page", town=town, gespeichert=1), 303)


def _read(form: MultiDict[str, str]) -> TownFacts:
    names = [one.name for one in fields(TownFacts) if one.name != SITES]
    typed: dict[str, Any] = {name: one_line(form.get(name, ""))[:LONGEST] for name in names}
    if typed["open_data_licence"] not in LICENCE_WORDS:
        typed["open_data_licence"] = ""
    return TownFacts(**typed)


def _show(
    town: service.Town, facts: TownFacts, sites: str, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    shown = render_template(
        "desk/town.html",
        town=town,
        facts=facts,
        sites=sites,
        licences=list(LICENCE_WORDS.items()),
        mistakes=mistakes or Mistakes(),
        is_saved="gespeichert" in request.args,
    )
    return keep_private(make_response(shown, status))
