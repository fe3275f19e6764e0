"""Signing in with a passkey: its page needs a script, for browsers offer no form for it."""

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import PasskeyRefused
from booking_server.publishing.problems import status_of
from booking_server.services.people import passkeys as service
from booking_server.web import signed_in
from booking_server.web.headers import keep_private, with_script
from booking_server.web.the_house import the_house

passkeys = Blueprint("passkeys", __name__)


@passkeys.get("/anmelden/passkey")
def page() -> Response:
    """Offer to sign in with a passkey; say why, to who is signed in without."""
    return _show()


@passkeys.post("/anmelden/passkey/frage")
def ask() -> Response:
    """Tell the page's script what to ask the authenticator."""
    return keep_private(jsonify(service.ask_to_sign_in(the_house(), signed_in.browser())))


@passkeys.post("/anmelden/passkey")
def enter() -> AnyResponse:
    """Sign in with the authenticator's answer and lead to where the person was going."""
    wanted = signed_in.wanted()
    try:
        session = service.sign_in(
            the_house(),
            signed_in.browser(),
            request.form.get("antwort", ""),
            device=signed_in.device(),
            replaces=signed_in.session_id(),
        )
    except PasskeyRefused as error:
        return _show(error.message, status_of(error))
    signed_in.enter(session)
    return redirect(wanted, 303)


def _show(mistake: str = "", status: int = 200) -> Response:
    known = signed_in.who_is_it(the_house())
    shown = render_template("sign_in/passkey.html", known=known, mistake=mistake)
    return with_script(keep_private(make_response(shown, status)))
