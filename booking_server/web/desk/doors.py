"""For the people of a hall: how its doors are, what the next booking can count on, the courier's files."""

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.coverage import COVERAGE_WORDS
from booking_server.domain.errors import CourierRefused
from booking_server.domain.people import Deed
from booking_server.services.doors import couriers, door_pages
from booking_server.services.doors.couriers import Carried
from booking_server.services.lora import bridges
from booking_server.web.desk.who import who
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from lock_agent.contract.courier import LONGEST

doors = Blueprint("desk_doors", __name__)


@doors.get("/schreibtisch/tueren")
def overview() -> Response:
    """Show the doors of the person's halls."""
    return _show()


@doors.get("/schreibtisch/tueren/<slug:door_id>")
def page(door_id: str) -> Response:
    """Show one door."""
    found, events = door_pages.open_door(the_house(), who(), door_id)
    place = {"municipality_id": found.venue.municipality_id, "venue_id": found.venue.id}
    shown = render_template(
        "desk/door.html",
        page=found,
        events=events,
        coverage=COVERAGE_WORDS,
        may_enrol=who().may(Deed.ENROL_DOOR, **place),
        may_open=who().may(Deed.OPEN_REMOTELY, **place),
    )
    return keep_private(make_response(shown))


@doors.get("/schreibtisch/tueren/<slug:door_id>/tasche")
def bag(door_id: str) -> Response:
    """Return the file to be carried to a door."""
    answer = Response(couriers.pack(the_house(), who(), door_id), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="zur-tuer-{door_id}.dgh"'
    return keep_private(answer)


@doors.post("/schreibtisch/tueren")
def take() -> Response:
    """Store what was carried from a door."""
    upload = request.files.get("bag")
    raw = upload.read(LONGEST + 1) if upload else b""
    try:
        if not raw:
            raise CourierRefused("Bitte wählen Sie die Datei von der Tür aus.")
        return _show(couriers.take(the_house(), who(), raw))
    except CourierRefused as error:
        return _show(mistake=error.message, status=422)


def _show(carried: Carried | None = None, *, mistake: str = "", status: int = 200) -> Response:
    shown = render_template(
        "desk/doors.html",
        pages=door_pages.doors_of_person(the_house(), who()),
        coverage=COVERAGE_WORDS,
        bridges=bridges.bridges_of_person(the_house(), who()),
        carried=carried,
        mistake=mistake,
        may_enrol=who().may_somewhere(Deed.ENROL_DOOR),
    )
    return keep_private(make_response(shown, status))
