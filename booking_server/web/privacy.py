"""For everybody: what is kept and for how long, and one's own data behind a mailed link."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.privacy import Dossier
from booking_server.domain.retention import IN_THE_NOTICE, TABLE
from booking_server.notices.dossier import TABLE_WORDS, pack
from booking_server.services.halls.town_facts import every_town
from booking_server.services.operation import privacy as service
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.languages import render_page
from booking_server.web.the_house import the_house, the_settings

privacy = Blueprint("privacy", __name__)

LONGEST_EMAIL = 254


@privacy.get("/datenschutz")
def notice() -> str:
    """Say what is stored, why and for how long: the terms come from the table the nightly job keeps."""
    return render_page(
        "texts/privacy.html",
        contact=the_settings().mail_from,
        terms=TABLE,
        notice=IN_THE_NOTICE,
        towns=every_town(the_house()),
    )


@privacy.get("/datenschutz/meine-daten")
def ask() -> str:
    """Ask for the e-mail address."""
    return render_template("privacy/ask.html", email="", mistake="")


@privacy.post("/datenschutz/meine-daten")
def send() -> Response:
    """Promise a link; the answer is the same whether or not something is held about the address."""
    email = one_line(request.form.get("email", ""))[:LONGEST_EMAIL]
    if not is_email_address(email):
        mistake = "Bitte geben Sie Ihre E-Mail-Adresse vollständig an. Beispiel: name@example.org"
        return make_response(render_template("privacy/ask.html", email=email, mistake=mistake), 422)
    service.ask_for_link(the_house(), email)
    return make_response(render_template("privacy/sent.html", email=email))


@privacy.get("/datenschutz/meine-daten/<sealed>")
def look(sealed: str) -> Response:
    """Show what could be downloaded or erased. A mail scanner that follows the link changes nothing."""
    return _show(sealed)


@privacy.post("/datenschutz/meine-daten/<sealed>")
def act(sealed: str) -> Response:
    """Deliver everything, or erase it, as the button says."""
    house, wanted = the_house(), request.form.get("was", "")
    if wanted == "laden":
        return send_dossier(service.own_dossier(house, sealed))
    if wanted != "loeschen":
        abort(400)
    try:
        erased = service.erase_own(house, sealed)
    except TransitionNotAllowed as error:
        return _show(sealed, error.message, 409)
    return keep_private(make_response(render_template("privacy/erased.html", erased=erased)))


def send_dossier(dossier: Dossier) -> Response:
    """Return a dossier as a file to download."""
    answer = Response(pack(dossier, the_house().clock()), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="auskunft.zip"'
    return keep_private(answer)


def _show(sealed: str, mistake: str = "", status: int = 200) -> Response:
    house = the_house()
    email, plan = service.email_of(house, sealed), service.own_erasure(house, sealed)
    shown = render_template(
        "privacy/look.html", email=email, plan=plan, mistake=mistake, sealed=sealed, words=TABLE_WORDS
    )
    return keep_private(make_response(shown, status))
