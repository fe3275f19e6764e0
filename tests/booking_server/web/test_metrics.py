"""Figures for Prometheus: right, read as Prometheus reads them, for the operator alone, about nobody."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from werkzeug.test import TestResponse

import firmware_config
from booking_server.domain.webhooks import FOR_CHOICE
from booking_server.publishing.metrics.booking_times import BookingTimes
from booking_server.publishing.metrics.cache import Scrapes
from booking_server.services.bookings import booking_page, bookings, cancellations
from booking_server.services.doors import door_reports
from booking_server.services.holders import holders
from booking_server.services.operation import operation
from booking_server.services.partners import webhooks
from booking_server.services.partners.webhooks import Wanted
from booking_server.services.promises import snapshots
from booking_server.settings import SettingInvalid, load_settings
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.storage.test_plans import STORED_FOR_YEARS, plans, statements
from tests.booking_server.web.conftest import ENVIRONMENT, MakeSite
from tests.booking_server.web.test_api import BOOKING
from tests.builders import WEDDING, Village, a_request

TOKEN = "metrics-token-of-the-operator-0123456789"
DASHBOARD = Path(firmware_config.__file__).parent / "grafana/dorfschluessel.json"
NAMED = re.compile(r"\bdorfschluessel_\w+")
PARTS = re.compile(r"_(bucket|sum|count|created)$")
BENKEN = {"municipality": "wiesenburg-mark", "hall": "dgh-benken", "door": "1"}


def ask(site: Flask, token: str | None = TOKEN, port: int = 80) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return site.test_client().get("/metrics", headers=headers, base_url=f"http://localhost:{port}")


def samples(site: Flask) -> dict[str, list[Sample]]:
    """Everything a scrape tells, by the name of its family."""
    answer = ask(site)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    families = list(text_string_to_metric_families(answer.get_data(as_text=True)))
    assert len({family.name for family in families}) == len(families)
    return {family.name: family.samples for family in families}


def value(told: dict[str, list[Sample]], name: str, **labels: str) -> float:
    (found,) = [one.value for one in told[f"dorfschluessel_{name}"] if one.labels == labels]
    return found


def report(village: Village, door: PaperDoor) -> None:
    raw = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, raw, retained=False)


@pytest.fixture
def site(make_site: MakeSite) -> Flask:
    return make_site(metrics_token=TOKEN)


@pytest.fixture
def door(village: Village) -> PaperDoor:
    """The door of Benken, which has what was made for it and said so."""
    door = enrol(village.house, village.cast.benken)
    door_reports.note_status(village.house, door.id, door.status(), retained=False)
    snapshots.refresh(village.house, door.id, door.hear)
    report(village, door)
    return door


@pytest.fixture
def busy(village: Village, site: Flask, door: PaperDoor) -> list[str]:
    """A village in which every figure has something to count; returns what no figure may tell."""
    house = village.house
    wanted = Wanted(
        name="Portal-canary", url="https://hook-canary.example.org/x", events=frozenset(FOR_CHOICE)
    )
    webhooks.add_webhook(house, village.cast.municipality.id, wanted, actor="actor-canary")
    organizer = {"name": "Karla Canary", "email": "karla-canary@example.org"}
    booked = site.test_client().post(
        "/api/v1/bookings", json={**BOOKING, "organizer": organizer, "occasion": "canary-feast"}
    )
    held = holders.give(house, village.cast.frau_stolle, "dgh-benken", village.cast.frau_stolle.id)
    door.happen(int(WEDDING.start.timestamp()), granted=False, reason="unknown", typed="canary-typed")
    door_reports.store_events(house, door.id, door.batch(1, 1, int(WEDDING.start.timestamp())))
    with house.unit_of_work() as uow:
        uow.outbox.add("mail", "subject-canary", template="canary-template")
        (item,) = [one for one in uow.outbox.claim(["mail"], limit=50, lease=operation.LATELY)
                   if one.subject == "subject-canary"]  # fmt: skip
        uow.outbox.park(item, "error-canary")
        uow.commit()
    operation.tick(house)
    codes = booked.get_json()
    return [
        TOKEN,
        codes["token"],
        codes["id"],
        codes["access"]["pin"],
        codes["access"]["qr"],
        held.id,
        "canary",
    ]


def test_every_figure_is_read_by_a_prometheus_parser_and_stands_on_the_dashboard(
    site: Flask, busy: list[str]
) -> None:
    told = samples(site)
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))

    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    chosen = [one["query"]["query"] for one in board["templating"]["list"] if one["type"] == "query"]
    named = {PARTS.sub("", name) for line in (*asked, *chosen) for name in NAMED.findall(line)}
    assert {name for name in named if not told.get(name)} == set(), "on the dashboard, but nothing to show"
    assert set(told) == named, "told, but nowhere shown"
    assert value(told, "outbox_parked", kind="mail", municipality="", hall="") == 1
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) == 12


def test_no_figure_tells_of_anybody(site: Flask, busy: list[str]) -> None:
    text = ask(site).get_data(as_text=True)

    assert [one for one in busy if str(one).lower() in text.lower()] == []
    labels = {name for one in samples(site).values() for sample in one for name in sample.labels}
    assert labels == {"municipality", "hall", "door", "kind", "state", "le"}


def test_figures_of_a_door(village: Village, site: Flask, door: PaperDoor, make_site: MakeSite) -> None:
    booked = bookings.book(village.house, a_request())
    bookings.book(village.house, a_request("dgh-reetz"))
    for _ in range(2):
        door.happen(int(village.clock().timestamp()), granted=False, reason="unknown")
    door.happen(int(village.clock().timestamp()), granted=True, reason="ok")
    door_reports.store_events(village.house, door.id, door.batch(1, 3, int(village.clock().timestamp())))
    village.clock.forward(seconds=30)

    told = samples(site)
    assert value(told, "door_online", **BENKEN) == 1
    assert value(told, "door_sync_age_seconds", **BENKEN) == 30
    assert value(told, "door_unacknowledged_credentials", **BENKEN) == 1
    assert value(told, "door_refused_codes_last_hour", **BENKEN) == 2
    assert value(told, "outbox_depth", kind="doors", municipality="wiesenburg-mark", hall="dgh-reetz") == 1

    snapshots.refresh(village.house, door.id, door.hear)
    report(village, door)
    told = samples(make_site(metrics_token=TOKEN))
    assert value(told, "door_unacknowledged_credentials", **BENKEN) == 0
    cancellations.cancel(village.house, booked.booking.id)
    village.clock.forward(hours=2)
    told = samples(make_site(metrics_token=TOKEN))
    assert value(told, "door_unacknowledged_credentials", **BENKEN) == 1, "revoked, and maybe still there"
    assert value(told, "door_refused_codes_last_hour", **BENKEN) == 0
    assert value(told, "door_online", **BENKEN) == 0
    assert booking_page.booking_by_id(village.house, booked.booking.id).doors[0].status.value


def test_a_code_held_for_good_counts_until_the_door_has_it(
    village: Village, site: Flask, door: PaperDoor
) -> None:
    holders.give(village.house, village.cast.frau_stolle, "dgh-benken", village.cast.frau_stolle.id)

    assert value(samples(site), "door_unacknowledged_credentials", **BENKEN) == 1


def test_a_booking_made_is_timed_and_a_refused_one_names_no_hall(site: Flask) -> None:
    client = site.test_client()
    assert client.post("/api/v1/bookings", json=BOOKING).status_code == 201
    assert client.post("/api/v1/bookings", json=BOOKING).status_code == 409
    assert client.post("/api/v1/bookings", json={**BOOKING, "venue": "made-up"}).status_code == 404

    told = samples(site)["dorfschluessel_booking_duration_seconds"]

    counts = {one.labels["hall"]: one.value for one in told if one.name.endswith("_count")}
    assert counts == {"dgh-benken": 1}


def test_a_booking_that_cannot_be_timed_is_made_all_the_same(site: Flask) -> None:
    class FullDisk(BookingTimes):
        def note(self, hall: str, seconds: float) -> None:
            raise OSError("no space left")

    site.extensions["booking_times"] = FullDisk()

    assert site.test_client().post("/api/v1/bookings", json=BOOKING).status_code == 201


@pytest.mark.parametrize("brought", [None, "", "wrong", TOKEN[:-1], f"{TOKEN}x", "dgh_1_canary", "ä"])
def test_without_the_token_nothing_is_told(site: Flask, busy: list[str], brought: str | None) -> None:
    answer = ask(site, brought)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower() == "bearer"
    assert "dorfschluessel_" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("brought", [None, "", TOKEN])
def test_where_no_token_is_set_there_is_no_such_page(make_site: MakeSite, brought: str | None) -> None:
    assert ask(make_site(), brought).status_code == 404


def test_with_a_port_of_its_own_it_is_nowhere_else(make_site: MakeSite) -> None:
    site = make_site(metrics_token=TOKEN, metrics_port=9464)

    assert [ask(site, port=port).status_code for port in (80, 9464)] == [404, 200]


def test_a_token_is_long_off_by_default_and_never_shown() -> None:
    settings = load_settings({**ENVIRONMENT, "METRICS_TOKEN": TOKEN})

    assert (load_settings(ENVIRONMENT).metrics_token, settings.metrics_token) == ("", TOKEN)
    assert TOKEN not in repr(settings)
    for bad in ("short", "ä" * 40):
        with pytest.raises(SettingInvalid, match=r"^METRICS_TOKEN"):
            load_settings({**ENVIRONMENT, "METRICS_TOKEN": bad})


def test_who_scrapes_often_asks_the_database_once(village: Village) -> None:
    at = [100.0]
    scrapes = Scrapes(village.house, clock=lambda: at[0])

    first = len(statements(village.house, scrapes.text))
    assert len(statements(village.house, scrapes.text)) == 0
    at[0] += 6

    assert first == len(statements(village.house, scrapes.text)) <= 12


def test_a_scrape_walks_through_nothing_that_piles_up(village: Village, door: PaperDoor) -> None:
    bookings.book(village.house, a_request())

    told = plans(village.house, lambda: operation.figures(village.house))

    piles = (*STORED_FOR_YEARS, "door_events", "door_codes", "webhook_messages")
    assert told
    assert not [line for line in told for table in piles if line == f"SCAN {table}"]


CHILD = """
import sys
from booking_server.publishing.metrics.booking_times import BookingTimes
times = BookingTimes()
[times.note("dgh-benken", 0.03) for _ in range(int(sys.argv[1]))]
print(times.text().decode())
"""


def test_processes_count_bookings_together(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    said = [
        subprocess.check_output([sys.executable, "-c", CHILD, times], env=environment, text=True)
        for times in ("2", "3")
    ]

    (family,) = text_string_to_metric_families(said[-1])
    assert {one.value for one in family.samples if one.name.endswith("_count")} == {5}
