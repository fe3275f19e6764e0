"""Halls in Home Assistant: it accepts what is announced, can read what is told, and hears nothing else."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import update

from booking_server.domain.hall_signals import HallSignals, LastEvent
from booking_server.publishing.home_assistant.discovery import (
    availability_topic,
    config_of,
    config_topic,
    state_of,
    state_topic,
)
from booking_server.publishing.home_assistant.telling import Teller
from booking_server.services.bookings import bookings
from booking_server.services.doors import door_reports
from booking_server.settings import BrokerAddress, HomeAssistant
from booking_server.storage.tables import doors, venues
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.publishing.discovery_rules import check_announcement
from tests.builders import NOW, Village, a_request

WANTED = HomeAssistant("wiesenburg-mark", BrokerAddress("127.0.0.1", 1, "dorfschluessel", ""))
CONFIG, STATE = config_topic("homeassistant", "dgh-benken"), state_topic("dgh-benken")
BRIDGE = "dorfschluessel/wiesenburg-mark/bridge"


class Broker(dict[str, bytes]):
    """Keeps the newest message of each topic, and how many came."""

    count = 0

    def publish(self, topic: str, payload: bytes) -> None:
        self.count += 1
        self[topic] = payload


@pytest.fixture
def door(village: Village) -> PaperDoor:
    """A door at Benken that is there; the hall next door has one, too."""
    enrol(village.house, village.cast.luette, "d-luette")
    return there(village, enrol(village.house, village.cast.benken))


def there(village: Village, door: PaperDoor, **reported: object) -> PaperDoor:
    with village.house.unit_of_work() as uow:
        seen = {"reports_online": True, "last_seen_at": uow.now, "contact": "closed", "clock": "ok"}
        uow.doors.note(door.id, **{**seen, **reported})
        uow.commit()
    return door


def a_teller(village: Village, broker: Broker) -> Teller:
    return Teller(village.house, WANTED, village.cast.municipality.id, broker.publish)


def shown(broker: Broker, hall: str = "dgh-benken") -> dict[str, Any]:
    """What a Home Assistant shows of a hall: each template rendered over the state, as it does."""
    announced = json.loads(broker[config_topic("homeassistant", hall)])
    state = json.loads(broker[announced["state_topic"]])
    return {key: rendered(one, state) for key, one in announced["components"].items()}


def rendered(component: dict[str, Any], state: dict[str, Any]) -> str:
    return template_of(component["value_template"]).render(value_json=state)


@cache
def template_of(text: str) -> Template:
    return SandboxedEnvironment().from_string(text)


def test_home_assistant_accepts_what_is_announced(village: Village, door: PaperDoor) -> None:
    broker = Broker()

    a_teller(village, broker).tell()

    announced = json.loads(broker[CONFIG])
    check_announcement(CONFIG, announced)
    assert announced["device"]["name"] == "DGH Benken"
    classes = {key: one["device_class"] for key, one in announced["components"].items()}
    assert classes == {
        "lock": "lock",
        "door": "door",
        "connectivity": "connectivity",
        "problem": "problem",
        "tamper": "tamper",
        "last_event": "enum",
        "sync_age": "duration",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [("command_topic", "a/b"), ("device_class", "padlock"), ("colour", "red"), ("platform", "lock")],
)
def test_the_rules_refuse_what_home_assistant_would(village: Village, key: str, value: str) -> None:
    announced = json.loads(config_of(village.cast.benken, "wiesenburg-mark", "https://dgh.example.org"))
    announced["components"]["lock"][key] = value

    with pytest.raises((AssertionError, KeyError)):
        check_announcement(CONFIG, announced)


def test_every_state_is_one_home_assistant_can_read(village: Village) -> None:
    components = json.loads(config_of(village.cast.benken, "wiesenburg-mark", "https://dgh.example.org"))
    three, two = (True, False, None), (True, False)
    for signs in product(three, three, two, two, two, [*LastEvent, None], (timedelta(minutes=90), None)):
        *flags, last, age = signs
        state = json.loads(state_of(HallSignals(*flags, last, NOW if last else None, age)))  # type: ignore[arg-type]

        for key, component in components["components"].items():
            value = rendered(component, state)
            if component["platform"] == "binary_sensor":
                assert value in ("ON", "OFF", "None")
            elif key == "last_event":
                assert value in (*component["options"], "None")
            else:
                assert value in ("90", "None")
        facts = components["components"]["last_event"]["json_attributes_template"]
        attributes = json.loads(rendered({"value_template": facts}, state))
        assert attributes == ({"at": "2026-09-28T10:00:00+00:00"} if last else {})


def test_a_hall_is_shown_as_it_is(village: Village, door: PaperDoor) -> None:
    broker = Broker()
    teller = a_teller(village, broker)
    teller.tell()
    assert shown(broker) == {
        "lock": "OFF", "door": "OFF", "connectivity": "ON", "problem": "OFF", "tamper": "OFF",
        "last_event": "None", "sync_age": "0",
    }  # fmt: skip
    assert broker[BRIDGE] == b"online"

    there(village, door, mode="hold_open", hold_until=NOW + timedelta(hours=1), contact="open", pin_off=True)
    teller.tell()
    assert {key: shown(broker)[key] for key in ("lock", "door", "problem")} == {
        "lock": "ON", "door": "ON", "problem": "ON",
    }  # fmt: skip

    village.clock.forward(minutes=3)
    teller.tell()
    away = shown(broker)
    assert (away["connectivity"], away["lock"], away["door"], away["sync_age"]) == (
        "OFF",
        "None",
        "None",
        "3",
    )


def test_only_what_changed_is_said_and_everything_when_asked(village: Village, door: PaperDoor) -> None:
    broker = Broker()
    teller = a_teller(village, broker)
    teller.tell()
    assert broker.count == 3

    teller.tell()
    assert broker.count == 3
    there(village, door, contact="open")
    teller.tell()
    assert broker.count == 4
    teller.say_everything_again()
    teller.tell()
    assert broker.count == 7


def test_a_hall_that_is_gone_is_taken_back_even_by_another_worker(village: Village, door: PaperDoor) -> None:
    broker = Broker()
    a_teller(village, broker).tell()
    with village.house.unit_of_work() as uow:
        uow.connection.execute(
            update(doors).where(doors.c.id == door.id).values(venue_id=village.cast.reetz.id, number=2)
        )
        uow.commit()

    a_teller(village, broker).tell()

    assert (broker[CONFIG], broker[STATE]) == (b"", b"")
    assert json.loads(broker[config_topic("homeassistant", "dgh-reetz")])["device"]["name"] == "DGH Reetz"
    count = broker.count
    a_teller(village, broker).tell()
    assert broker.count == count + 3, "what is taken back is not taken back again"


def test_the_halls_of_who_had_the_bridge_before_are_taken_back(village: Village, door: PaperDoor) -> None:
    broker = Broker()
    a_teller(village, broker).tell()
    wanted = HomeAssistant("bad-belzig", WANTED.address)

    next_one = Teller(village.house, wanted, village.cast.next_door.id, broker.publish)
    next_one.take_others_back()

    assert (broker[CONFIG], broker[STATE], broker[availability_topic("wiesenburg-mark")]) == (b"", b"", b"")
    count = broker.count
    next_one.take_others_back()
    assert broker.count == count, "once"


def test_what_was_told_before_a_worker_died_is_known(village: Village, door: PaperDoor) -> None:
    class Died(Exception):
        """The worker was killed in this moment."""

    def dying(_topic: str, _payload: bytes) -> None:
        raise Died

    with pytest.raises(Died):
        Teller(village.house, WANTED, village.cast.municipality.id, dying).tell()

    with village.house.reading() as uow:
        bridge = uow.bridges.of_town(village.cast.municipality.id)
    assert bridge is not None
    assert bridge.told == ("dgh-benken",)


def test_a_hall_that_is_renamed_stays_the_same_device(village: Village, door: PaperDoor) -> None:
    broker = Broker()
    teller = a_teller(village, broker)
    teller.tell()
    before = json.loads(broker[CONFIG])
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(venues).where(venues.c.slug == "dgh-benken").values(name="Bürgerhaus"))
        uow.commit()

    teller.tell()

    after = json.loads(broker[CONFIG])
    assert after["device"].pop("name") == "Bürgerhaus"
    del before["device"]["name"]
    assert after == before


def test_nothing_private_and_nothing_of_the_municipality_next_door_leaves(
    village: Village, door: PaperDoor
) -> None:
    booked = bookings.book(village.house, a_request())
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    now = int(village.clock.now.timestamp())
    door.happen(now, granted=True, reason="ok", cred_ref=code.id, cls="pin")
    tell_events(village, door, now)
    broker = Broker()

    a_teller(village, broker).tell()

    assert shown(broker)["last_event"] == "Geöffnet"
    assert sorted(broker) == sorted([CONFIG, STATE, BRIDGE])
    told = " ".join([*broker, *(payload.decode() for payload in broker.values())])
    private = (
        "Lehmann",
        "Hochzeit",
        booked.token,
        booked.booking.id,
        code.id,
        "d-benken",
        "Haupteingang",
        "luette",
    )
    assert [one for one in private if one in told] == []


def tell_events(village: Village, door: PaperDoor, now: int) -> None:
    door_reports.store_events(village.house, door.id, door.batch(1, len(door.journal), now))


def test_a_hall_without_a_door_is_not_announced(village: Village) -> None:
    broker = Broker()

    a_teller(village, broker).tell()

    assert sorted(broker) == [BRIDGE]


def test_another_prefix_is_used_where_it_is_set(village: Village, door: PaperDoor) -> None:
    broker = Broker()

    Teller(
        village.house, replace(WANTED, prefix="haus/ha"), village.cast.municipality.id, broker.publish
    ).tell()

    topic = "haus/ha/device/dorfschluessel_dgh-benken/config"
    check_announcement(topic, json.loads(broker[topic]))
