"""A simulated door to type at, with switches that cut its network and its power.

The page works with forms; programs and tests use the JSON addresses beside it.
"""

import time
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.publishing.json_input import json_object
from booking_server.publishing.problems import problem
from booking_server.services.halls import halls
from booking_server.web.demo.control import DoorSilent, ask_door
from booking_server.web.demo.door_words import lamp, said, strike_pulses, waiting_events
from booking_server.web.forms.text import one_line
from booking_server.web.the_house import the_house, the_settings

doors = Blueprint("demo_doors", __name__, url_prefix="/demo/tueren/<slug:slug>")

LONGEST_KEYS = 64
LONGEST_SCAN = 1024
SCANNER_PAUSE_S = 1.1
UNKNOWN_DOOR = "unknown door"  # the simulator's words


@doors.get("")
def page(slug: str) -> str:
    """Show the door: keypad, scanner, lamp, strike and switches."""
    venue = halls.find(the_house(), slug)
    state = _ask(slug, "state")
    return render_template(
        "demo/door.html",
        venue=venue,
        state=state,
        pulses=strike_pulses(state),
        lamp=lamp(state),
        waiting=waiting_events(state),
    )


@doors.post("")
def act(slug: str) -> AnyResponse:
    """Do what one of the page's buttons says and show the door again."""
    keys = one_line(request.form.get("keys", ""))[:LONGEST_KEYS].replace(" ", "")
    if keys and request.form.get("enter"):
        keys = keys.rstrip("#") + "#"
    if keys:
        flash(said(_ask(slug, "keys", keys=keys)), "door")
    elif scan_text := request.form.get("scan", "").strip()[:LONGEST_SCAN]:
        flash(said(_scan(slug, scan_text)), "door")
    elif request.form.get("network") in ("0", "1"):
        _ask(slug, "network", online=request.form["network"] == "1")
    elif request.form.get("power") in ("0", "1"):
        _ask(slug, "power", on=request.form["power"] == "1")
    return redirect(url_for("demo_doors.page", slug=slug), 303)


@doors.post("/tasten")
def keys(slug: str) -> Response:
    """Type keys: `{"keys": "12345671#"}`."""
    return jsonify(_ask(slug, "keys", keys=_member("keys", str)))


@doors.post("/scan")
def scan(slug: str) -> Response:
    """Hold a QR code before the scanner: `{"text": "…"}`."""
    return jsonify(_scan(slug, str(_member("text", str))))


@doors.post("/netz")
def network(slug: str) -> Response:
    """Cut or mend the hall's network: `{"online": false}`."""
    return jsonify(_ask(slug, "network", online=_member("online", bool)))


@doors.post("/strom")
def power(slug: str) -> Response:
    """Cut or restore the door's power: `{"on": false}`."""
    return jsonify(_ask(slug, "power", on=_member("on", bool)))


@doors.post("/uhr")
def clock(slug: str) -> Response:
    """Shift what the door believes the time is: `{"offset_s": 3600}`."""
    return jsonify(_ask(slug, "clock", offset_s=_member("offset_s", int)))


@doors.get("/zustand")
def state(slug: str) -> Response:
    """Return the door's state."""
    return jsonify(_ask(slug, "state"))


@doors.errorhandler(DoorSilent)
def silent(error: DoorSilent) -> AnyResponse | tuple[str, int]:
    """Say that the simulated door does not answer."""
    detail = "Die Vorführ-Tür antwortet nicht. Vielleicht startet sie noch."
    if request.endpoint not in ("demo_doors.page", "demo_doors.act"):
        return problem(503, detail=detail, code="door-silent", cause=str(error))
    return render_template("demo/silent.html", detail=detail), 503


def _ask(slug: str, op: str, **arguments: object) -> dict[str, Any]:
    answer = ask_door(the_settings().demo_control, slug, op, **arguments)
    if answer.get("error") == UNKNOWN_DOOR:
        abort(404)
    return answer


def _scan(slug: str, text: str) -> dict[str, Any]:
    """Hold a picture before the scanner. It reads one a second, so who was too quick waits."""
    answer = _ask(slug, "scan", text=text)
    if answer.get("reason") == "throttled":
        time.sleep(SCANNER_PAUSE_S)
        answer = _ask(slug, "scan", text=text)
    return answer


def _member(name: str, kind: type) -> object:
    """Return one member of the JSON sent. JSON only: another site's form cannot send it."""
    if not request.is_json:
        abort(415)
    value = (json_object(request) or {}).get(name)
    if type(value) is not kind:
        abort(400)
    return value
