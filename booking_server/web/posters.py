"""The poster of a hall for everybody: a month or a week to print and hang beside the door."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request, url_for

from booking_server.notices.posters import Poster, poster_days, poster_pdf, say_week, title_of
from booking_server.services.plans.calendar_items import uses_of
from booking_server.services.plans.feeds import FeedHead, Wanted, public_feed
from booking_server.services.promises.reaching import reachable
from booking_server.web.forms.typed_times import read_date
from booking_server.web.months import read_any_month
from booking_server.web.the_house import the_house
from calendars import local_time

posters = Blueprint("posters", __name__)

A_WEEK = 7
EARLIEST, LATEST = timedelta(days=366), timedelta(days=1100)
_A_DAY = timedelta(days=1)


@posters.get("/kalender/<slug:slug>/aushang.pdf")
def poster(slug: str) -> Response:
    """Print a month (`monat=2026-10`), or the week of a day (`woche=2026-10-05`); this month for neither."""
    house = the_house()
    today = local_time.local_date(house.clock())
    days, heading = _week() if request.args.get("woche") else _month(today)
    if not today - EARLIEST <= days[0] <= today + LATEST:
        abort(404)
    head = public_feed(house, slug, Wanted(days[0], days[-1]))
    page = house.policy.public_url + url_for("public.hall", slug=slug)
    made = _poster(head, days, heading, page)
    answer = Response(poster_pdf(made), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{title_of(made).replace(" ", "-")}.pdf"'
    return answer


def _poster(head: FeedHead, days: Sequence[date], heading: str, page: str) -> Poster:
    uses = uses_of(the_house(), head.window)
    venue = reachable(the_house(), head.venue)
    told = poster_days(venue, days, uses)
    return Poster(venue, heading, told, page, head.changed_at, is_week=len(days) == A_WEEK)


def _month(today: date) -> tuple[list[date], str]:
    month = read_any_month(request.args.get("monat", f"{today:%Y-%m}"))
    if month is None:
        abort(404)
    first = date(month.year, month.number, 1)
    days = [first + n * _A_DAY for n in range(31)]
    return [day for day in days if day.month == month.number], month.words


def _week() -> tuple[list[date], str]:
    day = read_date(request.args["woche"])
    if day is None:
        abort(404)
    monday = day - day.weekday() * _A_DAY
    days = [monday + n * _A_DAY for n in range(A_WEEK)]
    return days, say_week(days)
