"""Addresses of data for everybody. Where a municipality did not switch them on, there is nothing."""

import hashlib
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, abort, current_app, request

from booking_server.domain.errors import NotFound
from booking_server.publishing.api_frame import PUBLIC, as_json
from booking_server.publishing.open_data import figures
from booking_server.publishing.open_data.catalogue import JSON_LD, catalogue
from booking_server.publishing.open_data.space_api import document
from booking_server.services.foundation.house import House
from booking_server.services.partners import open_data as service
from booking_server.services.partners.open_data import OpenYear

open_data = Blueprint("open_data", __name__)


@open_data.get("/daten/<slug:town>/katalog.jsonld")
def of_town(town: str) -> Response:
    """Return the catalogue of a municipality's data."""
    try:
        place = service.open_town(_house(), town)
    except NotFound:
        abort(404)
    answer = as_json(catalogue(place, _house().policy.public_url), cache=PUBLIC)
    answer.content_type = JSON_LD
    return _for_everybody(answer)


@open_data.get("/daten/<slug:town>/nutzung/<int:year>.json")
def as_document(town: str, year: int) -> Response:
    """Return a year of use as JSON."""
    return _for_everybody(as_json(figures.as_document(_year(town, year)), cache=PUBLIC))


@open_data.get("/daten/<slug:town>/nutzung/<int:year>.csv")
def as_table(town: str, year: int) -> Response:
    """Return a year of use as CSV."""
    data = figures.as_csv(_year(town, year))
    answer = Response(data, content_type="text/csv; charset=utf-8; header=present")
    answer.headers["Cache-Control"] = PUBLIC
    answer.set_etag(hashlib.sha256(data).hexdigest()[:32])
    answer.make_conditional(request)
    return _for_everybody(answer)


@open_data.get("/daten/raum/<slug:slug>.json")
def of_hall(slug: str) -> Response:
    """Return the SpaceAPI document of a hall."""
    try:
        hall = service.hall_now(_house(), slug)
    except NotFound:
        abort(404)
    asset = cast("Callable[[str], str]", current_app.jinja_env.globals["asset"])
    told = document(hall, _house().policy.public_url, asset("icon.svg"))
    return _for_everybody(as_json(told, cache=PUBLIC))


def _year(slug: str, year: int) -> OpenYear:
    try:
        return service.open_year(_house(), slug, year)
    except NotFound:
        abort(404)


def _for_everybody(answer: Response) -> Response:
    """Let pages of other sites read it: it is the same for everybody, and no cookie comes along."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
