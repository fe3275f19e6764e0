"""For everybody at the desk: the devices they are signed in on."""

from flask import Blueprint, Response, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.sign_ins import WAY_WORDS
from booking_server.services.people import passkeys, sessions
from booking_server.web.headers import keep_private
from booking_server.web.signed_in import myself
from booking_server.web.the_house import the_house

own_sign_in = Blueprint("own_sign_in", __name__)


@own_sign_in.get("/schreibtisch/anmeldung")
def page() -> Response:
    """Show devices and passkeys of the person."""
    house, me = the_house(), myself()
    shown = render_template(
        "desk/own_sign_in.html",
        me=me,
        sessions=sessions.list_own(house, me),
        passkeys=passkeys.list_own(house, me),
        refused=passkeys.may_add(house, me),
        way_words=WAY_WORDS,
    )
    return keep_private(make_response(shown))


@own_sign_in.post("/schreibtisch/anmeldung/geraete/<key:session_key>")
def end_session(session_key: str) -> AnyResponse:
    """Sign one device out; when it is this one, leave."""
    me = myself()
    sessions.end_own(the_house(), me, session_key)
    if session_key == me.session.key:
        session.clear()
        return redirect(url_for("public.start"), 303)
    return redirect(url_for("own_sign_in.page"), 303)


@own_sign_in.post("/schreibtisch/anmeldung/andere")
def end_others() -> AnyResponse:
    """Sign all other devices out."""
    sessions.end_others(the_house(), myself())
    return redirect(url_for("own_sign_in.page"), 303)
