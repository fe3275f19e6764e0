"""For the clerk: what other programs may read and do, and what they are told."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.api_keys import SCOPE_WORDS, KeyScope
from booking_server.domain.errors import RuleBroken
from booking_server.domain.webhook_words import failure_words
from booking_server.domain.webhooks import EVENT_WORDS, FOR_CHOICE, EventType
from booking_server.publishing.problems import status_of
from booking_server.services.partners import api_keys, webhook_desk
from booking_server.services.partners import webhooks as webhook_service
from booking_server.services.partners.webhooks import Wanted
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

api = Blueprint("desk_api", __name__)

LONGEST = {"name": 80, "url": 2000}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of a municipality; `form` says into which of its two."""

    town: str = ""
    form: str = ""
    name: str = ""
    url: str = ""
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that is shown this once."""

    town: str
    what: str
    name: str
    secret: str = field(repr=False)


@api.get("/schreibtisch/schnittstelle")
def overview() -> Response:
    """Show keys and webhooks by municipality."""
    return _overview()


@api.post("/schreibtisch/schnittstelle/<slug:town>/zugaenge")
def add_key(town: str) -> Response:
    """Give a key, and show it this once."""
    typed = _read(town, "zugang", "scopes")
    scopes = [scope for scope in KeyScope if scope.value in typed.ticked]
    try:
        given = api_keys.add_key(the_house(), who(), town, name=typed.name, scopes=scopes)
    except RuleBroken as error:
        return _overview(typed, Mistakes.of(error), status_of(error))
    return _overview(shown=Shown(town, "Zugang", given.key.name, given.token))


@api.post("/schreibtisch/schnittstelle/zugaenge/<key:key_id>/beenden")
def end_key(key_id: str) -> AnyResponse:
    """End a key at once."""
    api_keys.revoke_key(the_house(), who(), key_id)
    return redirect(url_for("desk_api.overview", gesagt="beendet"), 303)


@api.post("/schreibtisch/schnittstelle/<slug:town>/meldungen")
def add_webhook(town: str) -> Response:
    """Enter an address that is told of things, and show its secret this once."""
    house, person, typed = the_house(), who(), _read(town, "meldung", "events")
    municipality = webhook_desk.own_town(house, person, town)
    events = [event for event in FOR_CHOICE if event.value in typed.ticked]
    wanted = Wanted(name=typed.name, url=typed.url, events=events)
    try:
        made = webhook_service.add_webhook(house, municipality.id, wanted, actor=person.id)
    except RuleBroken as error:
        return _overview(typed, Mistakes.of(error), status_of(error))
    return _overview(shown=Shown(town, "Geheimnis", made.webhook.name, made.secret))


def _read(town: str, form: str, boxes: str) -> Typed:
    texts = {name: one_line(request.form.get(name, ""))[:longest] for name, longest in LONGEST.items()}
    return Typed(town, form, **texts, ticked=frozenset(request.form.getlist(boxes)))


def _overview(
    typed: Typed | None = None,
    mistakes: Mistakes | None = None,
    status: int = 200,
    *,
    shown: Shown | None = None,
) -> Response:
    page = render_template(
        "desk/api.html",
        interfaces=webhook_desk.interfaces(the_house(), who()),
        typed=typed or Typed(),
        mistakes=mistakes or Mistakes(),
        shown=shown,
        is_ended="gesagt" in request.args,
        scopes=[(scope.value, SCOPE_WORDS[scope]) for scope in KeyScope],
        scope_words=SCOPE_WORDS,
        events=[(event.value, EVENT_WORDS[event]) for event in FOR_CHOICE],
        test=EventType.TEST,
        words=failure_words,
    )
    return keep_private(make_response(page, status))
