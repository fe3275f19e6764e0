"""Walking routes as somebody: every address at every place, what came back and what it told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from booking_server.domain.people import Person
from booking_server.services.people import sign_in
from booking_server.storage.owners import Scope
from booking_server.web.access import MATRIX, About, Place, Who
from tests.booking_server.web.matrix.rehearsal import Stage
from tests.booking_server.web.matrix.samples import FORMS, QUERIES, THINGS
from tests.booking_server.web.matrix.scene import BIRDS, Scene, delivered

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSED = frozenset({403, 404})
LET_IN = frozenset({200, 201, 202, 204, 302, 303, 400, 409, 410, 415, 422, 503})
"""Beyond the door a form may be wrong, a thing already done, a printer missing."""


@dataclass(frozen=True)
class Step:
    """One method of one route at one place."""

    endpoint: str
    method: str
    place: Place
    address: str
    form: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.endpoint} {self.method} {self.address} at {self.place}"


@dataclass(frozen=True)
class Seen:
    """What came back; `birds` are the places whose private things were delivered."""

    status: int
    location: str
    birds: frozenset[Place]
    scopes: tuple[Scope | None, ...]

    @property
    def is_sign_in(self) -> bool:
        return self.status == 302 and self.location == "/anmelden"


def steps(site: Flask, scene: Scene, who: Who) -> tuple[Step, ...]:
    """Return every step over the routes of a kind."""
    rules = [rule for rule in site.url_map.iter_rules() if MATRIX[rule.endpoint].who is who]
    return tuple(step for rule in rules for step in _steps_of(site, scene, rule))


def _steps_of(site: Flask, scene: Scene, rule: Rule) -> Iterator[Step]:
    name = rule.endpoint
    tells_place = bool(rule.arguments) or name in FORMS or name in QUERIES
    wide = MATRIX[name].about is About.OWN or not tells_place
    for method in METHODS:
        if method not in (rule.methods or ()):
            continue
        for place in (Place.OWN_HALL,) if wide else Place:
            spot = scene.spots[place]
            given = {one: scene.thing(_key(name, one), place, _maker(name, one)) for one in rule.arguments}
            if method == "GET" and name in QUERIES:
                given |= QUERIES[name](scene, spot)
            form = FORMS[name](scene, spot) if method != "GET" and name in FORMS else {}
            address = site.url_map.bind("localhost").build(name, given)
            yield Step(name, method, place, address, form)


def lacking_samples(site: Flask) -> list[str]:
    """Return what the walk cannot name: arguments without a sample, forms that nobody filled in."""
    rules = [rule for rule in site.url_map.iter_rules() if rule.endpoint in MATRIX]
    named = [
        _key(rule.endpoint, one)
        for rule in rules
        if MATRIX[rule.endpoint].who is not Who.DEMO
        for one in rule.arguments
        if _key(rule.endpoint, one) not in THINGS
    ]
    blind = [
        f"{rule.endpoint} (FORMS)"
        for rule in rules
        if MATRIX[rule.endpoint].who is Who.DESK
        and MATRIX[rule.endpoint].about is not About.OWN
        and not rule.arguments
        and "POST" in (rule.methods or ())
        and rule.endpoint not in FORMS
    ]
    return sorted({*named, *blind})


def _key(endpoint: str, argument: str) -> str:
    special = f"{endpoint}:{argument}"
    return special if special in THINGS else argument


def _maker(endpoint: str, argument: str):  # type: ignore[no-untyped-def]
    return THINGS[_key(endpoint, argument)]


def signed_in_client(site: Flask, scene: Scene, person: Person) -> FlaskClient:
    """Return a client with a real session in its cookie."""
    house = scene.village.house
    sealed = sign_in.make_link(house, person.id).rpartition("/")[2]
    session_id = sign_in.use_link(house, sealed)
    client = site.test_client()
    with client.session_transaction() as session:
        session["desk"] = session_id
    return client


def with_cookies_of(site: Flask, other: FlaskClient) -> FlaskClient:
    """Return a client of another site with the same keys, signed in as `other` is."""
    client = site.test_client()
    client._cookies = other._cookies
    return client


def take(client: FlaskClient, stage: Stage, step: Step, *, token: str = "") -> Seen:
    """Take one step and forget what it changed. `token` is shown in every way a link is."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    proof = {"t": token} if token else {}
    with stage.one_request() as scopes:
        if step.method == "GET":
            joint = "&" if "?" in step.address else "?"
            answer = client.get(f"{step.address}{joint}{urlencode(proof)}", headers=headers)
        else:
            data = {**step.form, **proof}
            answer = client.open(step.address, method=step.method, data=data, headers=headers)
        return _seen(answer, tuple(scopes))


def _seen(answer: TestResponse, scopes: tuple[Scope | None, ...]) -> Seen:
    told = delivered(answer)
    birds = frozenset(place for place, bird in BIRDS.items() if bird.lower() in told)
    return Seen(answer.status_code, answer.headers.get("Location", ""), birds, scopes)
