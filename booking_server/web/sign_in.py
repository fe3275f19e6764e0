"""For volunteers: signing in by a mailed link, and signing out."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.services import sign_in as service
from booking_server.web import signed_in
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

sign_in = Blueprint("sign_in", __name__)

LONGEST_EMAIL = 254


@sign_in.get("/anmelden")
def ask() -> str:
    """Ask for the e-mail address."""
    return render_template("sign_in/ask.html", email="", mistake="")


@sign_in.post("/anmelden")
def send() -> Response:
    """Promise a link; the answer is the same whether or not somebody has this address."""
    email = one_line(request.form.get("email", ""))[:LONGEST_EMAIL]
    if "@" not in email:
        mistake = "Bitte geben Sie Ihre E-Mail-Adresse vollständig an. Beispiel: name@example.org"
        return make_response(render_template("sign_in/ask.html", email=email, mistake=mistake), 422)
    service.request_link(the_house(), email)
    return make_response(render_template("sign_in/sent.html", email=email))


@sign_in.get("/anmelden/<sealed>")
def look(sealed: str) -> Response:
    """Show whom the link signs in. A mail scanner that follows the link uses nothing up."""
    person = service.look_at_link(the_house(), sealed)
    return keep_private(make_response(render_template("sign_in/look.html", person=person, sealed=sealed)))


@sign_in.post("/anmelden/<sealed>")
def enter(sealed: str) -> AnyResponse:
    """Use the link up and open the desk."""
    signed_in.enter(service.use_link(the_house(), sealed))
    return redirect(url_for("desk.open_desk"), 303)


@sign_in.post("/abmelden")
def leave() -> AnyResponse:
    """End the session."""
    signed_in.leave(the_house())
    return redirect(url_for("public.start"), 303)
