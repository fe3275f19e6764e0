"""For the clerk: how an address fares that is told of things, and what to do about what did not arrive."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RuleBroken
from booking_server.domain.webhook_words import failure_words
from booking_server.domain.webhooks import EVENT_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.partners import webhook_desk
from booking_server.services.partners import webhooks as service
from booking_server.services.partners.webhooks import Wanted
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

webhooks = Blueprint("desk_webhooks", __name__)

SAID = {
    "probe": "Eine Probe ist unterwegs. Laden Sie die Seite gleich neu.",
    "an": "Die Adresse ist eingeschaltet.",
    "aus": "Die Adresse ist ausgeschaltet.",
    "gesendet": "Die Meldung wird gleich noch einmal gesendet.",
}


@webhooks.get("/schreibtisch/schnittstelle/meldungen/<key:webhook_id>")
def page(webhook_id: str) -> Response:
    """Show what was told to an address, and what did not arrive."""
    return _page(webhook_id)


@webhooks.post("/schreibtisch/schnittstelle/meldungen/<key:webhook_id>")
def act(webhook_id: str) -> AnyResponse:
    """Try, switch, renew the secret or end, as the button says."""
    house, person, deed = the_house(), who(), request.form.get("tun", "")
    webhook_desk.open_webhook(house, person, webhook_id)
    if deed == "beenden":
        service.end_webhook(house, webhook_id, actor=person.id)
        return redirect(url_for("desk_api.overview", gesagt="beendet"), 303)
    if deed == "geheimnis":
        return _page(webhook_id, secret=service.rotate_secret(house, webhook_id, actor=person.id).secret)
    try:
        if deed == "probe":
            service.send_test(house, webhook_id, actor=person.id)
        elif deed in ("an", "aus"):
            service.change_webhook(house, webhook_id, Wanted(is_on=deed == "an"), actor=person.id)
    except RuleBroken as error:
        return _page(webhook_id, error)
    said = deed if deed in SAID else None
    return redirect(url_for("desk_webhooks.page", webhook_id=webhook_id, gesagt=said), 303)


@webhooks.post("/schreibtisch/schnittstelle/meldungen/<key:webhook_id>/<key:message_id>")
def resend(webhook_id: str, message_id: str) -> AnyResponse:
    """Send a message again."""
    house, person = the_house(), who()
    webhook_desk.open_webhook(house, person, webhook_id)
    try:
        service.resend(house, webhook_id, message_id, actor=person.id)
    except RuleBroken as error:
        return _page(webhook_id, error)
    return redirect(url_for("desk_webhooks.page", webhook_id=webhook_id, gesagt="gesendet"), 303)


def _page(webhook_id: str, error: RuleBroken | None = None, *, secret: str = "") -> Response:
    shown = render_template(
        "desk/webhook.html",
        page=webhook_desk.open_webhook(the_house(), who(), webhook_id),
        mistakes=Mistakes.of(error) if error else Mistakes(),
        said=SAID.get(request.args.get("gesagt", "")),
        secret=secret,
        event_words=EVENT_WORDS,
        words=failure_words,
    )
    return keep_private(make_response(shown, status_of(error) if error else 200))
