"""For everybody at the desk: adding, naming and removing their passkeys."""

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import LastPasskey, PasskeyRefused
from booking_server.publishing.problems import status_of
from booking_server.services.people import passkeys as service
from booking_server.web import signed_in
from booking_server.web.headers import keep_private, with_script
from booking_server.web.signed_in import myself
from booking_server.web.the_house import the_house

own_passkeys = Blueprint("own_passkeys", __name__)


@own_passkeys.get("/schreibtisch/anmeldung/passkey")
def new() -> Response:
    """Offer to add a passkey, or say what is in the way."""
    return _show_new()


@own_passkeys.post("/schreibtisch/anmeldung/passkey/frage")
def ask() -> Response:
    """Tell the page's script what to ask the authenticator."""
    return keep_private(jsonify(service.ask_to_add(the_house(), myself(), signed_in.browser())))


@own_passkeys.post("/schreibtisch/anmeldung/passkey")
def add() -> AnyResponse:
    """Add the passkey the authenticator made; the session is then one signed in with it."""
    name = request.form.get("name", "") or signed_in.device()
    wanted = signed_in.wanted()
    try:
        session = service.add(
            the_house(),
            myself(),
            signed_in.browser(),
            request.form.get("antwort", ""),
            name=name,
            device=signed_in.device(),
            replaces=signed_in.session_id() or "",
        )
    except PasskeyRefused as error:
        return _show_new(error.message, status_of(error))
    signed_in.enter(session)
    return redirect(wanted if wanted != "/schreibtisch" else url_for("own_sign_in.page"), 303)


@own_passkeys.get("/schreibtisch/anmeldung/passkeys/<key:passkey_id>")
def look(passkey_id: str) -> Response:
    """Show one passkey with what can be done to it."""
    return _show(passkey_id)


@own_passkeys.post("/schreibtisch/anmeldung/passkeys/<key:passkey_id>")
def rename(passkey_id: str) -> AnyResponse:
    """Call the passkey something else."""
    service.rename(the_house(), myself(), passkey_id, request.form.get("name", ""))
    return redirect(url_for("own_sign_in.page"), 303)


@own_passkeys.post("/schreibtisch/anmeldung/passkeys/<key:passkey_id>/entfernen")
def remove(passkey_id: str) -> AnyResponse:
    """Remove the passkey; the last one only when the person says so."""
    said_yes = request.form.get("letzter") == "ja"
    try:
        service.remove(the_house(), myself(), passkey_id, said_yes=said_yes)
    except (LastPasskey, PasskeyRefused) as error:
        return _show(passkey_id, error.message, status_of(error))
    return redirect(url_for("own_sign_in.page"), 303)


def _show_new(mistake: str = "", status: int = 200) -> Response:
    refused = service.may_add(the_house(), myself())
    shown = render_template("desk/passkey_new.html", me=myself(), refused=refused, mistake=mistake)
    return with_script(keep_private(make_response(shown, status)))


def _show(passkey_id: str, mistake: str = "", status: int = 200) -> Response:
    house, me = the_house(), myself()
    shown = render_template(
        "desk/passkey.html",
        passkey=service.find_own(house, me, passkey_id),
        is_last=len(service.list_own(house, me)) == 1,
        me=me,
        mistake=mistake,
    )
    return keep_private(make_response(shown, status))
