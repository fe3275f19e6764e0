"""For technicians and clerks: hanging up a device, giving a door another one, shutting a lost one out."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.enrolments import MOST_WRONG_CODES
from booking_server.domain.errors import EnrolmentRefused, ReleaseRefused
from booking_server.services.doors import enrolments as service
from booking_server.services.doors import provisioning
from booking_server.services.doors.enrolments import Minted
from booking_server.web.desk.who import who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house, the_shelf

enrolment = Blueprint("desk_enrolment", __name__, url_prefix="/schreibtisch/geraete")

LONGEST_NAME = 80
PROFILES = (
    ("a", "Türöffner mit Panikbeschlag (Profil A, der übliche Fall)"),
    ("b", "Elektrische Verriegelung im Fluchtweg (Profil B)"),
    ("c", "Magnet, kein Fluchtweg (Profil C)"),
)
ENROLMENT = "/<slug:slug>/<string(length=64):enrolment_id>"


@enrolment.get("")
def overview() -> Response:
    """Show the halls where the person may hang up devices."""
    return _page("desk/devices.html", halls=service.halls_of(the_house(), who()))


@enrolment.get("/<slug:slug>")
def hall(slug: str) -> Response:
    """Show what is under way at a hall, and how to begin."""
    return _hall(slug)


@enrolment.post("/<slug:slug>")
def begin(slug: str) -> Response:
    """Make a token for a new device and show it, once."""
    name = one_line(request.form.get("name", ""))[:LONGEST_NAME]
    try:
        return _token(service.mint(the_house(), who(), slug, name=name))
    except EnrolmentRefused as error:
        return _hall(slug, mistake=error.message, status=422)


@enrolment.post("/<slug:slug>/paket")
def bundle(slug: str) -> Response:
    """Give out the files for a fresh card, for the token that was just shown."""
    typed, profile = request.form.get("token", "")[:64], request.form.get("profile", "")
    try:
        packed = provisioning.for_token(the_house(), who(), slug, typed, the_shelf(), profile=profile)
    except (EnrolmentRefused, ReleaseRefused) as error:
        return _hall(slug, mistake=error.message, status=409)
    answer = Response(packed, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="einrichtung-{slug}.zip"'
    return keep_private(answer)


@enrolment.post("/<slug:door_id>/ersetzen")
def replace(door_id: str) -> Response:
    """Make a token for another device of a door and show it, once."""
    return _token(service.mint_replacement(the_house(), who(), door_id))


@enrolment.post(f"{ENROLMENT}/vergleichen")
def compare(slug: str, enrolment_id: str) -> AnyResponse:
    """Take the code the device shows."""
    typed = request.form.get("code", "")[:20]
    try:
        decided = service.compare(the_house(), who(), enrolment_id, typed)
    except EnrolmentRefused as error:
        return _hall(slug, mistake=error.message, status=409)
    if decided.confirmed_at is not None:
        return redirect(url_for("desk_doors.page", door_id=decided.door_id), 303)
    left = MOST_WRONG_CODES - decided.wrong_codes
    words = (
        f"Sie können es noch {left}-mal versuchen."
        if left
        else "Die Anmeldung ist beendet. Beginnen Sie neu."
    )
    return _hall(slug, mistake=f"Das ist nicht der Code, den dieses Gerät zeigt. {words}", status=422)


@enrolment.post(f"{ENROLMENT}/beenden")
def end(slug: str, enrolment_id: str) -> AnyResponse:
    """End what is under way."""
    try:
        service.end(the_house(), who(), enrolment_id)
    except EnrolmentRefused as error:
        return _hall(slug, mistake=error.message, status=409)
    return redirect(url_for("desk_enrolment.hall", slug=slug), 303)


@enrolment.get("/<slug:door_id>/sperren")
def ask_revoke(door_id: str) -> Response:
    """Say what shutting a device out means."""
    door, venue = service.door_of(the_house(), who(), door_id)
    return _page("desk/device_revoke.html", door=door, venue=venue)


@enrolment.post("/<slug:door_id>/sperren")
def revoke(door_id: str) -> AnyResponse:
    """Shut a device out."""
    service.revoke(the_house(), who(), door_id)
    return redirect(url_for("desk_doors.page", door_id=door_id), 303)


def _hall(slug: str, *, mistake: str = "", status: int = 200) -> Response:
    venue, under_way = service.enrolments_of(the_house(), who(), slug)
    now = the_house().clock()
    return _page("desk/device_hall.html", status, venue=venue, under_way=under_way, mistake=mistake, now=now)


def _token(minted: Minted) -> Response:
    address = the_house().policy.public_url
    return _page(
        "desk/device_token.html",
        minted=minted,
        server_url=address,
        profiles=PROFILES,
        has_bundle=provisioning.is_possible(the_shelf()),
    )


def _page(template: str, status: int = 200, **values: object) -> Response:
    return keep_private(make_response(render_template(template, **values), status))
