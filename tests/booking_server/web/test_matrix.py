"""The whole matrix over HTTP: every route, role and place, and what was delivered (I6, I11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

import pytest
from flask import Flask
from sqlalchemy import select

from booking_server.domain.people import MATRIX as DEEDS
from booking_server.domain.people import Deed, Grant, Role
from booking_server.notices import pdf
from booking_server.services.foundation import setup
from booking_server.storage.tables import audit, bookings
from booking_server.web.access import MATRIX, About, Place, Row, Who
from booking_server.web.app import create_app
from booking_server.web.the_house import the_house
from tests.booking_server.web.matrix.rehearsal import Stage, rehearsing
from tests.booking_server.web.matrix.scene import BIRDS, Scene, set_scene
from tests.booking_server.web.matrix.walk import (
    LET_IN,
    REFUSED,
    Seen,
    Step,
    lacking_samples,
    signed_in_client,
    steps,
    take,
    with_cookies_of,
)
from tests.builders import Village

FOREIGN = {False: {Place.OTHER_HALL, Place.OTHER_TOWN}, True: {Place.OTHER_TOWN}}
"""What nobody may be told of: by whether their role is for the whole municipality."""


@pytest.fixture
def scene(village: Village) -> Scene:
    return set_scene(village)


@pytest.fixture(autouse=True)
def the_same_paper_is_printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many roles get the same paper, and a press takes its time; what is on it is still read each time."""
    monkeypatch.setattr(pdf._press, "print", cache(pdf._press.print))


@contextmanager
def rehearsed(scene: Scene, settings, **more: object) -> Iterator[tuple[Flask, Stage]]:  # type: ignore[no-untyped-def]
    """The site with a house that keeps nothing. Form tokens are tested elsewhere and left out here."""
    with rehearsing(scene.village.house) as house:
        site = create_app(house, settings)
        site.config["WTF_CSRF_METHODS"] = set()
        for address, view in more.items():
            site.add_url_rule(f"/{address}", address, view)  # type: ignore[arg-type]
        assert house.stage is not None
        yield site, house.stage


def wrong(row: Row, step: Step, seen: Seen, role: Role, *, whole: bool) -> str:
    """Return what is wrong with an answer, empty when nothing is."""
    if leaked := seen.birds & FOREIGN[whole]:
        return f"delivered {', '.join(sorted(leaked))}"
    if None in seen.scopes[1:]:  # the first one looks up the session
        return "asked the database without a scope: use the_house()"
    if row.expects(role, step.place, whole_town=whole):
        return "" if seen.status in LET_IN and not seen.is_sign_in else f"{seen.status} though let in"
    return "" if seen.status in REFUSED else f"{seen.status} though refused"


def test_every_route_has_what_the_walk_needs(make_site) -> None:  # type: ignore[no-untyped-def]
    assert lacking_samples(make_site(demo=True)) == []


def test_every_route_keeps_to_the_matrix(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    plain = create_app(scene.village.house, settings)
    everything = steps(plain, scene, Who.DESK)  # makes the samples before anything is rehearsed
    cookies = {who: signed_in_client(plain, scene, person) for who, person in scene.people.items()}

    with rehearsed(scene, settings) as (site, stage):
        told = {
            (who, step): take(with_cookies_of(site, cookies[who]), stage, step)
            for who in scene.people
            for step in everything
        }

    problems = {
        f"{role} {'of the municipality' if whole else 'of a hall'}: {step}: {problem}"
        for ((role, whole), step), seen in told.items()
        if (problem := wrong(MATRIX[step.endpoint], step, seen, role, whole=whole))
    }
    assert problems == set()
    for role, whole in scene.people:
        seeing = [s for (who, _), s in told.items() if who == (role, whole) and Place.OWN_HALL in s.birds]
        assert seeing or role not in DEEDS[Deed.SEE_DESK], f"{role} must see the bird of the own hall"


def test_who_is_not_signed_in_or_has_no_grant_left_gets_nothing(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    house, town = scene.village.house, scene.village.cast.municipality
    yesterday = house.clock() - timedelta(days=1)
    former = setup.add_person(
        house,
        name="Früher",
        email="former@example.org",
        grants=(Grant(Role.CLERK, town.id, None, yesterday),),
    )
    plain = create_app(house, settings)
    everything = steps(plain, scene, Who.DESK)
    cookie = signed_in_client(plain, scene, former)

    with rehearsed(scene, settings) as (site, stage):
        ended = with_cookies_of(site, cookie)
        strangers = [take(site.test_client(), stage, step) for step in everything]
        formers = [take(ended, stage, step) for step in everything]

    for step, seen in zip(everything, strangers, strict=True):
        assert seen.is_sign_in if step.method == "GET" else seen.status == 403, step
    assert {seen.status for seen in formers} == {403}
    assert not any(seen.birds for seen in (*strangers, *formers))


def test_what_everybody_sees_tells_of_nobody(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    everything = steps(create_app(scene.village.house, settings), scene, Who.EVERYONE)

    with rehearsed(scene, settings) as (site, stage):
        told = {step: take(site.test_client(), stage, step) for step in everything}

    assert {str(step): seen.birds for step, seen in told.items() if seen.birds} == {}
    assert {str(step): seen.status for step, seen in told.items() if seen.status >= 500} == {}


def test_a_link_shows_its_own_thing_and_no_foreign_one(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    plain = create_app(scene.village.house, settings)
    everything = steps(plain, scene, Who.LINK)
    token = scene.spots[Place.OWN_HALL].confirmed.token
    own = scene.spots[Place.OWN_HALL].confirmed.booking.id

    with rehearsed(scene, settings) as (site, stage):
        told = {step: take(site.test_client(), stage, step, token=token) for step in everything}
        without = {step: take(site.test_client(), stage, step) for step in everything}

    for step, seen in told.items():
        assert not seen.birds - {Place.OWN_HALL}, step
        assert own in step.address or not seen.birds, step
        assert seen.status < 500, step
    assert not any(seen.birds for seen in without.values())
    assert {Place.OWN_HALL} in [seen.birds for seen in told.values()]


def test_a_view_that_forgets_to_filter_shows_nothing_of_another_municipality(  # type: ignore[no-untyped-def]
    scene: Scene, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful() -> str:
        with the_house().reading() as uow:
            return str(uow.connection.execute(select(bookings)).all())

    monkeypatch.setitem(MATRIX, "vergesslich", Row(Who.DESK, Deed.SEE_DESK, about=About.OWN))
    plain = create_app(scene.village.house, settings)
    cookie = signed_in_client(plain, scene, scene.people[(Role.CLERK, True)])

    with rehearsed(scene, settings, vergesslich=forgetful) as (site, stage):
        client = with_cookies_of(site, cookie)
        seen = take(client, stage, Step("vergesslich", "GET", Place.OWN_HALL, "/vergesslich"))

    assert seen.birds == {Place.OWN_HALL, Place.OTHER_HALL}


def test_the_audit_log_names_nobody(scene: Scene, settings) -> None:  # type: ignore[no-untyped-def]
    steps(create_app(scene.village.house, settings), scene, Who.DESK)  # everything the samples store

    with scene.village.house.reading() as uow:
        said = str(uow.connection.execute(select(audit)).all()).lower()

    assert said
    assert not [bird for bird in BIRDS.values() if bird.lower() in said]
