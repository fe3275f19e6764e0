"""Saying by a mailed link that a code is still needed: looking changes nothing, the button renews."""

from flask import Blueprint, Response, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import HolderRefused
from booking_server.services.holders import holder_pages, holders
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

holder_link = Blueprint("holder_link", __name__)


@holder_link.get("/dauer-code/<sealed>")
def look(sealed: str) -> Response:
    """Show which code it is and until when. Mail scanners come here and change nothing."""
    return _show(sealed)


@holder_link.post("/dauer-code/<sealed>")
def renew(sealed: str) -> AnyResponse:
    """Renew the code, once."""
    view, person, is_open = holder_pages.look_at_renewal(the_house(), sealed)
    if not is_open:
        return _show(sealed, status=409)
    try:
        holders.renew(the_house(), person, view.code.id)
    except HolderRefused as error:
        return _show(sealed, mistake=error.message, status=409)
    return _show(sealed, done=True)


def _show(sealed: str, *, mistake: str = "", done: bool = False, status: int = 200) -> Response:
    view, _, is_open = holder_pages.look_at_renewal(the_house(), sealed)
    shown = render_template("holder/renew.html", view=view, is_open=is_open, done=done, mistake=mistake)
    return keep_private(make_response(shown, status))
