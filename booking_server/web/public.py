"""For everybody: the halls, and when each is free."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from booking_server.domain.rule_sentences import opening_hours, sentences
from booking_server.services.bookings import quoting
from booking_server.services.halls import halls
from booking_server.services.halls.finding import find_halls
from booking_server.web.forms.booking_form import number
from booking_server.web.forms.typed_times import read_date
from booking_server.web.hall_words import ways_in
from booking_server.web.languages import render_page
from booking_server.web.months import day_view, listed, month_of, read_month, view_month
from booking_server.web.overview_map import draw
from booking_server.web.search import coming_weekend, in_groups, read_search, to_wish, villages
from booking_server.web.the_house import the_house
from booking_server.web.weeks import monday_of, read_week, view_week, week_period
from calendars.local_time import local_date

public = Blueprint("public", __name__)


@public.get("/")
def start() -> Response:
    """Show the halls by municipality and village, or those that suit what is looked for."""
    house = the_house()
    today = local_date(house.clock())
    search = read_search(request.args)
    wish, mistakes = to_wish(search, today)
    found = find_halls(house, wish)
    shown = render_page(
        "public/start.html",
        search=search,
        wish=wish,
        mistakes=mistakes,
        groups=in_groups(found),
        weekend=coming_weekend(today),
        villages=[("", "–"), *villages(found)],
        drawing=draw(sorted(found, key=lambda one: one.entry.district.name)),
        today=today,
    )
    return make_response(shown, 400 if mistakes.all else 200)


@public.get("/hallen/<slug:slug>")
def hall(slug: str) -> str:
    """Show one hall and a month, or a week, of its free and taken times.

    Who comes from the search finds the day and the number of persons again.
    """
    house = the_house()
    now = house.clock()
    venue = halls.find(house, slug)
    horizon = venue.latest_start(now)
    day = read_date(request.args.get("datum", ""))
    if day is not None and not local_date(now) <= day <= local_date(horizon):
        day = None
    asked = request.args.get("monat", str(month_of(day)) if day else "")
    month = read_month(asked, now, horizon)
    monday = read_week(read_date(request.args["woche"]), now, horizon) if "woche" in request.args else None
    if month is None or ("woche" in request.args and monday is None):
        abort(404)
    page = halls.hall(house, slug, week_period(monday) if monday else listed(month, now))
    return render_template(
        "public/hall.html",
        page=page,
        venue=page.venue,
        view=None if monday else view_month(page, month),
        week=view_week(page, monday) if monday else None,
        this_week=monday_of(day or local_date(max(now, month.period.start))),
        asked_day=day_view(page, day) if day and not monday else None,
        persons=number(request.args.get("personen", "")),
        prices=quoting.hall_prices(house, page.venue),
        opening=opening_hours(page.venue.regulation),
        rules=sentences(page.venue),
        ways_in=ways_in(page.venue.facts),
    )
