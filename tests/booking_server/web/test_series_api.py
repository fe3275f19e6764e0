"""Series over the JSON API."""

from typing import Any

import pytest
from flask import Flask

from booking_server.services.bookings import bookings
from tests.booking_server.series import SECOND, evening
from tests.booking_server.web.test_openapi import Json, mismatches
from tests.builders import Village, a_request

ADDRESS = "/api/v1/series"


@pytest.fixture
def description(site: Flask) -> Json:
    found: Json = site.test_client().get("/api/v1/openapi.json").get_json()
    return found


@pytest.fixture
def example(description: Json) -> Json:
    found: Json = description["components"]["schemas"]["NewSeries"]["examples"][0]
    return found


def test_a_series_is_looked_at_booked_and_read_as_described(
    site: Flask, village: Village, description: Json, example: Json
) -> None:
    bookings.book(village.house, a_request(period=evening(SECOND, 18, 20), space_slugs=("saal",)))
    client = site.test_client()

    looked = client.post(f"{ADDRESS}/preview", json=example)
    later = next(one for one in looked.get_json()["dates"][1]["suggestions"] if one["way"] == "later")
    chosen = {
        "day": str(SECOND),
        "wish": "other",
        **{name: later[name] for name in ("start", "end", "spaces")},
    }
    made = client.post(ADDRESS, json={**example, "choices": [chosen]})
    token = {"Authorization": f"Bearer {made.get_json()['token']}"}
    read = client.get(f"{ADDRESS}/{made.get_json()['id']}", headers=token)

    assert [answer.status_code for answer in (looked, made, read)] == [200, 201, 200]
    for name, answer in (("SeriesPreview", looked), ("Series", made), ("Series", read)):
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert mismatches(answer.get_json(), schema, description, name) == []
    states = [date["state"] for date in looked.get_json()["dates"]]
    assert (states[:3], looked.get_json()["bookable"]) == (["free", "taken", "holiday"], 9)
    assert made.get_json()["dates"][1]["start"] == later["start"]
    assert read.get_json() == made.get_json()


def test_the_same_key_books_a_series_once(site: Flask, example: Json) -> None:
    client, key = site.test_client(), {"Idempotency-Key": "one"}

    first, again = (client.post(ADDRESS, json=example, headers=key) for _ in "ab")

    assert first.get_json()["id"] == again.get_json()["id"]


def test_a_series_is_shown_only_to_its_token(site: Flask, example: Json) -> None:
    client = site.test_client()
    made = client.post(ADDRESS, json=example).get_json()

    assert client.get(f"{ADDRESS}/{made['id']}").status_code == 401
    wrong = {"Authorization": f"Bearer {'A' * 24}"}
    assert client.get(f"{ADDRESS}/{made['id']}", headers=wrong).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"frequency": "daily"}, "frequency"),
        ({"weekday": 7}, "weekday"),
        ({"nth": 5}, "nth"),
        ({"start_time": "25:00"}, "start_time"),
        ({"end_time": None}, "end_time"),
        ({"first_day": "5.10.2026"}, "first_day"),
        ({"last_day": "2026-10-01"}, "last_day"),
        ({"last_day": "2099-10-01"}, "last_day"),
        ({"exceptions": ["2026-10-05"]}, "exceptions"),
        ({"exceptions": [{"day": "x"}]}, "exceptions.day"),
        ({"choices": {"2026-10-05": "skip"}}, "choices"),
        ({"choices": [{"day": "2026-10-05", "wish": "dance"}]}, "choices.wish"),
        ({"choices": [{"day": "2026-10-05", "wish": "other", "start": "x", "end": "y"}]}, "start"),
        ({"persons": 5000}, "persons"),
    ],
)
def test_every_mistake_is_named_with_its_member(
    site: Flask, example: Json, change: dict[str, Any], field: str
) -> None:
    for address in (ADDRESS, f"{ADDRESS}/preview"):
        answer = site.test_client().post(address, json={**example, **change})

        assert answer.status_code == 422, answer.get_json(force=True)
        assert field in [error["field"] for error in answer.get_json(force=True)["errors"]]
