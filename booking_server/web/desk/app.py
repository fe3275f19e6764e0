"""For who looks after a hall: what the Bad Belzig App shows of it, and what everybody is told of it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.app_records import AppTown
from booking_server.domain.app_words import failure_words
from booking_server.domain.errors import RuleBroken
from booking_server.domain.people import Deed
from booking_server.publishing.problems import status_of
from booking_server.services.partners import app_accounts, app_desk
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

app = Blueprint("desk_app", __name__)

CATEGORIES = ("halls_category", "events_category", "news_category")
LONGEST = {"url": 300, "client_id": 200, **dict.fromkeys(CATEGORIES, 80)}
SAID = {
    "gesendet": "Alles über dieses Haus wird gleich noch einmal gesendet.",
    "gemeldet": "Die Störung ist eingetragen.",
    "beendet": "Die Störung ist beendet.",
}


@app.get("/schreibtisch/app")
def overview() -> Response:
    """Show every hall of the person with what the app shows of it."""
    person = who()
    halls = app_desk.own_halls(the_house(), person)
    towns = {
        one.town.slug: one
        for one in halls
        if person.may_everywhere(Deed.EDIT_HALL, one.venue.municipality_id)
    }
    shown = render_template("desk/app.html", halls=halls, towns=towns.values(), words=failure_words)
    return keep_private(make_response(shown))


@app.get("/schreibtisch/app/<slug:slug>")
def hall(slug: str) -> Response:
    """Show what the app shows of one hall, since when, and what it refused."""
    return _hall(slug)


@app.post("/schreibtisch/app/<slug:slug>/senden")
def send_again(slug: str) -> AnyResponse:
    """Have everything about a hall sent again."""
    app_desk.send_again(the_house(), who(), slug)
    return redirect(url_for("desk_app.hall", slug=slug, gesagt="gesendet"), 303)


@app.post("/schreibtisch/app/<slug:slug>/stoerung")
def tell(slug: str) -> AnyResponse:
    """Tell everybody of a disruption."""
    title = one_line(request.form.get("title", ""))
    text = one_line(request.form.get("text", ""))
    try:
        app_desk.tell(the_house(), who(), slug, title=title, text=text)
    except RuleBroken as error:
        return _hall(slug, (title, text), Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_app.hall", slug=slug, gesagt="gemeldet"), 303)


@app.post("/schreibtisch/app/stoerung/<key:disruption_id>/beenden")
def end(disruption_id: str) -> AnyResponse:
    """Tell everybody that a disruption is over."""
    venue = app_desk.end(the_house(), who(), disruption_id)
    return redirect(url_for("desk_app.hall", slug=venue.slug, gesagt="beendet"), 303)


@app.get("/schreibtisch/app/gemeinde/<slug:town>")
def account(town: str) -> Response:
    """Show a municipality's account with the app; its secret is never shown."""
    found = app_accounts.open_account(the_house(), who(), town)
    return _account(found, found.account)


@app.post("/schreibtisch/app/gemeinde/<slug:town>")
def save(town: str) -> AnyResponse:
    """Store the account, and switch the app on or off."""
    house, person = the_house(), who()
    found = app_accounts.open_account(house, person, town)
    typed = _read(found)
    try:
        app_accounts.save_account(house, person, town, typed, one_line(request.form.get("secret", ""))[:500])
    except RuleBroken as error:
        return _account(found, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_app.account", town=town, gespeichert=1), 303)


def _read(found: app_accounts.TownAccount) -> AppTown:
    usual = AppTown(found.municipality.id)
    typed = {name: one_line(request.form.get(name, ""))[:longest] for name, longest in LONGEST.items()}
    typed |= {name: typed[name] or getattr(usual, name) for name in CATEGORIES}
    return AppTown(found.municipality.id, is_on=request.form.get("is_on") == "1", **typed)  # type: ignore[arg-type]


def _hall(
    slug: str, typed: tuple[str, str] = ("", ""), mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    shown = render_template(
        "desk/app_hall.html",
        page=app_desk.open_hall(the_house(), who(), slug),
        typed=typed,
        mistakes=mistakes or Mistakes(),
        said=SAID.get(request.args.get("gesagt", "")),
        words=failure_words,
    )
    return keep_private(make_response(shown, status))


def _account(
    found: app_accounts.TownAccount, typed: AppTown, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    shown = render_template(
        "desk/app_account.html",
        found=found,
        typed=typed,
        mistakes=mistakes or Mistakes(),
        is_saved="gespeichert" in request.args,
        words=failure_words,
    )
    return keep_private(make_response(shown, status))
