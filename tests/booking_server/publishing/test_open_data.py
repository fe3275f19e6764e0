"""Data for everybody: only where it was switched on, no small groups, nothing by subtraction, once."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_server.domain.bookings import FOREIGN
from booking_server.domain.figures.suppression import SMALLEST_GROUP, Told, says_nothing_of, told
from booking_server.domain.figures.usage import Usage
from booking_server.domain.open_data import is_open_to_all
from booking_server.domain.town_facts import TownFacts
from booking_server.services.bookings import bookings
from booking_server.services.bookings.occupying import enter, new_booking
from booking_server.services.halls import hall_rules, town_facts
from booking_server.services.partners import credentials, open_data
from booking_server.settings import load_settings
from booking_server.storage.tables import bookings as booking_rows
from booking_server.web.app import create_app
from calendars.period import Period
from tests.booking_server.doors import enrol
from tests.booking_server.keys import give
from tests.booking_server.web.conftest import ENVIRONMENT, signed_in
from tests.builders import NOW, Village, a_request, berlin, between

HERE = "/daten/wiesenburg-mark"
SCHEMA = Path(__file__).parent / "open_data" / "spaceapi-15.json"
FACTS = TownFacts(name="Gemeinde Wiesenburg/Mark", email="info@example.org")
SURVEY = "/schreibtisch/haeuser/dgh-benken/ausstattung"


@pytest.fixture
def site(village: Village) -> Flask:
    """The village's site."""
    return create_app(village.house, load_settings(ENVIRONMENT))


def switch_on(village: Village, licence: str = "dl-by-de/2.0") -> None:
    facts = replace(FACTS, open_data_licence=licence)
    town_facts.save(village.house, village.cast.frau_weber, "wiesenburg-mark", facts)


def share(village: Village, what: str) -> None:
    """Let Benken have its document."""
    with village.house.unit_of_work() as uow:
        hall = uow.venues.by_slug("dgh-benken")
        uow.venues.save_facts(hall.id, replace(hall.facts, space_api=what))
        uow.commit()


def october(village: Village, hall: str, days: Iterable[int], persons: int = 20) -> None:
    """Let a hall be used on some days of October, the first whole month there are halls."""
    for day in days:
        bookings.book(village.house, a_request(hall, evening(day), persons=persons))


def evening(day: int) -> Period:
    return between(f"2026-10-{day:02} 18:00", f"2026-10-{day:02} 20:00")


def published(village: Village, now: str = "2026-11-01 06:00") -> None:
    """It is now, and the worker has published what is over."""
    village.clock.now = berlin(now)
    while open_data.publish_months(village.house, 12):
        pass


def halls_told_of(site: Flask, year: int = 2026) -> dict[str, list[str]]:
    found = site.test_client().get(f"{HERE}/nutzung/{year}.json").get_json()
    return {one["month"]: [each["hall"] for each in one["halls"]] for one in found["months"]}


def the_month(site: Flask, month: str = "2026-10") -> dict[str, Any]:
    found = site.test_client().get(f"{HERE}/nutzung/{month[:4]}.json").get_json()
    (one,) = [each for each in found["months"] if each["month"] == month]
    return dict(one)


def uses(month: dict[str, Any]) -> dict[str, Any]:
    return {one["hall"]: one["use"] and one["use"]["uses"] for one in month["halls"]}


def usage(count: int) -> Usage:
    return Usage(used=count, days=30, uses=count, hours=count * 2.0, persons=count * 10)


def shown(*counts: int) -> Told:
    return told({f"h{at}": usage(count) for at, count in enumerate(counts)})


def test_nothing_is_there_until_it_is_switched_on(village: Village, site: Flask) -> None:
    client = site.test_client()
    addresses = [f"{HERE}/katalog.jsonld", f"{HERE}/nutzung/2026.csv", f"{HERE}/nutzung/2026.json"]
    document = "/daten/raum/dgh-benken.json"

    published(village)
    assert {client.get(one).status_code for one in [*addresses, document]} == {404}
    switch_on(village)
    published(village)
    assert {client.get(one).status_code for one in addresses} == {200}
    assert client.get(document).status_code == 404, "each hall has its own switch"
    share(village, "place")
    assert client.get(document).status_code == 200
    assert client.get("/daten/raum/dgh-reetz.json").status_code == 404
    assert client.get("/daten/bad-belzig/katalog.jsonld").status_code == 404, "next door did not"
    assert client.get(f"{HERE}/nutzung/2019.json").status_code == 404


def test_a_month_that_is_over_is_told_without_small_groups(village: Village, site: Flask) -> None:
    switch_on(village)
    october(village, "dgh-benken", range(10, 16))
    october(village, "dgh-reetz", (11, 12))
    published(village)

    found = site.test_client().get(f"{HERE}/nutzung/2026.json")

    assert found.headers["Access-Control-Allow-Origin"] == "*"
    last = the_month(site)
    assert uses(last) == {"dgh-benken": 6, "dgh-reetz": None, "dgh-schlamau": 0}
    assert last["total"] is None, "Reetz would follow from it"
    assert list(halls_told_of(site)) == ["2026-10"], "November is not over"
    assert "persons" not in found.text, "how many came to the one party would follow from the other uses"
    assert "persons" not in site.test_client().get(f"{HERE}/nutzung/2026.csv").text
    tag = {"If-None-Match": found.headers["ETag"]}
    assert site.test_client().get(f"{HERE}/nutzung/2026.json", headers=tag).status_code == 304


def test_what_nobody_counted_makes_up_no_group(village: Village, site: Flask) -> None:
    switch_on(village)
    october(village, "dgh-benken", [25], persons=37)
    key, hall = give(village).key, village.cast.benken
    for day in (10, 11):
        credentials.make(village.house, key, venue="dgh-benken", spaces=(), period=evening(day))
    with village.house.unit_of_work() as uow:
        for day, source in ((12, FOREIGN), (13, FOREIGN), (14, "web"), (15, "web")):
            made = new_booking(uow, hall, hall.spaces, evening(day), status=bookings.BookingStatus.CONFIRMED)
            enter(uow, replace(made, source=source), hall.spaces)
        uow.commit()
    published(village)

    assert uses(the_month(site))["dgh-benken"] is None
    assert "37" not in json.dumps(the_month(site))


def test_a_published_month_stays_as_it_is(village: Village, site: Flask) -> None:
    switch_on(village)
    october(village, "dgh-benken", range(10, 16))
    published(village)
    before = site.test_client().get(f"{HERE}/nutzung/2026.csv")

    with village.house.unit_of_work() as uow:
        uow.connection.execute(booking_rows.update().values(persons=99, status="cancelled"))
        uow.commit()
    village.clock.forward(days=1)
    open_data.publish_months(village.house)

    assert site.test_client().get(f"{HERE}/nutzung/2026.csv").data == before.data
    assert the_month(site)["published_at"] == "2026-11-01T05:00:00Z"


def test_a_hall_is_told_of_from_its_first_whole_month_on(village: Village, site: Flask) -> None:
    switch_on(village)
    with village.house.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE venues SET is_draft = true WHERE slug = 'dgh-schlamau'")
        uow.commit()
    village.clock.now = berlin("2026-10-05 12:00")
    hall_rules.publish(village.house, village.cast.frau_weber, "dgh-schlamau")

    published(village, "2026-12-01 06:00")

    before = ["dgh-benken", "dgh-reetz"]
    assert halls_told_of(site) == {"2026-10": before, "2026-11": [*before, "dgh-schlamau"]}
    rows = csv.DictReader(io.StringIO(site.test_client().get(f"{HERE}/nutzung/2026.csv").text))
    assert len(list(rows)) == 7, "of September they saw three days"


def test_what_was_published_stays_reachable(village: Village, site: Flask) -> None:
    switch_on(village)
    published(village)
    village.clock.now = berlin("2031-02-01 06:00")
    open_data.publish_months(village.house, 1)

    catalogue = site.test_client().get(f"{HERE}/katalog.jsonld").get_json()

    assert [one["@id"][-4:] for one in nodes(catalogue, "dcat:Dataset")] == ["2031", "2026"]
    assert list(halls_told_of(site)) == ["2026-10"]
    assert site.test_client().get(f"{HERE}/nutzung/2027.json").status_code == 404
    assert site.test_client().get(f"{HERE}/nutzung/0.json").status_code == 404


def test_the_table_says_the_same_as_the_document(village: Village, site: Flask) -> None:
    switch_on(village, "cc-by/4.0")
    october(village, "dgh-benken", range(10, 16))
    published(village)
    client = site.test_client()

    rows = list(csv.DictReader(io.StringIO(client.get(f"{HERE}/nutzung/2026.csv").text)))

    months = client.get(f"{HERE}/nutzung/2026.json").get_json()["months"]
    cells = {(one["month"], each["hall"]): each["use"] for one in months for each in one["halls"]}
    cells |= {(one["month"], "*"): one["total"] for one in months}
    assert len(rows) == len(cells) == 4
    for row in rows:
        use = cells[row["month"], row["hall"]]
        assert (row["suppressed"] == "1") == (use is None)
        assert row["uses"] == ("" if use is None else str(use["uses"]))
    assert sum(int(row["uses"] or 0) for row in rows if row["hall"] == "dgh-benken") == 6


def test_a_total_tells_neither_that_all_have_the_least_nor_the_most() -> None:
    assert (shown(7, 9).uses, shown(7, 9).total) == (16, Usage(16, 60, 16, 32.0, 160))
    assert [shown(9, *small).uses for small in ((4, 4, 4), (1, 1, 1, 1), (2, 1), (3,))] == [None] * 4
    told_next_to_small_ones = shown(9, 2, 2, 3, 2, 2)
    assert (told_next_to_small_ones.uses, told_next_to_small_ones.total) == (20, None)
    assert told({"a": Usage(used=1, days=30)}).halls == {"a": None}, "spilled over from the month before"


@settings(max_examples=60)
@given(st.lists(st.integers(1, SMALLEST_GROUP - 1), min_size=1, max_size=5))
def test_no_small_number_follows_from_the_sum_nor_from_a_neighbour_s_own(hidden: list[int]) -> None:
    if not says_nothing_of(hidden):
        return
    anything = range(1, SMALLEST_GROUP)
    possible = [one for one in product(anything, repeat=len(hidden)) if sum(one) == sum(hidden)]
    for at in range(len(hidden)):
        assert {one[at] for one in possible} == set(anything)
        for known in set(range(len(hidden))) - {at}:
            left = {one[at] for one in possible if one[known] == hidden[known]}
            assert left == set(anything)


def nodes(document: Any, kind: str) -> list[dict[str, Any]]:
    return [one for one in document["@graph"] if one["@type"] == kind]


def test_the_catalogue_has_what_dcat_ap_de_asks_for(village: Village, site: Flask) -> None:
    switch_on(village)
    published(village)
    client = site.test_client()

    answer = client.get(f"{HERE}/katalog.jsonld")

    assert answer.content_type == "application/ld+json"
    found = json.loads(answer.text)
    (catalogue,) = nodes(found, "dcat:Catalog")
    datasets, files = nodes(found, "dcat:Dataset"), nodes(found, "dcat:Distribution")
    assert [one["@id"] for one in datasets] == [one["@id"] for one in catalogue["dcat:dataset"]]
    assert {"dct:title", "dct:description", "dct:publisher"} <= catalogue.keys()
    named = {"dct:title", "dct:description", "dcat:theme", "dcat:contactPoint", "dct:spatial", "dct:modified"}
    assert all(named <= one.keys() for one in datasets)
    assert [one["@id"].rpartition("/")[2] for one in files][:2] == ["2026.csv", "2026.json"]
    assert {one["dct:license"]["@id"] for one in files} == {"http://dcat-ap.de/def/licenses/dl-by-de/2.0"}
    assert {one["dcatde:licenseAttributionByText"]["@value"] for one in files} == {FACTS.name}
    addresses = [one["dcat:downloadURL"]["@id"].removeprefix("http://127.0.0.1:8000") for one in files]
    assert {client.get(one).status_code for one in addresses} == {200}
    switch_on(village, "dl-zero-de/2.0")
    assert "licenseAttributionByText" not in client.get(f"{HERE}/katalog.jsonld").text


def test_the_document_of_a_hall_is_one_of_spaceapi(village: Village, site: Flask) -> None:
    client = site.test_client()
    valid = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    enrol(village.house, village.cast.benken)
    switch_on(village)

    for sharing in ("place", "door"):
        share(village, sharing)
        found = client.get("/daten/raum/dgh-benken.json").get_json()
        assert list(valid.iter_errors(found)) == []
        assert "state" not in found, "no door has said anything yet"
        assert found["contact"] == {"phone": "+493384912345", "email": "info@example.org"}


def test_open_is_told_of_public_events_only_and_by_a_door_that_says_so(village: Village, site: Flask) -> None:
    enrol(village.house, village.cast.benken)
    share(village, "door")
    bookings.book(village.house, a_request(period=between("2026-10-02 19:00", "2026-10-02 22:00")))
    village.clock.now = between("2026-10-02 20:00", "2026-10-02 21:00").start

    def state(contact: str) -> Any:
        with village.house.unit_of_work() as uow:
            noted = {"contact": contact, "last_seen_at": uow.now, "reports_online": True}
            uow.doors.note("d-benken", **noted)
            uow.commit()
        return site.test_client().get("/daten/raum/dgh-benken.json").get_json().get("state")

    assert [state(one) for one in ("", "closed", "open")] == [None, None, None]
    with village.house.unit_of_work() as uow:
        uow.connection.execute(booking_rows.update().values(public_title="Herbstmarkt"))
        uow.commit()
    assert [state(one) for one in ("closed", "open")] == [{"open": False}, {"open": True}]
    share(village, "place")
    assert state("open") is None, "the hall's own switch"


def test_silence_is_no_no() -> None:
    assert is_open_to_all((), is_public=True, now=NOW) is None


def test_a_clerk_switches_it_on(village: Village, site: Flask) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)
    page = weber.open("/schreibtisch/gemeinde/wiesenburg-mark")
    assert page.forms[-1].values["open_data_licence"] == ""

    weber.send(page, {"open_data_licence": "dl-by-de/2.0"})
    survey = weber.open(SURVEY)
    assert survey.typed("space_api") == ""
    assert weber.send(survey, {"space_api": "place"}).typed("space_api") == "place"

    assert site.test_client().get(f"{HERE}/katalog.jsonld").status_code == 200
    assert site.test_client().get("/daten/raum/dgh-benken.json").status_code == 200
    weber.send(weber.open(SURVEY), {"space_api": "irgendwas"})
    assert site.test_client().get("/daten/raum/dgh-benken.json").status_code == 404
