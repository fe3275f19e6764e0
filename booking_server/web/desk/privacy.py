"""For the clerk: telling somebody what is held about them, and erasing it when they ask for that."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.errors import NotPermitted, TransitionNotAllowed
from booking_server.domain.people import Deed
from booking_server.domain.privacy import Dossier, Erasure, Identity
from booking_server.domain.venues import Municipality
from booking_server.notices.dossier import TABLE_WORDS
from booking_server.services.halls import halls
from booking_server.services.operation import privacy as service
from booking_server.web.desk.who import chosen_town, who
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.privacy import send_dossier
from booking_server.web.the_house import the_house
from calendars.local_time import say_date, say_moment

privacy = Blueprint("desk_privacy", __name__)

LONGEST = 254
LONGEST_KEY, MOST_PICKED = 32, 500
CONTACTS = ("organizer_email", "organizer_phone", "contact_email", "contact_phone", "email")
WORDS = {
    "series": "Serie",
    "bookings": "Buchung",
    "waiting": "Warteliste",
    "clubs": "Verein",
    "people": "Zugang zum Schreibtisch",
}


@privacy.get("/schreibtisch/auskunft")
def ask() -> Response:
    """Ask whom it is about."""
    return _show(Identity())


@privacy.post("/schreibtisch/auskunft")
def look() -> Response:
    """Show what is held, or deliver it. Names stay out of addresses, so this is a POST."""
    house, person, town, identity = the_house(), who(), _town(), _identity()
    if identity.is_empty:
        return _show(identity, mistake="Bitte geben Sie mindestens eine der drei Angaben an.", status=422)
    mistake, status = "", 200
    if request.form.get("was") == "laden":
        try:
            return send_dossier(service.export(house, person, town.id, identity))
        except TransitionNotAllowed as error:
            mistake, status = error.message, 409
    dossier, plan = service.look_up(house, person, town.id, identity)
    return _show(identity, dossier=dossier, plan=plan, mistake=mistake, status=status)


@privacy.post("/schreibtisch/auskunft/loeschen")
def erase() -> Response:
    """Erase everything held, once nothing stands in the way."""
    house, person, town, identity = the_house(), who(), _town(), _identity()
    if identity.is_empty:
        return _show(identity, mistake="Bitte geben Sie mindestens eine der drei Angaben an.", status=422)
    try:
        erased = service.erase(house, person, town.id, identity)
    except TransitionNotAllowed as error:
        dossier, plan = service.look_up(house, person, town.id, identity)
        return _show(identity, dossier=dossier, plan=plan, mistake=error.message, status=409)
    return _show(identity, erased=erased)


def _towns() -> list[Municipality]:
    towns = halls.municipalities(the_house())
    return [town for town in towns if who().may_everywhere(Deed.EXPORT_PERSON, town.id)]


def _town() -> Municipality:
    return chosen_town(_towns(), request.form.get("town", ""))


def _identity() -> Identity:
    email, phone, name = (one_line(request.form.get(one, ""))[:LONGEST] for one in ("email", "phone", "name"))
    picked = [key for key in request.form.getlist("gewaehlt")[:MOST_PICKED] if len(key) <= LONGEST_KEY]
    return Identity(email, phone, name, tuple(picked))


def _choices(dossier: Dossier) -> dict[str, str]:
    """Return by id what was found under a name, told apart by how its person is reached."""
    found: dict[str, str] = {}
    for table in ("series", "bookings", "waiting", "clubs", "people"):
        for row in dossier.tables.get(table, ()):
            contact = [row[name] for name in CONTACTS if row.get(name)]
            what = [WORDS[table], *_when(row), row.get("occasion"), *contact]
            found.setdefault(row.get("series_id") or row["id"], ", ".join(one for one in what if one))
    return found


def _when(row: dict[str, Any]) -> tuple[str, ...]:
    if "first_day" in row:
        return (f"{say_date(row['first_day'])} bis {say_date(row['last_day'])}",)
    return (say_moment(row["starts_at"]),) if "starts_at" in row else ()


def _show(
    identity: Identity,
    *,
    dossier: Dossier | None = None,
    plan: Erasure | None = None,
    erased: Erasure | None = None,
    mistake: str = "",
    status: int = 200,
) -> Response:
    towns = _towns()
    if not towns:
        raise NotPermitted("Auskunft gibt, wer für die ganze Gemeinde zuständig ist.")
    shown = render_template(
        "desk/privacy.html",
        towns=[(town.slug, town.name) for town in towns],
        town=request.form.get("town", towns[0].slug),
        identity=identity,
        dossier=dossier,
        choices=_choices(dossier) if dossier and identity.must_pick else {},
        plan=plan,
        erased=erased,
        mistake=mistake,
        words=TABLE_WORDS,
    )
    return keep_private(make_response(shown, status))
