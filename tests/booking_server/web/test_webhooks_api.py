"""Webhooks and doors over the interface: what a program enters, reads and changes, as described."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from booking_server.services.doors import door_reports
from tests.booking_server.doors import enrol
from tests.booking_server.keys import bearing, give
from tests.booking_server.web.test_api import BOOKING, assert_problem
from tests.booking_server.web.test_openapi import Json, mismatches
from tests.builders import Village

ADDRESS = "/api/v1/webhooks"
WANTED = {"name": "Portal", "url": "https://app.example.org/x?k=geheim", "events": ["door.alarm"]}


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A program."""
    return site.test_client()


@pytest.fixture
def fields(village: Village) -> dict[str, str]:
    """A key that may do everything."""
    return bearing(give(village))


def entered(client: FlaskClient, fields: dict[str, str]) -> Any:
    made = client.post(ADDRESS, json=WANTED, headers=fields)
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{ADDRESS}/{made.get_json()['id']}"
    return made.get_json()


def test_an_address_is_entered_read_changed_and_deleted(client: FlaskClient, fields: dict[str, str]) -> None:
    made = entered(client, fields)
    one = f"{ADDRESS}/{made['id']}"

    read = client.get(one, headers=fields)
    assert {**read.get_json(), "secret": made["secret"]} == made
    assert "geheim" not in read.text
    changed = client.patch(one, json={"events": ["booking.created"], "enabled": False}, headers=fields)
    assert (changed.get_json()["events"], changed.get_json()["enabled"]) == (["booking.created"], False)
    assert changed.get_json()["name"] == "Portal"
    renewed = client.post(f"{one}/secret", headers=fields).get_json()
    assert renewed["secret"] != made["secret"]
    assert renewed["old_secret_until"] == "2026-09-29T10:00:00Z"

    assert client.delete(one, headers=fields).status_code == 204
    assert_problem(client.get(one, headers=fields), 404, "not-found")
    assert client.get(ADDRESS, headers=fields).get_json()["items"] == []


def test_what_has_changed_since_is_not_changed_unseen(
    client: FlaskClient, fields: dict[str, str], village: Village
) -> None:
    one = f"{ADDRESS}/{entered(client, fields)['id']}"
    seen = {**fields, "If-Match": client.get(one, headers=fields).headers["ETag"]}
    village.clock.forward(minutes=1)

    first = client.patch(one, json={"name": "Eins"}, headers=seen)
    second = client.patch(one, json={"name": "Zwei"}, headers=seen)
    ended = client.delete(one, headers=seen)

    assert first.status_code == 200
    assert_problem(second, 412, "has-changed")
    assert_problem(ended, 412, "has-changed")
    assert client.get(one, headers=fields).get_json()["name"] == "Eins"
    seen["If-Match"] = client.get(one, headers=fields).headers["ETag"]
    assert client.delete(one, headers=seen).status_code == 204


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://app.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": None}, "url"),
        ({"events": []}, "events"),
        ({"events": ["door.alarm", "door.alarm"]}, "events"),
        ({"events": ["webhook.test"]}, "events"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"enabled": "ja"}, "enabled"),
    ],
)
def test_what_cannot_be_entered_is_named(
    client: FlaskClient, fields: dict[str, str], change: dict[str, Any], field: str
) -> None:
    answer = client.post(ADDRESS, json={**WANTED, **change}, headers=fields)

    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["field"] == field


def test_messages_are_listed_page_by_page_and_sent_again(client: FlaskClient, fields: dict[str, str]) -> None:
    one = f"{ADDRESS}/{entered(client, fields)['id']}"
    sent = [client.post(f"{one}/test", headers=fields) for _ in range(3)]
    assert {answer.status_code for answer in sent} == {202}

    first = client.get(f"{one}/messages?limit=2&state=waiting", headers=fields).get_json()
    rest = client.get(f"{one}/messages?limit=2&cursor={first['next']}", headers=fields).get_json()
    again = client.post(f"{one}/messages/{first['items'][0]['id']}/resend", headers=fields)

    told = {message["id"] for message in first["items"] + rest["items"]}
    assert told == {answer.get_json()["id"] for answer in sent}
    assert rest["next"] is None
    assert (again.status_code, again.get_json()["state"]) == (202, "waiting")


def test_what_a_door_reported_is_read_in_its_order_without_codes(
    client: FlaskClient, fields: dict[str, str], village: Village
) -> None:
    door, now = enrol(village.house, village.cast.benken), int(village.clock.now.timestamp())
    for number in range(3):
        door.happen(now + number, granted=True, reason="ok", cls="pin", digits="12345678")
    door_reports.store_events(village.house, door.id, door.batch(1, 3, now + 3))
    events = f"/api/v1/doors/{door.id}/events"

    first = client.get(f"{events}?limit=2", headers=fields)
    rest = client.get(f"{events}?limit=2&cursor={first.get_json()['next']}", headers=fields)

    assert [one["seq"] for one in first.get_json()["items"] + rest.get_json()["items"]] == [1, 2, 3]
    assert rest.get_json()["next"] is None
    assert "12345678" not in first.text
    assert [one["id"] for one in client.get("/api/v1/doors", headers=fields).get_json()["items"]] == [door.id]
    assert client.get("/api/v1/doors?venue=dgh-reetz", headers=fields).get_json()["items"] == []
    assert_problem(client.get("/api/v1/doors?venue=dgh-luette", headers=fields), 404, "not-found")


def test_a_key_reads_what_is_described(client: FlaskClient, fields: dict[str, str], village: Village) -> None:
    description: Json = client.get("/api/v1/openapi.json").get_json()
    door = enrol(village.house, village.cast.benken)
    door.happen(int(village.clock.now.timestamp()), granted=True, reason="ok", cls="pin")
    door_reports.store_events(village.house, door.id, door.batch(1, 1, int(village.clock.now.timestamp())))
    booked = client.post("/api/v1/bookings", json=BOOKING, headers=fields).get_json()
    made = entered(client, fields)
    one = f"{ADDRESS}/{made['id']}"
    answers = {
        "Key": client.get("/api/v1/key", headers=fields).get_json(),
        "BookingRecord": client.get(f"/api/v1/bookings/{booked['id']}", headers=fields).get_json(),
        "Door": client.get(f"/api/v1/doors/{door.id}", headers=fields).get_json(),
        "DoorReport": client.get(f"/api/v1/doors/{door.id}/events", headers=fields).get_json()["items"][0],
        "WebhookWithSecret": made,
        "Webhook": client.get(one, headers=fields).get_json(),
        "WebhookMessage": client.post(f"{one}/test", headers=fields).get_json(),
        "VenueDetails": client.get("/api/v1/venues/dgh-benken").get_json(),
        "Municipality": client.get("/api/v1/municipalities").get_json()["items"][0],
    }

    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert mismatches(answer, schema, description, name) == []
