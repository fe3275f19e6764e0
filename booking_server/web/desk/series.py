"""For the Ortsvorsteher: series of the halls, those to decide first; entering one for a caller or a club."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import AlreadyDecided, KeyReused, RequestRefused, RuleBroken
from booking_server.domain.uses import PURPOSE_WORDS
from booking_server.domain.venues import SeriesCode, Venue
from booking_server.services.series import series as service
from booking_server.services.series import series_changes, series_dates, series_decisions, series_page
from booking_server.services.series.series_page import SeriesPage
from booking_server.web import series_steps
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.series_form import empty_series_form, form_of, read_series_form, to_series
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.series_views import END, Setting, look, show_form, show_preview, step
from booking_server.web.the_house import the_house
from calendars.local_time import say_date

series = Blueprint("desk_series", __name__)

FRAME = "desk/_frame.html"
LONGEST_REASON = 500
PURPOSES = (("", "Bitte wählen"), *((code.value, words) for code, words in PURPOSE_WORDS.items()))
CODES = (
    (SeriesCode.SERIES.value, "ein Tür-Code für die ganze Serie"),
    (SeriesCode.DATE.value, "für jeden Termin ein eigener Tür-Code"),
)


@series.get("/schreibtisch/serien")
def overview() -> Response:
    """Show the series of the person's halls, and where to enter a new one."""
    found = series_page.all_at_desk(the_house(), who())
    return _private(render_template("desk/series_all.html", found=found, codes=CODES))


@series.post("/schreibtisch/serien/code/<slug:slug>")
def code(slug: str) -> AnyResponse:
    """Decide whether series at a hall have one PIN or one for each date."""
    series_page.hall_at_desk(the_house(), who(), slug)
    chosen = request.form.get("code", "")
    if chosen not in dict(CODES):
        abort(400)
    series_page.choose_code(the_house(), who(), slug, SeriesCode(chosen))
    return redirect(url_for("desk_series.overview", _anchor="codes"), 303)


@series.get("/schreibtisch/serien/neu/<slug:slug>")
def form(slug: str) -> Response:
    """Show the empty form for a hall."""
    venue = series_page.hall_at_desk(the_house(), who(), slug)
    return show_form(_setting(venue), empty_series_form(venue))


@series.post("/schreibtisch/serien/neu/<slug:slug>")
def enter(slug: str) -> AnyResponse:
    """Show what would become of every date, or book them all."""
    house = the_house()
    venue = series_page.hall_at_desk(house, who(), slug)
    setting, typed = _setting(venue), read_series_form(request.form)
    shown, chosen = look(
        setting, typed, lambda c: service.preview(house, to_series(typed, venue, at_desk=True), c.choices)
    )
    if shown is not None:
        return shown
    try:
        wanted = to_series(typed, venue, at_desk=True)
        key = f"desk-series:{typed.common.key}"
        saved = service.save(house, wanted, chosen.choices, idempotency_key=key, source="desk", person=who())
    except KeyReused:
        again = replace(typed, common=typed.common.with_new_key())
        notice = Mistakes.sent_before().all[0].message
        return show_preview(setting, again, service.preview(house, wanted, chosen.choices), chosen, notice)
    except (RuleBroken, RequestRefused) as error:
        return show_form(setting, typed, error)
    return _to_page(saved.series.id)


@series.get("/schreibtisch/serien/<key:series_id>")
def page(series_id: str) -> Response:
    """Show every date of a series, and what waits for a decision."""
    return _show(series_page.series_at_desk(the_house(), who(), series_id))


@series.post("/schreibtisch/serien/<key:series_id>/entscheiden")
def decide(series_id: str) -> AnyResponse:
    """Say yes or no to a series; ticked dates are refused though the rest is not."""
    house = the_house()
    reason = one_line(request.form.get("reason", ""))[:LONGEST_REASON]
    refused = {day for text in request.form.getlist("nicht") if (day := read_date(text))}
    step = request.form.get("schritt", type=int)
    series_page.series_at_desk(house, who(), series_id)
    try:
        match request.form.get("entscheidung", ""):
            case "zusagen":
                series_decisions.approve_series(
                    house, series_id, who(), refused=refused, reason=reason, step=step
                )
            case "absagen":
                series_decisions.reject_series(house, series_id, who(), reason=reason, step=step)
            case _:
                abort(400)
    except AlreadyDecided as error:
        return _show(series_page.series_at_desk(house, who(), series_id), error.message, 409)
    return _to_page(series_id)


@series.get("/schreibtisch/serien/<key:series_id>/termine/<day:day>")
def day(series_id: str, day: date) -> Response:
    """Show what can be done with one date."""
    return _show_day(series_page.series_at_desk(the_house(), who(), series_id), day)


@series.post("/schreibtisch/serien/<key:series_id>/termine/<day:day>")
def change_day(series_id: str, day: date) -> AnyResponse:
    """Release, book or move one date, as the button says."""
    found = series_page.series_at_desk(the_house(), who(), series_id)
    view = series_steps.view_of(found, day)
    message = series_steps.act_on_day(the_house(), found, view, who())
    return _show_day(found, day, message) if message else _to_page(series_id, f"termin-{day}")


@series.get("/schreibtisch/serien/<key:series_id>/aendern")
def change(series_id: str) -> Response:
    """Show the form that changes a series from a day on."""
    found = series_page.series_at_desk(the_house(), who(), series_id)
    since = series_steps.first_day(found)
    filled = replace(form_of(found.series.request, found.venue), first_day=since.isoformat())
    return keep_private(show_form(_change_setting(found, since), filled))


@series.post("/schreibtisch/serien/<key:series_id>/aendern")
def change_from(series_id: str) -> AnyResponse:
    """Show what a change would do, do it, or end the series, as the button says."""
    house = the_house()
    found = series_page.series_at_desk(house, who(), series_id)
    since = series_steps.first_day(found)
    if step() == END:
        series_changes.end_from(house, series_id, since, person=who())
        return _to_page(series_id)
    setting, typed = _change_setting(found, since), read_series_form(request.form)
    shown, chosen = look(setting, typed, lambda c: series_steps.preview_change(house, found, since, typed, c))
    if shown is not None:
        return keep_private(shown)
    try:
        saved = series_steps.save_change(house, found, since, typed, chosen, person=who())
    except (RuleBroken, RequestRefused) as error:
        return keep_private(show_form(setting, typed, error))
    return _to_page(saved.series.id)


def _show(found: SeriesPage, message: str = "", status: int = 200) -> Response:
    days = series_steps.from_days(found)
    return _private(render_template("desk/series.html", page=found, from_days=days, message=message), status)


def _show_day(found: SeriesPage, day: date, message: str = "") -> Response:
    view = series_steps.view_of(found, day)
    shown = render_template(
        "series/date.html",
        frame=FRAME,
        page=found,
        view=view,
        typed=series_steps.typed_day(view, found),
        token="",
        back=url_for("desk_series.page", series_id=found.series.id),
        release=series_dates.look_at_release(the_house(), found.series.id, day),
        message=message,
    )
    return _private(shown, 422 if message else 200)


def _setting(venue: Venue) -> Setting:
    return Setting(
        frame=FRAME,
        venue=venue,
        title=f"{venue.name}: Serie eintragen",
        back=url_for("desk_series.overview"),
        button="Serie eintragen",
        purposes=PURPOSES,
        asks_rules=False,
        who="series/_who_desk.html",
        intro="Bevor etwas gebucht wird, sehen Sie jeden Termin einzeln.",
    )


def _change_setting(found: SeriesPage, since: date) -> Setting:
    return Setting(
        frame=FRAME,
        venue=found.venue,
        title=f"Serie ändern ab {say_date(since)}",
        back=url_for("desk_series.page", series_id=found.series.id),
        button="Serie so ändern",
        asks_rules=False,
        asks_who=False,
        intro="Was vor diesem Tag liegt, bleibt, wie es ist. Ein Termin, der sich nicht ändern lässt, behält"
        " seine alte Zeit.",
        ends=f"ab {say_date(since)}",
        release=series_changes.look_at_end(the_house(), found.series.id, since),
    )


def _to_page(series_id: str, anchor: str | None = None) -> AnyResponse:
    return redirect(url_for("desk_series.page", series_id=series_id, _anchor=anchor), 303)


def _private(shown: str, status: int = 200) -> Response:
    return keep_private(make_response(shown, status))
