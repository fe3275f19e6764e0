"""For everybody: the halls, and when each is free."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from booking_server.domain.rule_sentences import opening_hours, sentences
from booking_server.services import halls, quoting
from booking_server.services.finding import find_halls
from booking_server.web.hall_words import ways_in
from booking_server.web.languages import render_page
from booking_server.web.months import read_month, view_month
from booking_server.web.overview_map import draw
from booking_server.web.search import coming_weekend, in_groups, read_search, to_wish, villages
from booking_server.web.the_house import the_house
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
    """Show one hall and a month of its free and taken times."""
    house = the_house()
    now = house.clock()
    venue = halls.find(house, slug)
    month = read_month(request.args.get("monat", ""), now, venue.latest_start(now))
    if month is None:
        abort(404)
    page = halls.hall(house, slug, month.period)
    return render_template(
        "public/hall.html",
        page=page,
        venue=page.venue,
        view=view_month(page, month),
        prices=quoting.hall_prices(house, page.venue),
        opening=opening_hours(page.venue.regulation),
        rules=sentences(page.venue),
        ways_in=ways_in(page.venue.facts),
    )
