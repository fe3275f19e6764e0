"""The sign at the door of a hall: a small display that shows the days to come, for everybody who passes."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request, url_for

from booking_server.notices.posters import poster_days
from booking_server.services.plans.calendar_items import uses_of
from booking_server.services.plans.feeds import Wanted, public_feed
from booking_server.web.the_house import the_house
from calendars import local_time

door_sign = Blueprint("door_sign", __name__)

DAYS = 7
REFRESH = timedelta(minutes=5)
DISPLAY = "anzeige"


@door_sign.get("/tuerschild/<slug:slug>")
def sign(slug: str) -> Response:
    """Show what is on in the coming days, as far as its organizers published it.

    With `?anzeige=1` the browser asks again every five minutes, without script. It is asked for by a link: a
    page that moves by itself takes people by surprise who read slowly (WCAG 2.2.1).
    """
    house = the_house()
    today = local_time.local_date(house.clock())
    days = [today + timedelta(days=number) for number in range(DAYS)]
    head = public_feed(house, slug, Wanted(days[0], days[-1]))
    shown = render_template(
        "door_sign/page.html",
        venue=head.venue,
        days=poster_days(head.venue, days, uses_of(house, head.window)),
        page=house.policy.public_url + url_for("public.hall", slug=slug),
        now=head.now,
        is_display=DISPLAY in request.args,
        minutes=REFRESH // timedelta(minutes=1),
    )
    return make_response(shown)


@door_sign.after_request
def ask_again(answer: Response) -> Response:
    """Let a display ask again, also after an answer that went wrong: nobody stands there to press a key."""
    if DISPLAY in request.args:
        answer.headers["Refresh"] = str(int(REFRESH.total_seconds()))
    return answer
