"""The JSON API as a program meets it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from booking_server.services.bookings import bookings
from tests.builders import Village, a_request, between

BOOKING = {
    "venue": "dgh-benken",
    "start": "2026-10-02T16:00:00+02:00",
    "end": "2026-10-03T02:00:00+02:00",
    "persons": 40,
    "occasion": "Hochzeit",
    "organizer": {"name": "Anna Lehmann", "email": "anna@example.org"},
    "house_rules_accepted": True,
}


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A program."""
    return site.test_client()


def book(client: FlaskClient, key: str = "", **changes: Any) -> TestResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/bookings", json={**BOOKING, **changes}, headers=headers)


def bearer(booked: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {booked['token']}"}


def assert_problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.get_json(force=True)
    assert body["status"] == status
    assert body["code"] == code
    assert body["detail"]
    return body


@pytest.mark.parametrize("key", ["k" * 129, "Schlüssel", "a\x85b", "a\xa0b"])
def test_an_idempotency_key_the_description_does_not_allow_is_refused_with_the_reason(
    client: FlaskClient, key: str
) -> None:
    allowed = client.get("/api/v1/openapi.json").get_json()["components"]["parameters"]["idempotency_key"]
    assert not re.fullmatch(allowed["schema"]["pattern"], key) or len(key) > allowed["schema"]["maxLength"]

    assert "Idempotency-Key" in assert_problem(book(client, key), 400, "key-unreadable")["detail"]
    assert book(client, "k {}!~" + "k" * 122).status_code == 201


def test_halls_are_listed_with_their_spaces(client: FlaskClient) -> None:
    items = client.get("/api/v1/venues").get_json()["items"]

    assert [item["slug"] for item in items] == ["dgh-luette", "dgh-benken", "dgh-reetz", "dgh-schlamau"]
    assert items[1] == {
        "slug": "dgh-benken",
        "name": "DGH Benken",
        "municipality": "Wiesenburg/Mark",
        "district": "Benken",
        "approval": "none",
        "is_sample": True,
        "spaces": [
            {"slug": "saal", "name": "Saal", "capacity": 80, "shares": []},
            {"slug": "kueche", "name": "Kueche", "capacity": 10, "shares": []},
        ],
        "bundles": [],
        "layouts": [],
        "rules": ["Ruhezeit: 22:00 bis 06:00 Uhr."],
    }


def test_a_booking_is_answered_with_its_codes(client: FlaskClient) -> None:
    answer = book(client)

    booked = answer.get_json()
    assert answer.status_code == 201
    assert booked["status"] == "confirmed"
    assert booked["url"].endswith(f"/buchungen/{booked['id']}?t={booked['token']}")
    assert len(booked["access"]["pin"]) == 8
    assert booked["access"]["qr"].isdecimal()
    assert booked["access"]["valid_from"] == "2026-10-02T14:00:00Z"
    assert booked["access"]["valid_until"] == "2026-10-03T00:00:00Z"
    assert booked["spaces"] == ["saal", "kueche"]
    assert booked["events"] == []


def test_a_request_has_no_codes_yet(client: FlaskClient) -> None:
    booked = book(client, venue="dgh-schlamau").get_json()

    assert (booked["status"], booked["access"]) == ("requested", None)


def test_a_booking_is_read_back_and_cancelled_with_its_token(client: FlaskClient) -> None:
    booked = book(client).get_json()
    address = f"/api/v1/bookings/{booked['id']}"

    read = client.get(address, headers=bearer(booked))
    cancelled = client.delete(address, headers=bearer(booked))
    again = client.delete(address, headers=bearer(booked))

    assert read.get_json() == booked
    assert (cancelled.status_code, cancelled.get_json()["status"]) == (200, "cancelled")
    assert cancelled.get_json()["access"] is None
    assert_problem(again, 409, "transition-not-allowed")


def test_a_booking_is_not_there_without_its_token(client: FlaskClient) -> None:
    booked = book(client).get_json()
    other = book(client, start="2026-10-09T16:00:00Z", end="2026-10-09T18:00:00Z").get_json()
    address = f"/api/v1/bookings/{booked['id']}"

    assert_problem(client.get(address), 401, "token-missing")
    assert_problem(client.get(f"{address}?t={booked['token']}"), 401, "token-missing")
    assert_problem(client.get(address, headers={"Authorization": "Bearer [no token]"}), 401, "token-missing")
    assert_problem(client.get(address, headers=bearer(other)), 404, "not-found")
    assert_problem(client.delete(address, headers=bearer(other)), 404, "not-found")
    assert_problem(client.get(f"/api/v1/bookings/{'0' * 16}", headers=bearer(booked)), 404, "not-found")


def test_a_clash_is_a_conflict(client: FlaskClient) -> None:
    book(client)

    body = assert_problem(book(client, spaces=["saal"]), 409, "booking-overlaps")

    assert body["type"] == "urn:dorfschluessel:problem:booking-overlaps"
    assert "schon belegt" in body["detail"]


def test_the_same_key_yields_the_same_booking(client: FlaskClient) -> None:
    first, second = book(client, "k-1"), book(client, "k-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert_problem(book(client, "k-1", persons=41), 422, "idempotency-key-reused")


def test_a_hold_keeps_spaces_until_it_is_redeemed(client: FlaskClient) -> None:
    times = {name: BOOKING[name] for name in ("venue", "start", "end")}

    held = client.post("/api/v1/holds", json=times)

    assert held.status_code == 201
    assert held.get_json()["expires_at"] == "2026-09-28T10:10:00Z"
    assert_problem(book(client), 409, "booking-overlaps")
    assert book(client, hold=held.get_json()["id"]).status_code == 201


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"start": "2026-10-02T16:00:00"}, "time-unreadable", "start"),
        ({"start": "2026-10-02"}, "time-unreadable", "start"),
        ({"start": 1790000000}, "time-unreadable", "start"),
        ({"start": None}, "time-unreadable", "start"),
        ({"end": "9999-12-31T23:59:59+00:00"}, "time-unreadable", "end"),
        ({"end": "2026-10-02T16:00:00+99:00"}, "time-unreadable", "end"),
        ({"end": "2026-10-02T10:00:00+02:00"}, "booking-reversed", "end"),
        ({"start": "2026-09-28T09:00:00Z"}, "booking-in-the-past", "start"),
        ({"end": "2026-10-09T02:00:00+02:00"}, "booking-too-long", "end"),
        ({"persons": 91}, "too-many-persons", "persons"),
        ({"persons": 0}, "persons-missing", "persons"),
        ({"persons": "40"}, "field-unreadable", "persons"),
        ({"persons": 1e400}, "field-unreadable", "persons"),
        ({"persons": True}, "field-unreadable", "persons"),
        ({"persons": 10**40}, "field-unreadable", "persons"),
        ({"spaces": []}, "field-unreadable", "spaces"),
        ({"spaces": "saal"}, "field-unreadable", "spaces"),
        ({"spaces": ["keller"]}, "space-unknown", "spaces"),
        ({"purpose": "election"}, "purpose-missing", "purpose"),
        ({"postcode": "x"}, "postcode-invalid", "postcode"),
        ({"occasion": ""}, "occasion-missing", "occasion"),
        ({"occasion": "x" * 2000}, "text-too-long", "occasion"),
        ({"occasion": ["x"]}, "field-unreadable", "occasion"),
        ({"organizer": None}, "name-missing", "name"),
        ({"organizer": "Anna"}, "field-unreadable", "organizer"),
        ({"organizer": {"name": "Anna"}}, "contact-missing", "email"),
        ({"organizer": {"name": 7, "email": "a@example.org"}}, "field-unreadable", "organizer.name"),
        ({"house_rules_accepted": False}, "house-rules-not-accepted", "house_rules"),
        ({"house_rules_accepted": "yes"}, "field-unreadable", "house_rules_accepted"),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    client: FlaskClient, changes: dict[str, Any], code: str, field: str
) -> None:
    body = assert_problem(book(client, **changes), 422, code)

    assert (body["errors"][0]["code"], body["errors"][0]["field"]) == (code, field)


def test_every_broken_rule_is_named(client: FlaskClient) -> None:
    body = assert_problem(book(client, persons=0, occasion=""), 422, "occasion-missing")

    assert [error["code"] for error in body["errors"]] == ["occasion-missing", "persons-missing"]


def test_an_unknown_hall_is_not_found(client: FlaskClient) -> None:
    assert_problem(book(client, venue="dgh-nirgends"), 404, "not-found")
    assert_problem(client.get("/api/v1/venues/dgh-nirgends/availability"), 404, "not-found")


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff", b'"x"', b"[" * 10_000])
def test_what_is_no_json_object_is_a_bad_request(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/v1/bookings", data=body, content_type="application/json")

    assert_problem(answer, 400, "json-unreadable")


def test_only_json_is_read(client: FlaskClient) -> None:
    assert_problem(client.post("/api/v1/bookings", data={"venue": "dgh-benken"}), 415, "not-json")


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "Zeile\nzwei", "\u202eevil"])
def test_control_characters_and_broken_ones_never_reach_the_database(client: FlaskClient, text: str) -> None:
    answer = book(client, occasion=f"Fest {text}", organizer={"name": f"A{text}", "email": "a@example.org"})

    assert answer.status_code == 201
    assert answer.get_json()["occasion"].isprintable()


def test_seconds_widen_a_booking_to_whole_minutes(client: FlaskClient) -> None:
    booked = book(client, start="2026-10-02T16:00:59.5+02:00", end="2026-10-02T18:00:00.001+02:00").get_json()

    assert (booked["start"], booked["end"]) == ("2026-10-02T14:00:00Z", "2026-10-02T16:01:00Z")


def test_availability_tells_when_and_never_who(client: FlaskClient, village: Village) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    answer = client.get("/api/v1/venues/dgh-benken/availability?from=2026-10-02&to=2026-10-03")

    assert answer.get_json() == {
        "venue": "dgh-benken",
        "from": "2026-10-01T22:00:00Z",
        "to": "2026-10-03T22:00:00Z",
        "taken": [
            {
                "start": "2026-10-02T14:00:00Z",
                "end": "2026-10-03T00:00:00Z",
                "spaces": ["saal"],
                "whole_hall": False,
                "closed": False,
                "title": None,
            }
        ],
    }


def test_availability_without_bounds_looks_a_month_ahead(client: FlaskClient, village: Village) -> None:
    bookings.book(village.house, a_request(period=between("2026-10-28 10:00", "2026-10-28 12:00")))

    answer = client.get("/api/v1/venues/dgh-benken/availability").get_json()

    assert (answer["from"], answer["to"]) == ("2026-09-28T10:00:00Z", "2026-10-29T10:00:00Z")
    assert len(answer["taken"]) == 1


@pytest.mark.parametrize(
    "query", ["from=x", "to=2026-13-01", "from=2026-10-05&to=2026-10-01", "from=2026-10-01&to=2029-10-01"]
)
def test_unreadable_bounds_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/venues/dgh-benken/availability?{query}").status_code == 422


def test_unknown_addresses_and_methods_are_problems_too(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/nichts"), 404, "http-404")
    answer = client.put("/api/v1/bookings")
    assert_problem(answer, 405, "http-405")
    assert "POST" in answer.headers["Allow"]


def test_a_request_too_large_is_refused(client: FlaskClient) -> None:
    assert book(client, occasion="x" * 70_000).status_code == 413
