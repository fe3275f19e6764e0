"""Deciding about a request from a mail: looking shows it, pressing a button decides."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import AlreadyDecided, NotPermitted
from booking_server.services.requests import mail_decisions
from booking_server.services.series import series_mail_decisions
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

decide = Blueprint("decide", __name__)

LONGEST_REASON = 500
LONGEST_COUNT = 10
DONE = "Danke! Ihre Entscheidung ist gespeichert."
YES = {"zusagen": True, "absagen": False}


@decide.get("/entscheiden/<sealed>")
def look(sealed: str) -> Response:
    """Show the request, and whether it still waits. Mail scanners come here and change nothing."""
    return _show(sealed)


@decide.post("/entscheiden/<sealed>")
def act(sealed: str) -> AnyResponse:
    """Say yes or no, as the button says, and show what then stands."""
    yes, reason = _said()
    try:
        found = mail_decisions.decide(the_house(), sealed, yes=yes, reason=reason, seen=_seen())
    except AlreadyDecided as error:
        return _show(sealed, error.message, 409)
    except NotPermitted as error:
        return _show(sealed, error.message, 403)
    return _show(sealed) if found.is_late else _show(sealed, DONE, done=True)


@decide.get("/entscheiden/serien/<sealed>")
def look_series(sealed: str) -> Response:
    """Show the series with every date that waits. Mail scanners come here and change nothing."""
    return _show_series(sealed)


@decide.post("/entscheiden/serien/<sealed>")
def act_series(sealed: str) -> AnyResponse:
    """Say yes or no to the whole series, and show what then stands."""
    yes, reason = _said()
    try:
        found = series_mail_decisions.decide(the_house(), sealed, yes=yes, reason=reason)
    except AlreadyDecided as error:
        return _show_series(sealed, error.message, 409)
    except NotPermitted as error:
        return _show_series(sealed, error.message, 403)
    return _show_series(sealed) if found.is_late else _show_series(sealed, DONE, done=True)


def _seen() -> int | None:
    """Return which state of the request the page showed; a page of before has none to say."""
    said = request.form.get("stand", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < LONGEST_COUNT else None


def _said() -> tuple[bool, str]:
    """Return what the button and the message say."""
    yes = YES.get(request.form.get("entscheidung", ""))
    if yes is None:
        abort(400)
    return yes, one_line(request.form.get("reason", ""))[:LONGEST_REASON]


def _show(sealed: str, message: str = "", status: int = 200, *, done: bool = False) -> Response:
    found = mail_decisions.look(the_house(), sealed)
    shown = render_template("decide/page.html", found=found, message=message, done=done)
    return keep_private(make_response(shown, status))


def _show_series(sealed: str, message: str = "", status: int = 200, *, done: bool = False) -> Response:
    found = series_mail_decisions.look(the_house(), sealed)
    shown = render_template("decide/series.html", found=found, message=message, done=done)
    return keep_private(make_response(shown, status))
