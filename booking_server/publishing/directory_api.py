"""What everybody may know, in the JSON API: municipalities, and all about one hall."""

from flask import Blueprint, Response

from booking_server.domain.errors import NotFound
from booking_server.publishing import record_shapes
from booking_server.publishing.api_frame import PUBLIC, api_house, as_json
from booking_server.publishing.queries import Query, as_page
from booking_server.services.halls import halls

directory_api = Blueprint("directory_api", __name__, url_prefix="/api/v1")


@directory_api.get("/municipalities")
def municipalities() -> Response:
    """Return the municipalities by name; there are never more than a page shows."""
    Query().refuse()
    found = halls.municipalities(api_house())
    return as_page([record_shapes.municipality(town) for town in found], None, cache=PUBLIC)


@directory_api.get("/venues/<slug:slug>")
def venue(slug: str) -> Response:
    """Return one hall with its ways in, equipment, rules and addresses."""
    house = api_house()
    for entry in halls.list_halls(house):
        if entry.venue.slug == slug:
            return as_json(record_shapes.venue_details(entry, house.policy.public_url), cache=PUBLIC)
    raise NotFound("Dieses Haus gibt es nicht.")
