"""For clerks: the survey of a hall, so that people know before they come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.hall_facts import UNSURVEYED, HallFacts, read_equipment, read_place, read_width
from booking_server.domain.open_data import SPACE_WORDS
from booking_server.domain.venues import Venue
from booking_server.services.halls import hall_rules as service
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.hall_words import QUESTIONS
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

hall_survey = Blueprint("hall_survey", __name__)

ANSWERS = (("", "noch nicht bekannt"), ("ja", "ja"), ("nein", "nein"))
MEANS = {"ja": True, "nein": False}
READERS: dict[str, Callable[[str], Any]] = {
    "door_cm": read_width,
    "equipment": read_equipment,
    "place": read_place,
}


@dataclass(frozen=True, slots=True)
class Survey:
    """The form as typed."""

    answers: dict[str, str]
    door_cm: str
    equipment: str
    place: str
    space_api: str


@hall_survey.get("/schreibtisch/haeuser/<slug:slug>/ausstattung")
def survey(slug: str) -> Response:
    """Show what is known of a hall."""
    venue = service.open_hall(the_house(), who(), slug)
    return _show(venue, _typed(venue.facts))


@hall_survey.post("/schreibtisch/haeuser/<slug:slug>/ausstattung")
def save(slug: str) -> AnyResponse:
    """Store it."""
    house, person = the_house(), who()
    venue = service.open_hall(house, person, slug)
    typed = Survey(
        {name: one_line(request.form.get(name, "")) for name, _ in QUESTIONS},
        one_line(request.form.get("door_cm", "")),
        request.form.get("equipment", ""),
        one_line(request.form.get("place", "")),
        request.form.get("space_api", ""),
    )
    facts, wrong = _read(typed)
    if wrong:
        return _show(venue, typed, Mistakes.of(RequestRefused(wrong)), 422)
    service.save_facts(house, person, slug, facts)
    return redirect(url_for("hall_survey.survey", slug=slug, gespeichert=1), 303)


def _read(typed: Survey) -> tuple[HallFacts, tuple[RuleBroken, ...]]:
    said: dict[str, Any] = {name: MEANS.get(given) for name, given in typed.answers.items()}
    shared = typed.space_api if typed.space_api in SPACE_WORDS else ""
    facts = replace(UNSURVEYED, space_api=shared, **said)
    wrong: list[RuleBroken] = []
    for name, read in READERS.items():
        try:
            facts = replace(facts, **{name: read(getattr(typed, name))})
        except RuleBroken as error:
            wrong.append(error)
    return facts, tuple(wrong)


def _typed(facts: HallFacts) -> Survey:
    said = {True: "ja", False: "nein", None: ""}
    place = facts.place
    return Survey(
        {name: said[getattr(facts, name)] for name, _ in QUESTIONS},
        str(facts.door_cm or ""),
        "\n".join(facts.equipment),
        f"{place.north}, {place.east}" if place else "",
        facts.space_api,
    )


def _show(venue: Venue, typed: Survey, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    shown = render_template(
        "desk/hall_survey.html",
        venue=venue,
        form=typed,
        questions=QUESTIONS,
        answers=ANSWERS,
        sharings=list(SPACE_WORDS.items()),
        mistakes=mistakes or Mistakes(),
        is_saved="gespeichert" in request.args,
    )
    return keep_private(make_response(shown, status))
