"""The waiting list as a program meets it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations
from tests.booking_server.web.test_api import BOOKING, assert_problem, bearer
from tests.booking_server.web.test_openapi import mismatches
from tests.builders import Village, a_request

OTHER = {**BOOKING, "organizer": {"name": "Jens Brandt", "email": "jens@example.org"}}


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A program."""
    return site.test_client()


def wait(client: FlaskClient, body: dict[str, Any] = BOOKING, key: str = "") -> TestResponse:
    return client.post("/api/v1/waiting", json=body, headers={"Idempotency-Key": key} if key else {})


def test_a_program_waits_sees_the_offer_and_leaves(client: FlaskClient, village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    answer = wait(client, key="a")
    place = answer.get_json()
    address = f"/api/v1/waiting/{place['id']}"

    assert answer.status_code == 201
    assert (place["state"], place["before"], place["offered_until"]) == ("waiting", 0, None)
    assert wait(client, key="a").get_json() == place
    village.clock.forward(minutes=1)
    assert wait(client, OTHER).get_json()["before"] == 1
    schema = {"$ref": "#/components/schemas/Waiting"}
    description = client.get("/api/v1/openapi.json").get_json()
    assert mismatches(place, schema, description) == []
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)
    offered = client.get(address, headers=bearer(place)).get_json()
    assert (offered["state"], offered["offered_until"]) == ("offered", "2026-09-29T10:01:00Z")
    assert mismatches(offered, schema, description) == []

    assert client.delete(address, headers=bearer(place)).get_json()["state"] == "left"
    assert client.delete(address, headers=bearer(place)).get_json()["state"] == "left"


def test_what_cannot_be_waited_for_is_told_as_a_problem(client: FlaskClient, village: Village) -> None:
    assert_problem(wait(client), 409, "time-is-free")
    bookings.book(village.house, a_request())
    assert_problem(wait(client, {**BOOKING, "persons": 0}), 422, "persons-missing")
    assert wait(client, key="a").status_code == 201
    assert_problem(wait(client), 409, "already-waiting")
    assert_problem(wait(client, OTHER, key="a"), 422, "idempotency-key-reused")
    assert_problem(wait(client, key="a" * 200), 400, "key-unreadable")


def test_a_place_is_shown_to_who_holds_its_token_only(client: FlaskClient, village: Village) -> None:
    bookings.book(village.house, a_request())
    mine, other = (wait(client, body).get_json() for body in (BOOKING, OTHER))
    address = f"/api/v1/waiting/{mine['id']}"

    for method in (client.get, client.delete):
        assert_problem(method(address), 401, "token-missing")
        assert_problem(method(address, headers=bearer(other)), 404, "not-found")
    assert client.get(address, headers=bearer(mine)).get_json()["state"] == "waiting"
