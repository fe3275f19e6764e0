"""For technicians: whether a door is reached over LoRaWAN, by which name, and how far that thread holds."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import LoraInvalid
from booking_server.domain.lora import FRAMES_A_DAY
from booking_server.publishing.problems import status_of
from booking_server.services.lora import lora_desk
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

lora = Blueprint("desk_lora", __name__)

ADDRESS = "/schreibtisch/tueren/<slug:door_id>/lora"
LONGEST = 40


@lora.get(ADDRESS)
def page(door_id: str) -> Response:
    """Show a door's place in the network and what became of the last frames."""
    return _page(door_id)


@lora.post(ADDRESS)
def save(door_id: str) -> AnyResponse:
    """Store the name, and switch the way on or off."""
    dev_eui = one_line(request.form.get("dev_eui", ""))[:LONGEST]
    is_on = request.form.get("is_on") == "1"
    try:
        lora_desk.save(the_house(), who(), door_id, dev_eui=dev_eui, is_on=is_on)
    except LoraInvalid as error:
        return _page(door_id, {"dev_eui": dev_eui, "is_on": is_on}, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_lora.page", door_id=door_id, gespeichert=1), 303)


@lora.post(f"{ADDRESS}/nochmal")
def again(door_id: str) -> AnyResponse:
    """Begin anew with a door that was given up."""
    lora_desk.try_again(the_house(), who(), door_id)
    return redirect(url_for("desk_lora.page", door_id=door_id, nochmal=1), 303)


def _page(
    door_id: str,
    typed: dict[str, object] | None = None,
    mistakes: Mistakes | None = None,
    status: int = 200,
) -> Response:
    found = lora_desk.open_page(the_house(), who(), door_id)
    shown = render_template(
        "desk/door_lora.html",
        page=found,
        typed=typed or found.known,
        mistakes=mistakes or Mistakes(),
        frames_a_day=FRAMES_A_DAY,
        is_saved="gespeichert" in request.args,
        is_tried_again="nochmal" in request.args,
    )
    return keep_private(make_response(shown, status))
