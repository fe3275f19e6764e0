"""How the bridge to Home Assistant is, in a line at the desk."""

from flask import Flask

from booking_server.services.lora import bridges
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village

DOORS = "/schreibtisch/tueren"


def test_who_looks_after_all_halls_sees_how_the_bridge_is(site: Flask, village: Village) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)
    assert "Home Assistant" not in weber.open(DOORS).text

    bridges.note(village.house, village.cast.municipality.id)
    assert weber.open(DOORS).shows(
        "Home Assistant (Wiesenburg/Mark) sieht die Türen seit Mo., 28.09.2026, 12:00 Uhr."
    )

    village.clock.forward(minutes=2)
    bridges.note(village.house, village.cast.municipality.id, failure="refused")
    shown = weber.open(DOORS)
    assert shown.shows("Seit Mo., 28.09.2026, 12:02 Uhr nicht verbunden.")
    assert shown.shows("Der Server nimmt Name oder Kennwort nicht an. Wir versuchen es weiter.")

    village.clock.forward(minutes=6)
    assert weber.open(DOORS).shows("Seit Mo., 28.09.2026, 12:02 Uhr sieht niemand nach.")
    village.clock.forward(days=8)
    assert "Home Assistant" not in weber.open(DOORS).text


def test_neither_the_neighbours_nor_one_hall_alone_see_it(
    site: Flask, village: Village, stolle: Visitor
) -> None:
    bridges.note(village.house, village.cast.municipality.id)

    voigt = signed_in(site, village, village.cast.herr_voigt.id)

    assert "Home Assistant" not in voigt.open(DOORS).text
    assert "Home Assistant" not in stolle.open(DOORS).text


def test_that_a_bridge_is_still_up_is_noted_once_a_minute(village: Village) -> None:
    town = village.cast.municipality.id
    bridges.note(village.house, town)
    began = village.clock.now

    for seconds in (30, 40):
        village.clock.forward(seconds=seconds)
        bridges.note(village.house, town)

    with village.house.reading() as uow:
        bridge = uow.bridges.of_town(town)
    assert bridge is not None
    assert (bridge.since, bridge.looked_at) == (began, village.clock.now)
