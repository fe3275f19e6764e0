"""For volunteers: signing in by a mailed link or its code, and signing out."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import CodeWrong
from booking_server.publishing.problems import status_of
from booking_server.services.people import sign_in as service
from booking_server.web import signed_in
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

sign_in = Blueprint("sign_in", __name__)

LONGEST_EMAIL = 254
LONGEST_CODE = 20
_ASKED = "asked"


@sign_in.get("/anmelden")
def ask() -> str:
    """Ask for the e-mail address."""
    return render_template("sign_in/ask.html", email="", mistake="")


@sign_in.post("/anmelden")
def send() -> Response:
    """Promise a link and a code; the answer is the same whether or not somebody has this address."""
    email = one_line(request.form.get("email", ""))[:LONGEST_EMAIL]
    if not is_email_address(email):
        mistake = "Bitte geben Sie Ihre E-Mail-Adresse vollständig an. Beispiel: name@example.org"
        return make_response(render_template("sign_in/ask.html", email=email, mistake=mistake), 422)
    session[_ASKED] = service.request_link(the_house(), email)
    return make_response(render_template("sign_in/sent.html", email=email, mistake=""))


@sign_in.post("/anmelden/code")
def type_code() -> AnyResponse:
    """Use the code from the mail, in the browser that asked for it and nowhere else."""
    typed = "".join(request.form.get("code", "")[:LONGEST_CODE].split())
    asked = session.get(_ASKED)
    try:
        entered = service.use_code(
            the_house(),
            asked if isinstance(asked, str) else "",
            typed,
            device=signed_in.device(),
            replaces=signed_in.session_id(),
        )
    except CodeWrong as error:
        shown = render_template("sign_in/sent.html", email="", mistake=error.message)
        return make_response(shown, status_of(error))
    signed_in.enter(entered)
    return redirect(url_for("desk.open_desk"), 303)


@sign_in.get("/anmelden/<sealed>")
def look(sealed: str) -> Response:
    """Show whom the link signs in. A mail scanner that follows the link uses nothing up."""
    person = service.look_at_link(the_house(), sealed)
    return keep_private(make_response(render_template("sign_in/look.html", person=person, sealed=sealed)))


@sign_in.post("/anmelden/<sealed>")
def enter(sealed: str) -> AnyResponse:
    """Use the link up and open the desk."""
    entered = service.use_link(
        the_house(), sealed, device=signed_in.device(), replaces=signed_in.session_id()
    )
    signed_in.enter(entered)
    return redirect(url_for("desk.open_desk"), 303)


@sign_in.post("/abmelden")
def leave() -> AnyResponse:
    """End the session."""
    signed_in.leave(the_house())
    return redirect(url_for("public.start"), 303)
