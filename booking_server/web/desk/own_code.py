"""Somebody's own codes: where they lie and until when; the digits only after signing in anew."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.services.holders import holder_pages
from booking_server.services.people import sign_in as sign_in_service
from booking_server.web import signed_in
from booking_server.web.desk.who import who
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

own_code = Blueprint("own_code", __name__)


@own_code.get("/schreibtisch/mein-code")
def page() -> Response:
    """Show the person's own codes without digits."""
    return _show()


@own_code.post("/schreibtisch/mein-code")
def show() -> AnyResponse:
    """Show the digits to whoever signed in just now; a session that lies open for weeks is no proof."""
    if not signed_in.is_fresh(the_house()):
        return redirect(url_for("own_code.page", nochmal="1"), 303)
    digits = {one.view.code.id: one.digits for one in holder_pages.show_own(the_house(), who())}
    return _show(digits)


@own_code.post("/schreibtisch/mein-code/anmelden")
def confirm() -> AnyResponse:
    """Send the person a sign-in link, so that they prove once more who they are."""
    sign_in_service.request_link(the_house(), who().email)
    return redirect(url_for("own_code.page", gesendet="1"), 303)


def _show(digits: dict[str, str] | None = None) -> Response:
    shown = render_template(
        "desk/own_code.html",
        views=holder_pages.own(the_house(), who()),
        digits=digits or {},
        is_fresh=signed_in.is_fresh(the_house()),
        person=who(),
    )
    return keep_private(make_response(shown))
