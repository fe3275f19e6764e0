"""For who looks after halls: lists with names and numbers as CSV or Excel file, period and columns chosen."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.errors import ExportTooLarge, NotPermitted, RuleBroken
from booking_server.publishing.exports.columns import COLUMNS, chosen
from booking_server.publishing.exports.csv_file import CSV, write_csv
from booking_server.publishing.exports.workbook import XLSX, write_workbook
from booking_server.publishing.streaming import begun
from booking_server.services.plans import exports as service
from booking_server.services.plans.calendar_items import Window, uses_of
from booking_server.services.plans.exports import Order
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.typed_times import read_date
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house
from calendars import local_time

exports = Blueprint("desk_exports", __name__)

USUAL = timedelta(days=91)
KINDS = {"csv": CSV, "xlsx": XLSX}


@exports.get("/schreibtisch/listen")
def form() -> Response:
    """Ask which list."""
    today = local_time.local_date(the_house().clock())
    codes = [column.code for column in COLUMNS]
    return _page({"first": str(today), "last": str(today + USUAL)}, codes)


@exports.post("/schreibtisch/listen")
def hand_out() -> Response:
    """Return the list as a file."""
    kind = request.form.get("kind", "csv")
    columns = chosen(request.form.getlist("columns"))
    order = Order(
        hall=request.form.get("hall", ""),
        first=read_date(request.form.get("first", "")),
        last=read_date(request.form.get("last", "")),
        columns=tuple(column.code for column in columns),
        kind=kind if kind in KINDS else "csv",
    )
    try:
        return _file(order, service.hand_out(the_house(), who(), order))
    except (RuleBroken, ExportTooLarge) as error:
        return _page(request.form.to_dict(), list(order.columns), Mistakes.of(error), status=422)


def _file(order: Order, window: Window) -> Response:
    uses = (use for use in uses_of(the_house(), window) if use.is_occupying)
    venues, columns = {venue.id: venue for venue in window.venues}, chosen(list(order.columns))
    answer = Response(content_type=KINDS[order.kind])
    if order.kind == "xlsx":
        answer.set_data(write_workbook(uses, venues, columns, title="Belegung"))
    else:
        answer.response = begun(write_csv(uses, venues, columns))
    name = f"belegung-{order.first}-bis-{order.last}.{order.kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return keep_private(answer)


def _page(
    typed: dict[str, str], columns: list[str], mistakes: Mistakes | None = None, *, status: int = 200
) -> Response:
    venues = service.halls_of(the_house(), who())
    if not venues:
        raise NotPermitted("Listen bekommt, wer ein Haus verwaltet.")
    shown = render_template(
        "desk/exports.html",
        typed=typed,
        chosen=columns,
        columns=COLUMNS,
        venues=venues,
        mistakes=mistakes or Mistakes(),
    )
    return keep_private(make_response(shown, status))
