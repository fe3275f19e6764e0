"""The form for a series and its preview: the same for the public, the desk, and a change "from here on"."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, make_response, render_template, request

from booking_server.domain.errors import DomainError, RequestRefused, RuleBroken
from booking_server.domain.series import say_plan
from booking_server.domain.venues import Venue
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import quoting
from booking_server.services.bookings.cancellations import ReleaseCost
from booking_server.services.series.series import Preview
from booking_server.web.form_guard import a_person_filled_this_in, stamp
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.series_choices import TypedChoices, read_choices, rows
from booking_server.web.forms.series_form import FREQUENCY_CHOICES, WEEKDAY_CHOICES, SeriesForm
from booking_server.web.headers import RETURNED_TO
from booking_server.web.the_house import the_house

SAVE, LOOK, BACK, END = "buchen", "ansehen", "aendern", "beenden"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the form is shown: its frame, its templates' words, and what it asks besides the dates.

    `is_guarded` where anybody may send it: then people are told from programs.
    """

    frame: str
    venue: Venue
    title: str
    back: str
    button: str
    purposes: tuple[tuple[str, str], ...] = ()
    asks_rules: bool = True
    asks_who: bool = True
    is_guarded: bool = False
    who: str = "booking/_who.html"
    intro: str = ""
    ends: str = ""
    release: ReleaseCost | None = None


def step() -> str:
    """Return which button was pressed; without one the preview is shown."""
    return request.form.get("schritt", LOOK)


def show_form(setting: Setting, form: SeriesForm, error: DomainError | None = None) -> Response:
    """Show the form with everything typed and what is wrong with it."""
    shown = render_template(
        "series/form.html",
        setting=setting,
        venue=setting.venue,
        series=form,
        form=replace(form.common, stamp=stamp(the_house(), form.common.stamp)),
        mistakes=Mistakes.of(error) if error else Mistakes(),
        purposes=setting.purposes,
        frequencies=FREQUENCY_CHOICES,
        weekdays=WEEKDAY_CHOICES,
        prices=quoting.hall_prices(the_house(), setting.venue),
    )
    return _returned_to(shown, status_of(error) if error else 200)


def show_preview(
    setting: Setting, form: SeriesForm, preview: Preview, typed: TypedChoices, notice: str = ""
) -> Response:
    """Show what would become of every date."""
    shown = render_template(
        "series/preview.html",
        setting=setting,
        venue=setting.venue,
        series=form,
        preview=preview,
        plan=say_plan(preview.request.plan),
        rows=rows(preview, request.form, typed.errors),
        notice=notice,
    )
    return _returned_to(shown, 422 if typed.errors or notice else 200)


def look(
    setting: Setting, form: SeriesForm, judge: Callable[[TypedChoices], Preview]
) -> tuple[Response | None, TypedChoices]:
    """Return the page that a step before saving leads to; None when everything says: save it."""
    typed = read_choices(request.form)
    if step() == BACK:
        return show_form(setting, form), typed
    try:
        if setting.is_guarded:
            _guard(setting, form)
        if step() == SAVE and not typed.errors:
            return None, typed
        judged = judge(typed)
        if setting.asks_who:
            _ask_what_the_price_needs(setting, judged)
        return show_preview(setting, form, judged, typed), typed
    except (RuleBroken, RequestRefused) as error:
        return show_form(setting, form, error), typed


def _guard(setting: Setting, form: SeriesForm) -> None:
    common, phone = form.common, setting.venue.contact_phone
    a_person_filled_this_in(the_house(), stamped=common.stamp, trap=common.trap, phone=phone)


def _ask_what_the_price_needs(setting: Setting, judged: Preview) -> None:
    missing = quoting.missing_in_series(quoting.hall_prices(the_house(), setting.venue), judged.price)
    if missing:
        raise RequestRefused(missing)


def _returned_to(shown: str, status: int) -> Response:
    answer = make_response(shown, status)
    answer.headers["Cache-Control"] = RETURNED_TO
    return answer
