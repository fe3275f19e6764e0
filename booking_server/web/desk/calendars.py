"""For who looks after a hall: the calendars of clubs and schools that block it, or propose times."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import DomainError, RequestRefused, RuleBroken, TransitionNotAllowed
from booking_server.domain.foreign_words import IS_NO_FAULT, failure_words, note_words
from booking_server.publishing.problems import status_of
from booking_server.services.foreign import foreign_calendars as service
from booking_server.services.foreign import foreign_look, foreign_proposals
from booking_server.services.foreign.foreign_look import Preview
from booking_server.web.desk.who import who
from booking_server.web.forms.calendar_form import (
    CalendarForm,
    read_calendar_form,
    read_organizer,
    to_wanted,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

calendars = Blueprint("desk_calendars", __name__)

WORDS = {"failure_words": failure_words, "note_words": note_words, "no_fault": IS_NO_FAULT}
SAID = {"angenommen": "Der Termin ist eingetragen.", "abgelehnt": "Der Vorschlag ist abgelehnt."}


@calendars.get("/schreibtisch/fremde-kalender")
def overview() -> Response:
    """Show which calendars are taken over and how they do, and ask for another one."""
    return _overview(CalendarForm())


@calendars.post("/schreibtisch/fremde-kalender")
def look() -> Response:
    """Say what a calendar would do; nothing is blocked or proposed yet."""
    typed = read_calendar_form(request.form)
    try:
        preview = foreign_look.look(the_house(), who(), to_wanted(typed, request.files.get("file")))
    except RuleBroken as error:
        return _overview(typed, Mistakes.of(error), status=status_of(error))
    return _overview(typed, preview=preview)


@calendars.post("/schreibtisch/fremde-kalender/<slug:slug>/<key:draft_id>")
def take_over(slug: str, draft_id: str) -> AnyResponse:
    """Take a calendar over as it was looked at."""
    taken = foreign_look.accept_draft(the_house(), who(), slug, draft_id)
    return redirect(url_for("desk_calendars.page", calendar_id=taken.id), 303)


@calendars.get("/schreibtisch/fremde-kalender/<key:calendar_id>")
def page(calendar_id: str) -> Response:
    """Show what one calendar blocks, what is in its way, and what it proposes."""
    return _page(calendar_id)


@calendars.post("/schreibtisch/fremde-kalender/<key:calendar_id>/abrufen")
def ask_again(calendar_id: str) -> AnyResponse:
    """Have a calendar fetched soon."""
    service.ask_again(the_house(), who(), calendar_id)
    return redirect(url_for("desk_calendars.page", calendar_id=calendar_id, gesagt="abrufen"), 303)


@calendars.post("/schreibtisch/fremde-kalender/<key:calendar_id>/beenden")
def end(calendar_id: str) -> AnyResponse:
    """Let a calendar go."""
    service.end_calendar(the_house(), who(), calendar_id)
    return redirect(url_for("desk_calendars.overview"), 303)


@calendars.post("/schreibtisch/fremde-kalender/<key:calendar_id>/vorschlag")
def answer(calendar_id: str) -> AnyResponse:
    """Take a proposed time for somebody, or say no to it, as the button says."""
    house, person = the_house(), who()
    taken, refused = (one_line(request.form.get(each, "")) for each in ("annehmen", "ablehnen"))
    organizer, persons = read_organizer(request.form)
    try:
        if refused:
            foreign_proposals.decline(house, person, calendar_id, refused)
        else:
            foreign_proposals.accept(house, person, calendar_id, taken, organizer, persons=persons)
    except (RuleBroken, RequestRefused, TransitionNotAllowed) as error:
        return _page(calendar_id, error, typed=(organizer, persons))
    said = "abgelehnt" if refused else "angenommen"
    return redirect(url_for("desk_calendars.page", calendar_id=calendar_id, gesagt=said), 303)


def _overview(
    form: CalendarForm,
    mistakes: Mistakes | None = None,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> Response:
    house, person = the_house(), who()
    shown = render_template(
        "desk/calendars.html",
        form=form,
        mistakes=mistakes or Mistakes(),
        preview=preview,
        venues=service.halls_for_calendars(house, person),
        calendars=service.subscribed(house, person),
        **WORDS,
    )
    return keep_private(make_response(shown, status))


def _page(
    calendar_id: str, error: DomainError | None = None, *, typed: tuple[Organizer, int] | None = None
) -> Response:
    page_ = service.open_calendar(the_house(), who(), calendar_id)
    organizer, persons = typed or (foreign_proposals.last_organizer(page_), 0)
    shown = render_template(
        "desk/calendar.html",
        page=page_,
        organizer=organizer,
        persons=persons or "",
        mistakes=Mistakes.of(error) if error else Mistakes(),
        said=request.args.get("gesagt", ""),
        said_words=SAID,
        **WORDS,
    )
    return keep_private(make_response(shown, status_of(error) if error else 200))
