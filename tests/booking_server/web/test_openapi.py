"""The description of the interface says what the interface does."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.test_api import BOOKING, bearer, book
from tests.builders import Village

Json = dict[str, Any]
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("get", "post", "delete", "put", "patch")
TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip


@pytest.fixture
def description(site: Flask) -> Json:
    """The description as programs fetch it."""
    found: Json = site.test_client().get("/api/v1/openapi.json").get_json()
    return found


def mismatches(value: Any, schema: Json, description: Json, path: str = "") -> list[str]:
    """Return where a value departs from its description; members nobody described count too."""
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if several := schema.get("oneOf") or schema.get("anyOf"):
        tries = [mismatches(value, one, description, path) for one in several]
        return min(tries, key=len)
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not in {schema['enum']}")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and type(value) not in [TYPES[kind] for kind in kinds]:
        return [*found, f"{path}: {value!r} is not {kinds}"]
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{path}.{name} is missing" for name in schema["required"] if name not in value]
        found += [f"{path}.{name} is not described" for name in value if name not in schema["properties"]]
        for name in value.keys() & schema["properties"].keys():
            found += mismatches(value[name], schema["properties"][name], description, f"{path}.{name}")
    if isinstance(value, list) and "items" in schema:
        for item in value:
            found += mismatches(item, schema["items"], description, f"{path}[]")
    return found


def test_every_route_of_the_api_is_described_and_no_other(site: Flask, description: Json) -> None:
    served = {
        (PLACEHOLDER.sub(r"{\1}", rule.rule).replace("booking_id", "id"), method.lower())
        for rule in site.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    described = {(path, method) for path, item in description["paths"].items() for method in item}

    assert {(path, method) for path, method in described if method in METHODS} == served


def test_answers_have_the_described_shapes(site: Flask, village: Village, description: Json) -> None:
    publish(village)
    client = site.test_client()
    booked = book(client)
    times = {"start": "2026-10-09T10:00Z", "end": "2026-10-09T12:00Z"}
    address = f"/api/v1/bookings/{booked.get_json()['id']}"
    answers = [
        ("Venues", client.get("/api/v1/venues")),
        ("Availability", client.get("/api/v1/venues/dgh-benken/availability?from=2026-10-01")),
        ("Booking", booked),
        ("QuoteAnswer", client.post("/api/v1/quotes", json={"venue": BOOKING["venue"], **times})),
        ("Hold", client.post("/api/v1/holds", json={"venue": BOOKING["venue"], **times})),
        ("Problem", book(client)),
        ("Booking", client.delete(address, headers=bearer(booked.get_json()))),
    ]

    for name, answer in answers:
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert mismatches(answer.get_json(force=True), schema, description, name) == []


def test_the_shapes_can_be_told_apart(description: Json) -> None:
    wrong = {"items": [{"slug": 7, "extra": 1}]}

    found = mismatches(wrong, {"$ref": "#/components/schemas/Venues"}, description)

    assert ".items[].slug: 7 is not ['string']" in found
    assert ".items[].extra is not described" in found
    assert ".items[].name is missing" in found


def test_every_status_it_answers_with_is_described(site: Flask, description: Json) -> None:
    client = site.test_client()
    described = description["paths"]["/api/v1/bookings"]["post"]["responses"]

    seen = {
        book(client).status_code,
        book(client, venue="dgh-reetz", persons=0).status_code,
        book(client, occasion="noch einmal").status_code,
        book(client, venue="dgh-nirgends").status_code,
        book(client, occasion="x" * 70_000).status_code,
        client.post("/api/v1/bookings", data="x").status_code,
        client.post("/api/v1/bookings", data="x", content_type="application/json").status_code,
    }

    assert seen == {201, 422, 409, 404, 413, 415, 400}
    assert {str(status) for status in seen} <= set(described)


def test_the_example_of_the_description_can_be_booked(site: Flask, description: Json) -> None:
    example = description["components"]["schemas"]["NewBooking"]["examples"][0]

    assert site.test_client().post("/api/v1/bookings", json=example).status_code == 201
