"""For clubs and courses: ask for many dates at once, and the page behind a series' link."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import (
    BookingOverlaps,
    CostChanged,
    KeyReused,
    LinkInvalid,
    RequestRefused,
    RuleBroken,
)
from booking_server.domain.venues import SeriesCode, Venue
from booking_server.services.bookings import booking_page
from booking_server.services.halls import halls
from booking_server.services.series import series as service
from booking_server.services.series import series_changes, series_dates, series_offers, series_page
from booking_server.services.series.series_page import SeriesPage
from booking_server.web import series_steps
from booking_server.web.booking import PURPOSES
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.series_form import (
    SeriesForm,
    empty_series_form,
    form_of,
    read_series_form,
    to_series,
)
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.languages import asked_language
from booking_server.web.series_views import END, Setting, look, show_form, show_preview, step
from booking_server.web.the_house import the_house
from calendars.local_time import say_date

series = Blueprint("series", __name__)
FRAME = "series/_public_frame.html"


@series.get("/hallen/<slug:slug>/serie")
def form(slug: str) -> Response:
    """Show the empty form for a series, with the day picked in the calendar."""
    venue = halls.find(the_house(), slug)
    return show_form(_setting(venue), empty_series_form(venue, read_date(request.args.get("datum", ""))))


@series.post("/hallen/<slug:slug>/serie")
def book(slug: str) -> AnyResponse:
    """Show what would become of every date, or book them all."""
    house = the_house()
    venue = halls.find(house, slug)
    setting, typed = _setting(venue), read_series_form(request.form)
    page, chosen = look(setting, typed, lambda c: service.preview(house, to_series(typed, venue), c.choices))
    if page is not None:
        return page
    try:
        wanted = to_series(typed, venue)
        wanted = replace(wanted, organizer=replace(wanted.organizer, language=asked_language()))
        saved = service.save(house, wanted, chosen.choices, idempotency_key=f"web-series:{typed.common.key}")
    except KeyReused:
        again = replace(typed, common=typed.common.with_new_key())
        notice = Mistakes.sent_before().all[0].message
        return show_preview(setting, again, service.preview(house, wanted, chosen.choices), chosen, notice)
    except (RuleBroken, RequestRefused) as error:
        return show_form(setting, typed, error)
    return _to_page(saved.series.id, saved.token)


@series.get("/serien/<key:series_id>")
def page(series_id: str) -> Response:
    """Show every date of a series to whoever holds its link."""
    house = the_house()
    found = _open(series_id)
    code = None
    if found.venue.series_code is SeriesCode.SERIES:
        standing = next((view for view in found.coming if view.is_standing and view.booking), None)
        if standing and standing.booking:
            code = booking_page.booking_by_id(house, standing.booking.id).codes
    return _private(
        render_template("series/page.html", page=found, code=code, from_days=series_steps.from_days(found))
    )


@series.get("/serien/<key:series_id>/termine/<day:day>")
def day(series_id: str, day: date) -> Response:
    """Show what can be done with one date."""
    return _show_day(_open(series_id), day)


@series.post("/serien/<key:series_id>/termine/<day:day>")
def change_day(series_id: str, day: date) -> AnyResponse:
    """Release, book or move one date, as the button says."""
    found = _open(series_id)
    view = series_steps.view_of(found, day)
    message = series_steps.act_on_day(the_house(), found, view, None)
    if message:
        return _show_day(found, day, message)
    return _to_page(series_id, found.token, f"termin-{day}")


@series.get("/serien/<key:series_id>/aendern")
def change(series_id: str) -> Response:
    """Show the form that changes a series from a day on."""
    found = _open(series_id)
    since = series_steps.first_day(found)
    return keep_private(show_form(_change_setting(found, since), _filled(found, since)))


@series.post("/serien/<key:series_id>/aendern")
def change_from(series_id: str) -> AnyResponse:
    """Show what a change would do, do it, or end the series, as the button says."""
    house, found = the_house(), _open(series_id)
    since = series_steps.first_day(found)
    if step() == END:
        try:
            series_changes.end_from(house, series_id, since, agreed=series_steps.agreed())
        except CostChanged as error:
            return keep_private(show_form(_change_setting(found, since), _filled(found, since), error))
        return _to_page(series_id, found.token)
    setting, typed = _change_setting(found, since), read_series_form(request.form)
    shown, chosen = look(setting, typed, lambda c: series_steps.preview_change(house, found, since, typed, c))
    if shown is not None:
        return keep_private(shown)
    try:
        saved = series_steps.save_change(house, found, since, typed, chosen)
    except (RuleBroken, RequestRefused) as error:
        return keep_private(show_form(setting, typed, error))
    return _to_page(saved.series.id, saved.token)


@series.get("/serien/angebot/<sealed>")
def offer(sealed: str) -> Response:
    """Show a date that became free; looking changes nothing."""
    return _show_offer(sealed)


@series.post("/serien/angebot/<sealed>")
def accept(sealed: str) -> AnyResponse:
    """Book the offered date; pressed twice it is booked once."""
    try:
        series_offers.accept(the_house(), sealed)
    except BookingOverlaps as error:
        return _show_offer(sealed, error.message, 409)
    except LinkInvalid:
        return _show_offer(sealed, status=410)
    return redirect(url_for("series.offer", sealed=sealed), 303)


def _open(series_id: str) -> SeriesPage:
    return series_page.open_series(the_house(), series_id, request.values.get("t", ""))


def _show_day(found: SeriesPage, day: date, message: str = "") -> Response:
    view = series_steps.view_of(found, day)
    shown = render_template(
        "series/date.html",
        frame=FRAME,
        page=found,
        view=view,
        typed=series_steps.typed_day(view, found),
        token=found.token,
        back=url_for("series.page", series_id=found.series.id, t=found.token),
        release=series_dates.look_at_release(the_house(), found.series.id, day),
        message=message,
    )
    return _private(shown, 422 if message else 200)


def _show_offer(sealed: str, message: str = "", status: int = 200) -> Response:
    series_id, day = series_offers.open_offer(the_house(), sealed)
    found = series_page.series_by_id(the_house(), series_id)
    view = series_steps.view_of(found, day)
    shown = render_template("series/offer.html", page=found, view=view, message=message)
    return _private(shown, status)


def _filled(found: SeriesPage, since: date) -> SeriesForm:
    return replace(form_of(found.series.request, found.venue), first_day=since.isoformat())


def _setting(venue: Venue) -> Setting:
    asks = venue.approval == "required"
    verb = "anfragen" if asks else "buchen"
    return Setting(
        frame=FRAME,
        is_guarded=True,
        venue=venue,
        title=f"{venue.name}: Serie {verb}",
        back=url_for("public.hall", slug=venue.slug),
        button="Verbindlich anfragen" if asks else "Verbindlich buchen",
        purposes=PURPOSES,
        intro="Für Proben, Kurse und Treffen, die immer wiederkommen. Bevor etwas gebucht wird, sehen Sie"
        " jeden Termin einzeln.",
    )


def _change_setting(found: SeriesPage, since: date) -> Setting:
    return Setting(
        frame=FRAME,
        venue=found.venue,
        title=f"Serie ändern ab {say_date(since)}",
        back=url_for("series.page", series_id=found.series.id, t=found.token),
        button="Serie so ändern",
        asks_rules=False,
        asks_who=False,
        intro="Was vor diesem Tag liegt, bleibt, wie es ist. Ein Termin, der sich nicht ändern lässt, behält"
        " seine alte Zeit.",
        ends=f"ab {say_date(since)}",
        release=series_changes.look_at_end(the_house(), found.series.id, since),
    )


def _to_page(series_id: str, token: str, anchor: str | None = None) -> AnyResponse:
    return redirect(url_for("series.page", series_id=series_id, t=token, _anchor=anchor), 303)


def _private(shown: str, status: int = 200) -> Response:
    return keep_private(make_response(shown, status))
