"""Codes held for good, at the desk: who has one, until when, where it lies; give, renew, replace, block."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import HolderRefused
from booking_server.notices.holder_slips import slip_pdf, title_of
from booking_server.publishing.problems import status_of
from booking_server.services.holders import holder_pages
from booking_server.services.holders import holders as service
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private, pdf_answer
from booking_server.web.the_house import the_house

holders = Blueprint("desk_holders", __name__)


@holders.get("/schreibtisch/dauer-codes")
def overview() -> Response:
    """Show the halls at which the person gives codes."""
    halls = holder_pages.halls_of(the_house(), who())
    return keep_private(make_response(render_template("desk/holder_halls.html", halls=halls)))


@holders.get("/schreibtisch/dauer-codes/<slug:slug>")
def hall(slug: str) -> Response:
    """Show who holds a code at a hall, and the forms to give one."""
    return _show(slug)


@holders.post("/schreibtisch/dauer-codes/<slug:slug>")
def give(slug: str) -> AnyResponse:
    """Give a person a code, and show it."""
    person_id = one_line(request.form.get("person", ""))[:32]
    try:
        code = service.give(the_house(), who(), slug, person_id)
    except HolderRefused as error:
        return _show(slug, Mistakes.of(error), status_of(error))
    return _to_slip(code.id)


@holders.post("/schreibtisch/dauer-codes/<slug:slug>/feuerwehr")
def brigade(slug: str) -> AnyResponse:
    """Make a code for the fire brigade's envelope, and show it."""
    name = one_line(request.form.get("name", ""))
    try:
        code = service.give_brigade(the_house(), who(), slug, name=name)
    except HolderRefused as error:
        return _show(slug, Mistakes.of(error), status_of(error), name=name)
    return _to_slip(code.id)


@holders.get("/schreibtisch/dauer-code/<key:holder_id>")
def given(holder_id: str) -> Response:
    """Show a code in large type to whoever has just given it."""
    shown = holder_pages.show_given(the_house(), who(), holder_id)
    return keep_private(make_response(render_template("desk/holder_given.html", shown=shown)))


@holders.get("/schreibtisch/dauer-code/<key:holder_id>.pdf")
def slip(holder_id: str) -> Response:
    """Return the slip in large print."""
    shown = holder_pages.show_given(the_house(), who(), holder_id)
    return pdf_answer(slip_pdf(shown), title_of(shown))


@holders.post("/schreibtisch/dauer-code/<key:holder_id>")
def act(holder_id: str) -> AnyResponse:
    """Renew, replace or block a code, as the button says."""
    house, wanted = the_house(), request.form.get("tun", "")
    slug = holder_pages.hall_of(house, who(), holder_id)
    try:
        if wanted == "ersetzen":
            return _to_slip(service.replace_code(house, who(), holder_id).id)
        if wanted == "verlaengern":
            service.renew(house, who(), holder_id)
        elif wanted == "sperren":
            service.revoke(house, who(), holder_id)
    except HolderRefused as error:
        return _show(slug, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_holders.hall", slug=slug), 303)


def _to_slip(code_id: str) -> AnyResponse:
    return redirect(url_for("desk_holders.given", holder_id=code_id), 303)


def _show(slug: str, mistakes: Mistakes | None = None, status: int = 200, *, name: str = "") -> Response:
    found = holder_pages.open_hall(the_house(), who(), slug)
    people = [(person.id, person.name) for person in found.candidates]
    shown = render_template(
        "desk/holders.html", found=found, people=people, name=name, mistakes=mistakes or Mistakes()
    )
    return keep_private(make_response(shown, status))
