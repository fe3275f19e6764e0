"""What can be done with a stored series: the same behind its link and at the desk."""

from dataclasses import dataclass
from datetime import date

from flask import request

from booking_server.domain.errors import NotFound, RequestRefused, RuleBroken, TransitionNotAllowed
from booking_server.domain.people import Person
from booking_server.services.foundation.house import House
from booking_server.services.series import series_changes, series_dates
from booking_server.services.series.series import Preview, SavedSeries
from booking_server.services.series.series_page import DateView, SeriesPage
from booking_server.web.forms.series_choices import TypedChoices, says_time
from booking_server.web.forms.series_form import SeriesForm, to_change
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import TypedMoment, read_date, read_times
from calendars.local_time import local_date, say_date

LONGEST_COST = 10


@dataclass(frozen=True, slots=True)
class TypedDay:
    """The form that moves a date, as typed."""

    date: str
    start: str
    end: str


def view_of(page: SeriesPage, day: date) -> DateView:
    """Return one date of a series. Raises NotFound."""
    for view in page.dates:
        if view.dated.day == day:
            return view
    raise NotFound("Diesen Termin gibt es in der Serie nicht.")


def typed_day(view: DateView, page: SeriesPage) -> TypedDay:
    """Return what the form shows: what was typed, else when the date is."""
    if "start_time" in request.form:
        names = ("start_date", "start_time", "end_time")
        return TypedDay(*(one_line(request.form.get(name, "")) for name in names))
    clock = page.series.request.plan.clock
    if view.period is None:
        return TypedDay(view.dated.day.isoformat(), f"{clock.start:%H:%M}", f"{clock.end:%H:%M}")
    return TypedDay(local_date(view.period.start).isoformat(), *says_time(view.period))


def act_on_day(house: House, page: SeriesPage, view: DateView, person: Person | None) -> str:
    """Do what the button says with one date; return what kept it from being done."""
    series_id, day = page.series.id, view.dated.day
    try:
        match request.form.get("tun", ""):
            case "freigeben":
                series_dates.release_date(house, series_id, day, person=person, agreed=agreed())
            case "buchen":
                series_dates.book_date(house, series_id, day, person=person)
            case "verlegen":
                return _move(house, page, view, person)
            case _:
                return "Bitte wählen Sie, was geschehen soll."
    except (RuleBroken, RequestRefused, TransitionNotAllowed) as error:
        return error.message
    return ""


def _move(house: House, page: SeriesPage, view: DateView, person: Person | None) -> str:
    typed = typed_day(view, page)
    times = read_times(TypedMoment(typed.date, typed.start), TypedMoment("", typed.end))
    if times.period is None:
        return " ".join(error.message for error in times.errors)
    series_dates.move_date(
        house, page.series.id, view.dated.day, period=times.period, person=person, agreed=agreed()
    )
    return ""


def first_day(page: SeriesPage) -> date:
    """Return the day a change begins on, as the address or the form says; else today."""
    asked = read_date(request.values.get("first_day") or request.values.get("ab", ""))
    return max(asked or page.today, page.today)


def from_days(page: SeriesPage) -> tuple[tuple[str, str], ...]:
    """Return the days a change may begin on, as a field offers them."""
    return tuple((str(view.dated.day), say_date(view.dated.day)) for view in page.coming)


def preview_change(
    house: House, page: SeriesPage, day: date, form: SeriesForm, typed: TypedChoices
) -> Preview:
    """Return what a change from a day on would do."""
    wanted = to_change(form, page.series.request)
    return series_changes.preview_from(house, page.series.id, day, wanted, typed.choices)


def save_change(
    house: House,
    page: SeriesPage,
    day: date,
    form: SeriesForm,
    typed: TypedChoices,
    *,
    person: Person | None = None,
) -> SavedSeries:
    """Change the series from a day on."""
    wanted = to_change(form, page.series.request)
    return series_changes.change_from(
        house, page.series.id, day, wanted, typed.choices, person=person, agreed=agreed()
    )


def agreed() -> int | None:
    """Return the cents that stood on the page whose button was pressed; None where nothing has a price."""
    typed = request.form.get("kosten", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_COST else None
