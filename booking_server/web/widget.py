"""A hall's calendar for other sites: a page in a frame, on the sites its municipality named alone."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from booking_server.services.halls import halls, town_facts
from booking_server.web.headers import let_frame
from booking_server.web.months import listed, read_month, view_month
from booking_server.web.the_house import the_house

widget = Blueprint("widget", __name__)


@widget.get("/widget/<slug:slug>")
def hall(slug: str) -> Response:
    """Show one month of a hall, without cookie and without form."""
    house = the_house()
    venue = halls.find(house, slug)
    month = read_month(request.args.get("monat", ""), house.clock(), venue.latest_start(house.clock()))
    if month is None:
        abort(404)
    page = halls.hall(house, slug, listed(month, house.clock()))
    shown = render_template(
        "widget/hall.html", page=page, view=view_month(page, month), home=house.policy.public_url
    )
    return let_frame(make_response(shown), town_facts.framing_of(house, venue.municipality_id))
