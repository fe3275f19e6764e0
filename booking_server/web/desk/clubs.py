"""For the clerk: the clubs of the municipality, their codes, their halls and what is free for them."""

from dataclasses import asdict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.clubs import UNIT_WORDS, Club
from booking_server.domain.errors import RequestRefused
from booking_server.domain.uses import FOR_EVERYBODY, PURPOSE_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import clubs as service
from booking_server.web.desk.who import chosen_town, who
from booking_server.web.forms.club_form import (
    ClubForm,
    ClubHallForm,
    read_club_form,
    read_club_hall_form,
    read_postcodes,
    to_quota,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

clubs = Blueprint("desk_clubs", __name__)

PURPOSES = tuple((purpose.value, PURPOSE_WORDS[purpose]) for purpose in FOR_EVERYBODY)
UNITS = (("", "kein Freikontingent"), *((unit.value, words) for unit, words in UNIT_WORDS.items()))


@clubs.get("/schreibtisch/vereine")
def overview() -> Response:
    """Show the clubs by municipality."""
    return _show_all()


@clubs.post("/schreibtisch/vereine")
def add() -> AnyResponse:
    """Enter a club; it has its code at once."""
    try:
        form = read_club_form(request.form)
    except RequestRefused as error:
        return _show_all(Mistakes.of(error), status_of(error))
    town = _town_id(request.form.get("town", ""))
    club = service.add_club(the_house(), who(), Club("", town, **asdict(form)))
    return redirect(url_for("desk_clubs.page", club_id=club.id), 303)


@clubs.post("/schreibtisch/vereine/einwohner")
def residents() -> AnyResponse:
    """Say which other postcodes make a resident."""
    try:
        postcodes = read_postcodes(request.form.get("postcode", ""))
    except RequestRefused as error:
        return _show_all(Mistakes.of(error), status_of(error))
    service.set_postcodes(the_house(), who(), _town_id(request.form.get("town", "")), postcodes)
    return redirect(url_for("desk_clubs.overview", _anchor="einwohner"), 303)


@clubs.get("/schreibtisch/vereine/<key:club_id>")
def page(club_id: str) -> Response:
    """Show one club with its code and quotas."""
    return _show(club_id)


@clubs.post("/schreibtisch/vereine/<key:club_id>")
def save(club_id: str) -> AnyResponse:
    """Change name and contact, or let the club rest."""
    try:
        form = read_club_form(request.form)
    except RequestRefused as error:
        return _show(club_id, Mistakes.of(error), status_of(error))
    active = request.form.get("is_active") == "1"
    service.save_club(the_house(), who(), club_id, **asdict(form), is_active=active)
    return redirect(url_for("desk_clubs.page", club_id=club_id), 303)


@clubs.post("/schreibtisch/vereine/<key:club_id>/code")
def renew(club_id: str) -> AnyResponse:
    """Give the club another code."""
    service.renew_code(the_house(), who(), club_id)
    return redirect(url_for("desk_clubs.page", club_id=club_id, _anchor="code"), 303)


@clubs.post("/schreibtisch/vereine/<key:club_id>/haeuser")
def hall(club_id: str) -> AnyResponse:
    """Enter a hall with its quota, or take it away, as the button says."""
    house, form = the_house(), read_club_hall_form(request.form)
    try:
        if request.form.get("was") == "streichen":
            service.drop_hall(house, who(), club_id, form.venue)
        else:
            service.enter_hall(house, who(), club_id, form.venue, to_quota(form))
    except RequestRefused as error:
        return _show(club_id, Mistakes.of(error), status_of(error), form)
    return redirect(url_for("desk_clubs.page", club_id=club_id, _anchor="haeuser"), 303)


def _town_id(slug: str) -> str:
    towns = [town.municipality for town in service.list_clubs(the_house(), who())]
    return chosen_town(towns, slug).id


def _show_all(mistakes: Mistakes | None = None, status: int = 200) -> Response:
    towns = service.list_clubs(the_house(), who())
    typed = ClubForm(**{name: request.form.get(name, "") for name in ClubForm.__slots__})
    shown = render_template("desk/clubs.html", towns=towns, form=typed, mistakes=mistakes or Mistakes())
    return keep_private(make_response(shown, status))


def _show(
    club_id: str, mistakes: Mistakes | None = None, status: int = 200, hall_form: ClubHallForm | None = None
) -> Response:
    found = service.open_club(the_house(), who(), club_id)
    shown = render_template(
        "desk/club.html",
        page=found,
        club=found.club,
        form=hall_form or ClubHallForm(),
        mistakes=mistakes or Mistakes(),
        purposes=PURPOSES,
        purpose_words=PURPOSE_WORDS,
        units=UNITS,
        unit_words=UNIT_WORDS,
        public_url=the_house().policy.public_url,
    )
    return keep_private(make_response(shown, status))
