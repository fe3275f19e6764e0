"""Naming a deputy for a hall, and ending that."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import DeputyRefused
from booking_server.publishing.problems import status_of
from booking_server.services.desk import deputies as service
from booking_server.services.requests import mail_wishes
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

deputies = Blueprint("desk_deputies", __name__)

FIELDS = ("venue", "name", "email", "last_day")


@deputies.get("/schreibtisch/vertretung")
def overview() -> Response:
    """Show who stands in for whom, and the form."""
    return _show(dict.fromkeys(FIELDS, ""))


@deputies.post("/schreibtisch/vertretung")
def name() -> AnyResponse:
    """Name a deputy."""
    typed = {field: one_line(request.form.get(field, "")) for field in FIELDS}
    try:
        service.name_deputy(
            the_house(),
            who(),
            typed["venue"],
            name=typed["name"],
            email=typed["email"],
            last_day=read_date(typed["last_day"]),
        )
    except DeputyRefused as error:
        return _show(typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_deputies.overview"), 303)


@deputies.post("/schreibtisch/vertretung/<key:grant_id>/ende")
def end(grant_id: str) -> AnyResponse:
    """End a deputy's right."""
    service.end_deputy(the_house(), who(), grant_id)
    return redirect(url_for("desk_deputies.overview"), 303)


@deputies.post("/schreibtisch/post")
def mail() -> AnyResponse:
    """Keep whether the person wants every request by mail at once."""
    mail_wishes.set_mail_at_once(the_house(), who(), wanted=request.form.get("sofort") == "1")
    return redirect(url_for("desk_deputies.overview"), 303)


def _show(typed: dict[str, str], mistakes: Mistakes | None = None, status: int = 200) -> Response:
    house, person = the_house(), who()
    found = service.open_deputies(house, person)
    shown = render_template(
        "desk/deputies.html",
        found=found,
        halls=[(venue.slug, venue.name) for venue in found.venues],
        typed=typed,
        mistakes=mistakes or Mistakes(),
        at_once=mail_wishes.wants_mail_at_once(house, person),
    )
    return keep_private(make_response(shown, status))
