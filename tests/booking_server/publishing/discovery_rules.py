"""What Home Assistant accepts of a device's announcement, written down from its schemas; for reading only.

Source: home-assistant/core, components/mqtt: schemas.py (DEVICE_DISCOVERY_SCHEMA, MQTT_ENTITY_COMMON_SCHEMA),
binary_sensor.py, sensor.py, discovery.py (topics); components/sensor and binary_sensor (device classes).
Unknown keys, which it would drop without a word, are refused here, and whatever could carry a command.
"""

import re
from typing import Any
from urllib.parse import urlsplit

TOPIC = re.compile(r"(?P<prefix>[^+#]+)/device/(?:[a-zA-Z0-9_-]+/)?[a-zA-Z0-9_-]+/config")
AVAILABILITY = {"availability_topic", "availability_template", "payload_available", "payload_not_available"}
SHARED = AVAILABILITY | {"availability", "availability_mode", "state_topic", "qos", "encoding"}
ROOT = SHARED | {"device", "components", "origin"}
DEVICE = {
    "identifiers", "connections", "manufacturer", "model", "model_id", "name", "hw_version", "serial_number",
    "sw_version", "via_device", "suggested_area", "configuration_url",
}  # fmt: skip
ORIGIN = {"name", "sw_version", "support_url"}
ENTITY = SHARED | {
    "platform", "device", "origin", "entity_picture", "enabled_by_default", "entity_category", "icon",
    "json_attributes_topic", "json_attributes_template", "default_entity_id", "unique_id", "name",
    "device_class", "expire_after", "force_update", "value_template",
}  # fmt: skip
KEYS = {
    "binary_sensor": ENTITY | {"off_delay", "payload_on", "payload_off"},
    "sensor": ENTITY
    | {
        "last_reset_value_template", "options", "suggested_display_precision", "state_class",
        "unit_of_measurement",
    },
}  # fmt: skip
CLASSES = {
    "binary_sensor": {
        "battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door",
        "gas", "heat", "light", "lock", "moisture", "motion", "moving", "occupancy", "opening", "plug",
        "power", "presence", "problem", "running", "safety", "smoke", "sound", "tamper", "update",
        "vibration", "window",
    },
    "sensor": {"date", "duration", "enum", "timestamp"},
}  # fmt: skip
UNITS = {"duration": {"d", "h", "min", "s", "ms"}}
STATE_CLASSES = {"duration": {"measurement", "total", "total_increasing"}}


def check_announcement(topic: str, announced: dict[str, Any]) -> None:
    """Fail unless Home Assistant takes this for a device that only shows."""
    assert TOPIC.fullmatch(topic), topic
    _keys(announced, ROOT, {"device", "components", "origin"})
    _keys(announced["origin"], ORIGIN, {"name"})
    device = announced["device"]
    _keys(device, DEVICE, set())
    assert device.get("identifiers") or device.get("connections")
    assert all(isinstance(one, str) for one in device["identifiers"])
    assert urlsplit(device["configuration_url"]).scheme in ("http", "https", "homeassistant")
    assert announced.get("qos", 0) in (0, 1, 2)
    components = announced["components"]
    for component in components.values():
        shared = {key: value for key, value in announced.items() if key in SHARED}
        _check_entity({**shared, **component})
    unique = [component["unique_id"] for component in components.values()]
    assert len(set(unique)) == len(unique)


def _check_entity(entity: dict[str, Any]) -> None:
    platform = entity["platform"]
    _keys(entity, KEYS[platform], {"unique_id", "state_topic"})
    for key in ("state_topic", "availability_topic", "json_attributes_topic"):
        assert not set(entity.get(key, "")) & set("+#\0"), key
    assert not {"availability", "availability_topic"} <= entity.keys()
    assert entity.get("device_class") in CLASSES[platform] | {None}
    assert entity.get("entity_category") in (None, "diagnostic"), "a sensor is no setting"
    if platform == "sensor":
        _check_sensor(entity)


def _check_sensor(sensor: dict[str, Any]) -> None:
    kind = sensor["device_class"]
    if "options" in sensor:
        assert sensor["options"]
        assert kind == "enum"
    if kind in ("enum", "date", "timestamp"):
        assert not sensor.keys() & {"state_class", "unit_of_measurement"}
    else:
        assert sensor["unit_of_measurement"] in UNITS[kind]
        assert sensor.get("state_class") in STATE_CLASSES[kind] | {None}


def _keys(value: dict[str, Any], known: set[str], needed: set[str]) -> None:
    assert needed <= value.keys(), needed - value.keys()
    assert value.keys() <= known, value.keys() - known
