"""Two municipalities' keys over every route of the interface: nobody reads or changes what is next door."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from booking_server.domain.api_keys import KeyScope
from booking_server.services.bookings import bookings
from booking_server.services.partners import api_keys
from booking_server.storage.tables import audit, metadata
from booking_server.storage.tables import bookings as booking_rows
from booking_server.web.access import MATRIX, Place, Who
from booking_server.web.app import create_app
from tests.booking_server.keys import bearing
from tests.booking_server.web.matrix.rehearsal import Stage, rehearsing
from tests.booking_server.web.matrix.scene import BIRDS, Scene, delivered, set_scene
from tests.booking_server.web.matrix.walk import Step, steps
from tests.builders import Village, a_request, between

TOWNS = {Place.OWN_HALL: Place.OTHER_TOWN, Place.OTHER_TOWN: Place.OWN_HALL}
"""Where each of the two keys is at home, and what is next door to it."""
BODIES = {
    "webhooks_api.add": {"name": "x", "url": "https://x.example.org/", "events": ["door.alarm"]},
    "webhooks_api.change": {"enabled": False},
    "credentials_api.make": {"venue": "dgh-benken", "start": "2026-11-16T10:00Z", "end": "2026-11-16T12:00Z"},
    "credentials_api.shift": {"start": "2026-11-17T10:00Z", "end": "2026-11-17T12:00Z"},
}


@pytest.fixture
def scene(village: Village) -> Scene:
    """Both municipalities with bookings, doors, keys, webhooks and messages, each named by its bird."""
    scene = set_scene(village)
    steps(create_app(village.house, _settings()), scene, Who.KEY)
    return scene


def _settings():  # type: ignore[no-untyped-def]
    from booking_server.settings import load_settings
    from tests.booking_server.web.conftest import ENVIRONMENT

    return load_settings(ENVIRONMENT)


def api_steps(site: Flask, scene: Scene) -> list[Step]:
    """Every step over the interface, whoever it is for."""
    found = [step for who in (Who.KEY, Who.LINK, Who.EVERYONE) for step in steps(site, scene, who)]
    return [step for step in found if step.address.startswith("/api/")]


def fields_of(scene: Scene, home: Place) -> dict[str, str]:
    """The fields of a key of a municipality that may do everything."""
    spot = scene.spots[home]
    house = scene.village.house
    return bearing(api_keys.give_key(house, spot.town, name="x", scopes=list(KeyScope), actor="test"))


def ask(client: FlaskClient, stage: Stage, step: Step, fields: dict[str, str]):  # type: ignore[no-untyped-def]
    """Take a step and forget what it changed; PATCH and DELETE too."""
    with stage.one_request():
        body = BODIES.get(step.endpoint, {}) if step.method in ("POST", "PATCH") else None
        return client.open(step.address, method=step.method, json=body, headers=fields)


def private_ids(scene: Scene, home: Place) -> set[str]:
    """Everything of a municipality that has a number of its own: bookings, doors, webhooks, messages."""
    spot = scene.spots[home]
    kept = {scene.kept[name, home] for name in ("door_id", "webhook_id", "message_id", "credential_id")}
    return kept | {spot.confirmed.booking.id, spot.requested.booking.id}


def test_crossed_keys_read_and_change_nothing_of_next_door(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    house = scene.village.house
    walked = api_steps(create_app(house, settings), scene)
    keys = {home: fields_of(scene, home) for home in TOWNS}
    foreign_records, wrong, own_seen = [], [], 0

    with rehearsing(house) as rehearsed:
        assert rehearsed.stage is not None
        client = create_app(rehearsed, settings).test_client()
        for home, next_door in TOWNS.items():
            for step in walked:
                answer = ask(client, rehearsed.stage, step, keys[home])
                told = delivered(answer)
                others = private_ids(scene, next_door) - {step.address.rpartition("/")[2]}
                if BIRDS[next_door].lower() in told or any(one in answer.text for one in others):
                    foreign_records.append(f"{home}: {step}")
                own_seen += BIRDS[home].lower() in told
                if answer.status_code >= 500:
                    wrong.append(f"{home}: {step}: {answer.status_code}")
                is_foreign_thing = step.place is next_door and MATRIX[step.endpoint].scope is not None
                names_thing = any(one in step.address for one in private_ids(scene, next_door))
                if is_foreign_thing and names_thing and answer.status_code != 404:
                    wrong.append(f"{home}: {step}: {answer.status_code} though next door")

    assert foreign_records == []
    assert wrong == []
    assert own_seen >= 10, "each key sees its own"
    assert len(walked) > 30


def test_without_a_key_the_routes_for_keys_tell_nothing(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    client = create_app(scene.village.house, settings).test_client()
    for step in steps(create_app(scene.village.house, settings), scene, Who.KEY):
        answer = client.open(step.address, method=step.method, json={})
        assert answer.status_code == 401, step
        assert not any(bird.lower() in delivered(answer) for bird in BIRDS.values())


def test_every_route_for_keys_asks_for_its_scope(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    house = scene.village.house
    site = create_app(house, settings)
    client, town = site.test_client(), scene.spots[Place.OWN_HALL].town
    for step in steps(site, scene, Who.KEY):
        scope = MATRIX[step.endpoint].scope
        others = [one for one in KeyScope if one is not scope]
        given = api_keys.give_key(house, town, name="x", scopes=others, actor="test")
        answer = client.open(step.address, method=step.method, json={}, headers=bearing(given))
        assert (answer.status_code == 403) == (scope is not None), step


def test_a_booking_sent_for_next_door_leaves_no_trace_there(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    house = scene.village.house
    client = create_app(house, settings).test_client()
    there = scene.spots[Place.OTHER_TOWN]
    body = {
        "venue": there.venue.slug,
        "start": "2026-11-20T18:00:00Z",
        "end": "2026-11-20T20:00:00Z",
        "persons": 5,
        "occasion": "Treffen",
        "organizer": {"name": "Anna", "email": "anna@example.org"},
        "house_rules_accepted": True,
    }

    answer = client.post("/api/v1/bookings", json=body, headers=fields_of(scene, Place.OWN_HALL))

    assert answer.status_code == 404
    with house.reading() as uow:
        made = select(booking_rows.c.id).where(booking_rows.c.source == "api")
        assert uow.connection.execute(made).all() == []


def test_a_municipality_is_told_only_of_its_own(scene: Scene) -> None:
    house, there = scene.village.house, scene.spots[Place.OTHER_TOWN]
    before = scene.kept["webhook_id", Place.OWN_HALL]
    bookings.book(
        house, a_request(there.venue.slug, between("2026-11-21 18:00", "2026-11-21 20:00"), persons=5)
    )

    with house.reading() as uow:
        told = uow.webhooks.messages(before, limit=100)
        rows = str(uow.connection.execute(select(audit)).all())
    assert {message.type.value for message in told} == {"webhook.test", "credential.created"}
    assert not any(there.venue.slug in message.body for message in told)
    assert "webhooks" in metadata.tables
    assert "example.org" not in rows
