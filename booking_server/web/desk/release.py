"""Opening a door from the desk, for whoever stands before it and is on the telephone; holding it open."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.commands import DoorCommand
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.services.doors import remote_release as service
from booking_server.web.desk.who import who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

release = Blueprint("desk_release", __name__)


@dataclass(frozen=True, slots=True)
class Act:
    """What can be asked of a door: the page that asks, the words on its button, what it does."""

    endpoint: str
    title: str
    lead: str


LONGEST_REASON = 200
PATIENCE_S, PAUSE_S = 4.0, 0.1
ACTS = {
    "unlatch": Act(
        "desk_release.ask",
        "Tür jetzt öffnen",
        "Die Tür geht einmal auf, für wenige Sekunden. Öffnen Sie nur, wenn Sie wissen, wer davorsteht.",
    ),
    "hold_open": Act(
        "desk_release.ask_hold_open",
        "Tür offen halten",
        "Bis zum Ende, das Sie wählen, öffnet die Taste # ohne Code, für jeden, der sie drückt. Das Schloss"
        " selbst bleibt zu und öffnet nur kurz.",
    ),
    "release": Act(
        "desk_release.ask_release",
        "Offenhalten beenden",
        "Danach braucht jedes Öffnen wieder einen Code. Die laufende Buchung kann die Tür nicht von sich aus"
        " wieder offen halten. Drinnen kommt jeder jederzeit hinaus.",
    ),
}
NO_REASON = "Bitte schreiben Sie, für wen und warum. Das bleibt stehen unter „Wer hat was getan“."


@release.get("/schreibtisch/tueren/<slug:door_id>/oeffnen")
def ask(door_id: str) -> Response:
    """Ask for the reason; nothing happens yet."""
    return _form("unlatch", door_id)


@release.post("/schreibtisch/tueren/<slug:door_id>/oeffnen")
def open_now(door_id: str) -> AnyResponse:
    """Send the command, wait a moment for the door's answer, show what is known."""
    return _send("unlatch", door_id, service.open_now)


@release.get("/schreibtisch/tueren/<slug:door_id>/offenhalten")
def ask_hold_open(door_id: str) -> Response:
    """Ask for the end and the reason; nothing happens yet."""
    return _form("hold_open", door_id)


@release.post("/schreibtisch/tueren/<slug:door_id>/offenhalten")
def hold_open(door_id: str) -> AnyResponse:
    """Send the command to hold the door open, and show what is known."""
    end = one_line(request.form.get("end", ""))
    return _send("hold_open", door_id, partial(service.hold_open, end=end))


@release.get("/schreibtisch/tueren/<slug:door_id>/sichern")
def ask_release(door_id: str) -> Response:
    """Ask for the reason; nothing happens yet."""
    return _form("release", door_id)


@release.post("/schreibtisch/tueren/<slug:door_id>/sichern")
def release_now(door_id: str) -> AnyResponse:
    """Send the command to hold the door open no more, and show what is known."""
    return _send("release", door_id, service.release)


@release.get("/schreibtisch/tueren/<slug:door_id>/oeffnen/<key:command_id>")
def look(door_id: str, command_id: str) -> Response:
    """Show what is known of a command: what the door answered, never what was hoped."""
    command, door, venue = service.look(the_house(), who(), command_id)
    now = the_house().clock()
    shown = render_template(
        "desk/released.html", command=command, door=door, venue=venue, now=now, act=ACTS[command.op]
    )
    return keep_private(make_response(shown))


def _send(op: str, door_id: str, send: Callable[..., DoorCommand]) -> AnyResponse:
    why = one_line(request.form.get("why", ""))[:LONGEST_REASON]
    if not why:
        return _form(op, door_id, mistake=NO_REASON, status=422)
    try:
        command = send(the_house(), who(), door_id, why=why)
    except TransitionNotAllowed as error:
        return _form(op, door_id, why=why, mistake=error.message, status=409)
    _wait_for_the_door(command.id)
    return redirect(url_for("desk_release.look", door_id=door_id, command_id=command.id), 303)


def _wait_for_the_door(command_id: str) -> None:
    house, person, ends = the_house(), who(), time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if service.look(house, person, command_id)[0].is_final(house.clock()):
            return
        time.sleep(PAUSE_S)


def _form(op: str, door_id: str, *, why: str = "", mistake: str = "", status: int = 200) -> Response:
    house, person = the_house(), who()
    door, venue, is_online = service.door_for(house, person, door_id)
    shown = render_template(
        "desk/release.html",
        act=ACTS[op],
        door=door,
        venue=venue,
        is_online=is_online,
        ends=service.ends_at(house, person, door_id) if op == "hold_open" else None,
        end=request.form.get("end", ""),
        why=why,
        mistake=mistake,
        away=service.AWAY,
        not_held=service.NOT_HELD,
    )
    return keep_private(make_response(shown, status))
