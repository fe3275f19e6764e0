"""The waiting list in the JSON API: getting on it, looking, leaving."""

from flask import Blueprint, Response

from booking_server.publishing import shapes
from booking_server.publishing.api import booking_request
from booking_server.publishing.api_frame import (
    api_house,
    as_json,
    link_token,
    own_name,
    read_body,
    read_key,
    unauthorized,
)
from booking_server.services.waiting import waiting as service

waiting_api = Blueprint("waiting_api", __name__, url_prefix="/api/v1/waiting")


@waiting_api.post("")
def join() -> Response:
    """Wait for a time that is taken."""
    body = read_body()
    if isinstance(body, Response):
        return body
    key = read_key()
    if isinstance(key, Response):
        return key
    house = api_house()
    wish = service.join(house, booking_request(body), idempotency_key=own_name("api", key) if key else "")
    return as_json(shapes.waiting(service.page_of(house, wish.id)), 201)


@waiting_api.get("/<key:waiting_id>")
def place(waiting_id: str) -> Response:
    """Return a place on the list to whoever holds its token."""
    token = link_token()
    if token is None:
        return unauthorized()
    return as_json(shapes.waiting(service.look(api_house(), service.with_token(waiting_id, token))))


@waiting_api.delete("/<key:waiting_id>")
def leave(waiting_id: str) -> Response:
    """Leave the list, and return what is left of the place."""
    token = link_token()
    if token is None:
        return unauthorized()
    house, sealed = api_house(), service.with_token(waiting_id, token)
    service.leave(house, sealed)
    return as_json(shapes.waiting(service.look(house, sealed)))
