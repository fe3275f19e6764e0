"""What Home Assistant is told of a hall: one device with binary sensors and sensors, which only show.

Source: Home Assistant, MQTT integration, "Device discovery messages" (2024.11 and newer).
"""

import json
from dataclasses import dataclass, field
from typing import Any

from booking_server.domain.hall_signals import HallSignals, LastEvent
from booking_server.domain.venues import Venue

ONLINE, OFFLINE = b"online", b"offline"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing a device shows; `key` is its place in the state."""

    key: str
    platform: str
    name: str
    device_class: str
    more: dict[str, Any] = field(default_factory=dict)


DIAGNOSTIC = {"entity_category": "diagnostic"}
ENTITIES = (
    Entity("lock", "binary_sensor", "Schloss", "lock"),
    Entity("door", "binary_sensor", "Tür", "door"),
    Entity("connectivity", "binary_sensor", "Verbindung", "connectivity", DIAGNOSTIC),
    Entity("problem", "binary_sensor", "Störung", "problem", DIAGNOSTIC),
    Entity("tamper", "binary_sensor", "Manipulation", "tamper"),
    Entity("last_event", "sensor", "Letztes Ereignis", "enum", {"options": [one.value for one in LastEvent]}),
    Entity(
        "sync_age",
        "sensor",
        "Alter des Abgleichs",
        "duration",
        {"unit_of_measurement": "min", "state_class": "measurement", **DIAGNOSTIC},
    ),
)


def availability_topic(town: str) -> str:
    """Return where the bridge says whether it is there; its will speaks there, too."""
    return f"dorfschluessel/{town}/bridge"


def state_topic(hall: str) -> str:
    """Return where the state of a hall stands."""
    return f"dorfschluessel/{hall}/state"


def config_topic(prefix: str, hall: str) -> str:
    """Return where a hall is announced; an empty message there takes it back."""
    return f"{prefix}/device/dorfschluessel_{hall}/config"


def config_of(venue: Venue, town: str, public_url: str) -> bytes:
    """Return a hall's announcement."""
    device = {
        "identifiers": [f"dorfschluessel_{venue.slug}"],
        "name": venue.name,
        "manufacturer": "Dorfschlüssel",
        "model": "Dorfgemeinschaftshaus",
        "configuration_url": f"{public_url}/hallen/{venue.slug}",
    }
    return _json(
        {
            "device": device,
            "origin": {"name": "Dorfschlüssel"},
            "components": {entity.key: _component(entity, venue.slug) for entity in ENTITIES},
            "state_topic": state_topic(venue.slug),
            "availability_topic": availability_topic(town),
            "qos": 1,
        }
    )


def state_of(signals: HallSignals) -> bytes:
    """Return a hall's state; null is shown as unknown."""
    at, age = signals.last_event_at, signals.sync_age
    return _json(
        {
            "lock": _on(signals.is_unlocked),
            "door": _on(signals.is_open),
            "connectivity": _on(signals.is_connected),
            "problem": _on(signals.has_problem),
            "tamper": _on(signals.is_tampered_with),
            "last_event": signals.last_event,
            "last_event_facts": {} if at is None else {"at": at.isoformat(timespec="seconds")},
            "sync_age": None if age is None else int(age.total_seconds() // 60),
        }
    )


def _component(entity: Entity, hall: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "platform": entity.platform,
        "unique_id": f"dorfschluessel_{hall}_{entity.key}",
        "name": entity.name,
        "device_class": entity.device_class,
        "value_template": f"{{{{ value_json.{entity.key} }}}}",
        **entity.more,
    }
    if entity.key == "last_event":
        shown["json_attributes_topic"] = state_topic(hall)
        shown["json_attributes_template"] = "{{ value_json.last_event_facts | tojson }}"
    return shown


def _on(value: bool | None) -> str | None:
    return {True: "ON", False: "OFF", None: None}[value]


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
