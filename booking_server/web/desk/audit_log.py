"""For the administration: who did what, looked for by person, kind, hall and days; as a file too."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from booking_server.domain.audit_words import ACTORS, GROUPS, say_action
from booking_server.domain.errors import TimeUnreadable
from booking_server.publishing.exports.audit_file import write_audit
from booking_server.publishing.exports.csv_file import CSV
from booking_server.publishing.streaming import begun
from booking_server.services.operation import audit_pages as service
from booking_server.services.operation.audit_pages import Wanted
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import local_time

audit_log = Blueprint("desk_audit", __name__)

USUAL = timedelta(days=30)
LONGEST_NUMBER = 18


@audit_log.get("/schreibtisch/protokoll")
def log() -> Response:
    """Show what was done, the newest first, fifty at a time."""
    wanted = _wanted(request.args)
    try:
        return _page(wanted, request.args.get("vor", type=_number))
    except TimeUnreadable as error:
        today = local_time.local_date(the_house().clock())
        usual = Wanted(wanted.town, today - USUAL, today, wanted.actor, wanted.group, wanted.hall)
        return _page(usual, None, Mistakes.of(error), 422)


@audit_log.post("/schreibtisch/protokoll")
def hand_out() -> Response:
    """Return what was looked for as a file; that is written down as well."""
    house, wanted = the_house(), _wanted(request.form)
    try:
        service.note_export(house, who(), wanted)
    except TimeUnreadable as error:
        return _page(_wanted(MultiDict()), None, Mistakes.of(error), 422)
    answer = Response(begun(write_audit(service.all_lines(house, who(), wanted))), content_type=CSV)
    answer.headers["Content-Disposition"] = 'attachment; filename="wer-hat-was-getan.csv"'
    return keep_private(answer)


def _wanted(typed: MultiDict[str, str]) -> Wanted:
    """Return what is looked for: the last thirty days where nothing else is said."""
    today = local_time.local_date(the_house().clock())
    last = read_date(typed.get("bis", "")) or today
    first = read_date(typed.get("von", "")) or last - USUAL
    named = {name: one_line(typed.get(name, ""))[:80] for name in ("gemeinde", "wer", "was", "haus")}
    return Wanted(named["gemeinde"], first, last, named["wer"], named["was"], named["haus"])


def _number(text: str) -> int:
    """Read the number of a line. Raises ValueError for what the database could not count to."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise ValueError(text)
    return int(text)


def _page(wanted: Wanted, after: int | None, mistakes: Mistakes | None = None, status: int = 200) -> Response:
    found = service.open_audit(the_house(), who(), wanted, after)
    asked = {"gemeinde": found.town.slug, "wer": wanted.actor, "was": wanted.group, "haus": wanted.hall}
    shown = render_template(
        "desk/audit_log.html",
        page=found,
        asked=asked | {"von": str(wanted.first), "bis": str(wanted.last)},
        is_older=after is not None,
        say_action=say_action,
        actors=ACTORS,
        groups=GROUPS,
        mistakes=mistakes or Mistakes(),
    )
    return keep_private(make_response(shown, status))
