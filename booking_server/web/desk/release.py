"""Opening a door from the desk, for whoever stands before it and is on the telephone."""

import time

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.services import remote_release as service
from booking_server.web.desk.who import who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

release = Blueprint("desk_release", __name__)

LONGEST_REASON = 200
PATIENCE_S, PAUSE_S = 4.0, 0.1
NO_REASON = "Bitte schreiben Sie, wer vor der Tür steht und warum. Das bleibt im Protokoll des Hauses."


@release.get("/schreibtisch/tueren/<slug:door_id>/oeffnen")
def ask(door_id: str) -> Response:
    """Ask for the reason; nothing happens yet."""
    return _form(door_id)


@release.post("/schreibtisch/tueren/<slug:door_id>/oeffnen")
def open_now(door_id: str) -> AnyResponse:
    """Send the command, wait a moment for the door's answer, show what is known."""
    why = one_line(request.form.get("why", ""))[:LONGEST_REASON]
    if not why:
        return _form(door_id, mistake=NO_REASON, status=422)
    try:
        command = service.open_now(the_house(), who(), door_id, why=why)
    except TransitionNotAllowed as error:
        return _form(door_id, why=why, mistake=error.message, status=409)
    _wait_for_the_door(command.id)
    return redirect(url_for("desk_release.look", door_id=door_id, command_id=command.id), 303)


@release.get("/schreibtisch/tueren/<slug:door_id>/oeffnen/<key:command_id>")
def look(door_id: str, command_id: str) -> Response:
    """Show what is known of a command: what the door answered, never what was hoped."""
    command, door, venue = service.look(the_house(), who(), command_id)
    now = the_house().clock()
    shown = render_template("desk/released.html", command=command, door=door, venue=venue, now=now)
    return keep_private(make_response(shown))


def _wait_for_the_door(command_id: str) -> None:
    house, person, ends = the_house(), who(), time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if service.look(house, person, command_id)[0].is_final(house.clock()):
            return
        time.sleep(PAUSE_S)


def _form(door_id: str, *, why: str = "", mistake: str = "", status: int = 200) -> Response:
    door, venue, is_online = service.door_for(the_house(), who(), door_id)
    shown = render_template(
        "desk/release.html",
        door=door,
        venue=venue,
        is_online=is_online,
        why=why,
        mistake=mistake,
        away=service.AWAY,
    )
    return keep_private(make_response(shown, status))
