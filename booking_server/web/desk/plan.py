"""For who keeps the year plan: bring it as a file, see line by line what would happen, then enter it."""

import csv
import io

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.errors import PlanUnreadable, RuleBroken
from booking_server.domain.plan_lines import TEMPLATE
from booking_server.domain.plan_verdicts import Verdict
from booking_server.publishing.problems import status_of
from booking_server.services.plans import plan_import
from booking_server.services.plans.plan_files import LARGEST, MOST_ROWS
from booking_server.services.plans.plan_import import PlanReport
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

plan = Blueprint("desk_plan", __name__)

KINDS = {
    Verdict.NEW: "success",
    Verdict.EXISTS: "info",
    Verdict.OVERLAPS: "danger",
    Verdict.BROKEN: "danger",
    Verdict.UNREADABLE: "warning",
}
EXAMPLES = (
    ("", "Saal", "05.10.2026", "19:00", "21:00", "Chorprobe", "Anna Lehmann", "033841 12345", "", "25"),
    ("", "ganzes Haus", "10.10.2026", "16:00", "02:00", "Hochzeit", "B. Müller", "", "b@example.org", "60"),
)  # fmt: skip


@plan.get("/schreibtisch/einlesen")
def form() -> Response:
    """Ask for a file."""
    return _show()


@plan.get("/schreibtisch/einlesen/vorlage.csv")
def template() -> Response:
    """Return an empty plan with the names of the columns and two examples."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows((TEMPLATE, *EXAMPLES))
    answer = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="jahresplan.csv"'
    return keep_private(answer)


@plan.post("/schreibtisch/einlesen")
def look() -> Response:
    """Say what a file would do; nothing is booked yet."""
    upload = request.files.get("plan")
    data = upload.read(LARGEST + 1) if upload else b""
    hall = request.form.get("hall", "")
    try:
        return _show(plan_import.dry_run(the_house(), who(), hall, data), hall=hall)
    except RuleBroken as error:
        told = error if data else PlanUnreadable("Bitte wählen Sie die Datei mit dem Plan aus.")
        return _show(hall=hall, mistakes=Mistakes.of(told), status=status_of(told))


@plan.post("/schreibtisch/einlesen/<slug:slug>/<key:draft_id>")
def apply(slug: str, draft_id: str) -> Response:
    """Enter what the person was shown, or show what has changed meanwhile."""
    report = plan_import.apply(the_house(), who(), slug, draft_id)
    return _show(report, hall=slug, status=409 if report.has_changed else 200)


def _show(
    report: PlanReport | None = None, *, hall: str = "", mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    venues = plan_import.halls_to_plan(the_house(), who())
    shown = render_template(
        "desk/plan.html",
        report=report,
        hall=hall,
        halls=[(venue.slug, venue.name) for venue in venues],
        mistakes=mistakes or Mistakes(),
        kinds=KINDS,
        largest=LARGEST // 1024,
        most=MOST_ROWS,
    )
    return keep_private(make_response(shown, status))
