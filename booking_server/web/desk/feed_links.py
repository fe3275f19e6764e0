"""Private calendar links of a hall at the desk: who has one, a new one, and its end."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.publishing.problems import status_of
from booking_server.services.plans import feed_links as service
from booking_server.services.plans.feed_links import LONGEST_LABEL, FeedLinkRefused
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

feed_links = Blueprint("desk_feed_links", __name__)


@feed_links.get("/schreibtisch/kalender/<slug:slug>")
def hall(slug: str) -> Response:
    """Show who has a link to the full calendar of a hall, and the form for another."""
    return _show(slug)


@feed_links.post("/schreibtisch/kalender/<slug:slug>")
def give(slug: str) -> AnyResponse:
    """Give a link with a name."""
    label = one_line(request.form.get("label", ""))
    try:
        service.give(the_house(), who(), slug, label)
    except FeedLinkRefused as error:
        return _show(slug, Mistakes.of(error), status_of(error), label=label)
    return redirect(url_for("desk_feed_links.hall", slug=slug), 303)


@feed_links.post("/schreibtisch/kalender-links/<key:link_id>/beenden")
def end(link_id: str) -> AnyResponse:
    """End a link."""
    venue = service.end(the_house(), who(), link_id)
    return redirect(url_for("desk_feed_links.hall", slug=venue.slug), 303)


def _show(slug: str, mistakes: Mistakes | None = None, status: int = 200, *, label: str = "") -> Response:
    shown = render_template(
        "desk/feed_links.html",
        hall=service.links_of(the_house(), who(), slug),
        label=label,
        longest=LONGEST_LABEL,
        mistakes=mistakes or Mistakes(),
    )
    return keep_private(make_response(shown, status))
