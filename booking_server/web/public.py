"""For everybody: the halls, and when each is free."""

from itertools import groupby

from flask import Blueprint, abort, render_template, request

from booking_server.domain.rule_sentences import opening_hours, sentences
from booking_server.services import halls, quoting
from booking_server.web.hall_words import ways_in
from booking_server.web.languages import render_page
from booking_server.web.months import read_month, view_month
from booking_server.web.the_house import the_house

public = Blueprint("public", __name__)


@public.get("/")
def start() -> str:
    """Show every hall by municipality and village."""
    entries = halls.list_halls(the_house())
    by_municipality = [
        (municipality, list(group)) for municipality, group in groupby(entries, lambda e: e.municipality)
    ]
    return render_page("public/start.html", by_municipality=by_municipality)


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
