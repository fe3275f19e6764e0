"""For the Ortsvorsteher and the clerk: closing a hall, and the election days of the municipality."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import NotPermitted, RequestRefused, RuleBroken
from booking_server.domain.people import Deed
from booking_server.publishing.problems import status_of
from booking_server.services.halls import blackouts as service
from booking_server.services.halls import halls
from booking_server.services.halls.blackouts import BookingsInTheWay
from booking_server.services.halls.hall_rules import editable_halls
from booking_server.web.desk.who import who
from booking_server.web.forms.blackout_form import (
    BlackoutForm,
    read_blackout,
    read_day,
    to_period,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

blackouts = Blueprint("blackouts", __name__)


@blackouts.get("/schreibtisch/sperrzeiten")
def show() -> Response:
    """Show what is closed, what elections come, and the forms to enter more."""
    return _page(BlackoutForm())


@blackouts.post("/schreibtisch/sperrzeiten")
def close() -> AnyResponse:
    """Close a hall, or show what is in the way."""
    typed = read_blackout(request.form)
    try:
        service.close(
            the_house(),
            who(),
            typed.hall,
            to_period(typed),
            reason=typed.reason,
            space_slugs=typed.spaces,
        )
    except BookingsInTheWay as refused:
        return _page(typed, Mistakes.of(refused), in_the_way=refused, status=409)
    except (RuleBroken, RequestRefused) as error:
        return _page(typed, Mistakes.of(error), status=422)
    return redirect(url_for("blackouts.show", gespeichert="1"), 303)


@blackouts.post("/schreibtisch/sperrzeiten/<key:booking_id>/aufheben")
def reopen(booking_id: str) -> AnyResponse:
    """End a blackout."""
    try:
        service.reopen(the_house(), who(), booking_id)
    except RuleBroken as error:
        return _page(BlackoutForm(), Mistakes.of(error), status=status_of(error))
    return redirect(url_for("blackouts.show"), 303)


@blackouts.post("/schreibtisch/sperrzeiten/<key:booking_id>/verkuerzen")
def shorten(booking_id: str) -> AnyResponse:
    """Let a blackout end sooner."""
    typed = {"id": booking_id, "day": one_line(request.form.get("last_day", ""))}
    try:
        service.shorten(the_house(), who(), booking_id, read_date(typed["day"]))
    except RuleBroken as error:
        mistakes = Mistakes.of(error).renamed({"last_day": f"last-day-{booking_id}"})
        return _page(BlackoutForm(), mistakes, shortened=typed, status=status_of(error))
    return redirect(url_for("blackouts.show"), 303)


@blackouts.post("/schreibtisch/wahltage")
def election() -> AnyResponse:
    """Enter an election day, or take it back, as the button says."""
    house, town = the_house(), request.form.get("municipality", "")
    try:
        day = read_day(request.form.get("day", ""))
        if request.form.get("tun") == "entfernen":
            service.remove_election(house, who(), town, day)
        else:
            service.enter_election(house, who(), town, day, request.form.get("name", "")[:120])
    except RuleBroken as error:
        return _page(BlackoutForm(), Mistakes.of(error), elected=request.form, status=422)
    return redirect(url_for("blackouts.show", _anchor="wahlen"), 303)


def _page(
    form: BlackoutForm,
    mistakes: Mistakes | None = None,
    *,
    in_the_way: BookingsInTheWay | None = None,
    elected: MultiDict[str, str] | None = None,
    shortened: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    house, person = the_house(), who()
    venues = editable_halls(house, person, Deed.MANAGE_BLACKOUTS)
    if not venues:
        raise NotPermitted("Sperrzeiten trägt ein, wer ein Haus verwaltet.")
    towns = [
        town for town in halls.municipalities(house) if person.may_everywhere(Deed.MANAGE_BLACKOUTS, town.id)
    ]
    shown = render_template(
        "desk/blackouts.html",
        form=form,
        mistakes=mistakes or Mistakes(),
        in_the_way=in_the_way,
        elected=elected or {},
        shortened=shortened or {},
        venues=venues,
        towns=towns,
        closed=service.coming_blackouts(house, person),
        elections=service.coming_elections(house, person),
        saved=request.args.get("gespeichert") == "1",
    )
    return keep_private(make_response(shown, status))
