"""Every route has a declared decision, and keeps to it for everybody."""

import pytest
from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.people import sign_in
from booking_server.web.access import MATRIX, Place, Who
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.matrix.scene import Scene, set_scene
from tests.booking_server.web.matrix.walk import steps
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, between

OTHERWISE = {
    "api.booking": 401,
    "api.cancel": 401,
    "waiting_api.place": 401,
    "waiting_api.leave": 401,
    "series_api.series": 401,
    **dict.fromkeys(
        ("caldav.root", "caldav.principal", "caldav.home", "caldav.calendar", "caldav.entry"), 401
    ),
    "sign_in.look": 410,
    "privacy.look": 410,
}


def addresses(site: Flask, scene: Scene, who: Who, method: str) -> list[tuple[str, str]]:
    """Return endpoint and a sample address of every route of a kind."""
    return [
        (step.endpoint, step.address)
        for step in steps(site, scene, who)
        if step.method == method and step.place is Place.OWN_HALL
    ]


@pytest.fixture
def scene(village: Village) -> Scene:
    return set_scene(village)


def requested(village: Village) -> Booked:
    """A request that waits at Schlamau."""
    return bookings.book(village.house, a_request("dgh-schlamau"))


def status_of(village: Village, booked: Booked) -> BookingStatus:
    with village.house.reading() as uow:
        return uow.bookings.get(booked.booking.id).status


def test_every_route_has_a_row_and_every_row_a_route(make_site: MakeSite) -> None:
    routes = {rule.endpoint for rule in make_site(demo=True).url_map.iter_rules()}

    assert routes == set(MATRIX)


def test_a_route_without_a_row_is_refused(site: Flask) -> None:
    site.add_url_rule("/vergessen", "forgotten", lambda: "secret")

    answer = site.test_client().get("/vergessen")

    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_what_is_for_everyone_asks_nobody(site: Flask, scene: Scene) -> None:
    for endpoint, address in addresses(site, scene, Who.EVERYONE, "GET"):
        wanted = {"static": 404, "caldav.well_known": 301}.get(endpoint, 200)
        assert site.test_client().get(address).status_code == wanted, address


def test_what_stands_behind_a_link_is_shown_to_nobody_else(
    site: Flask, scene: Scene, krueger: Visitor, stolle: Visitor
) -> None:
    clients = [site.test_client(), krueger.client, stolle.client]
    for method in ("GET", "DELETE"):
        for endpoint, address in addresses(site, scene, Who.LINK, method):
            wanted = OTHERWISE.get(endpoint, 404)
            statuses = [client.open(address, method=method).status_code for client in clients]
            assert statuses == [wanted] * 3, (method, address)


def test_a_link_opens_its_own_thing_and_no_foreign_one(
    visitor: Visitor, krueger: Visitor, village: Village
) -> None:
    own = requested(village)
    foreign = bookings.book(
        village.house, a_request("dgh-schlamau", between("2026-10-09 10:00", "2026-10-09 12:00"))
    )
    for someone in (visitor, krueger):
        for page in ("", "/stornieren"):
            address = f"/buchungen/{own.booking.id}{page}?t="
            assert someone.open(address + own.token).status == 200
            assert someone.open(address + foreign.token).status == 404
    asked = visitor.open(f"/buchungen/{foreign.booking.id}/stornieren?t={foreign.token}")
    asked.forms[-1].action = f"/buchungen/{own.booking.id}/stornieren"

    assert visitor.send(asked).status == 404
    assert status_of(village, own) is BookingStatus.REQUESTED


def test_a_sign_in_link_opens_no_booking_and_a_booking_link_signs_nobody_in(
    visitor: Visitor, village: Village
) -> None:
    booked = requested(village)
    sealed = sign_in.make_link(village.house, village.cast.herr_krueger.id).rpartition("/")[2]

    assert visitor.open(f"/buchungen/{booked.booking.id}?t={sealed.partition('.')[2]}").status == 404
    assert visitor.open(f"/anmelden/{booked.booking.id}.{booked.token}").status == 410
    assert visitor.open(f"/anmelden/{sealed}").status == 200


def test_a_stranger_decides_nothing(visitor: Visitor, village: Village) -> None:
    booked = requested(village)
    form = visitor.open("/anmelden")
    form.forms[-1].action = f"/schreibtisch/anfragen/{booked.booking.id}"

    assert visitor.send(form, {"entscheidung": "zusagen"}).status == 403
    assert status_of(village, booked) is BookingStatus.REQUESTED


@pytest.mark.parametrize("decision", ["zusagen", "absagen"])
def test_nobody_decides_for_another_hall(stolle: Visitor, village: Village, decision: str) -> None:
    booked = requested(village)
    form = stolle.open("/schreibtisch")
    form.forms[-1].action = f"/schreibtisch/anfragen/{booked.booking.id}"

    answer = stolle.send(form, {"entscheidung": decision})

    assert answer.status == 403
    assert status_of(village, booked) is BookingStatus.REQUESTED


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_demo_is_not_there_outside_the_demo(
    site: Flask, scene: Scene, krueger: Visitor, method: str
) -> None:
    found = addresses(site, scene, Who.DEMO, method)

    assert found
    for client in (site.test_client(), krueger.client):
        for _, address in found:
            assert client.open(address, method=method, json={}).status_code == 404, address
