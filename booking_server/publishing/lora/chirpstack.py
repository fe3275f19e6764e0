"""What ChirpStack 4 takes and tells over MQTT, as far as a door needs it.

Source: ChirpStack documentation, "MQTT" and "Event types" (JSON encoding).
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass

from lock_agent.contract.lora import LONGEST, PORT

LONGEST_EVENT = 16 * 1024
HEARD = ("up", "txack")
_TOPIC = re.compile(r"application/([0-9a-f-]{36})/device/([0-9a-f]{16})/event/(up|txack)")


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of a device: a frame from it, or None for one that a gateway has sent to it."""

    dev_eui: str
    frame: bytes | None


def heard_topics(application: str) -> tuple[str, ...]:
    """Return what the bridge listens to: the devices of one application."""
    return tuple(f"application/{application}/device/+/event/{event}" for event in HEARD)


def downlink(application: str, dev_eui: str, frame: bytes) -> tuple[str, bytes]:
    """Return topic and payload that put a frame into a device's queue.

    Unconfirmed: the network's own confirmation proves nothing, and would be sent again by the network.
    """
    body = {
        "devEui": dev_eui,
        "confirmed": False,
        "fPort": PORT,
        "data": base64.b64encode(frame).decode(),
    }
    return f"application/{application}/device/{dev_eui}/command/down", json.dumps(body).encode()


def read(application: str, topic: str, payload: bytes) -> Heard | None:
    """Return what an event says, None for one that is not ours or unreadable; the topic says whose it is."""
    found = _TOPIC.fullmatch(topic)
    if found is None or found[1] != application or len(payload) > LONGEST_EVENT:
        return None
    if found[3] == "txack":
        return Heard(found[2], None)
    try:
        body = json.loads(payload)
        if not isinstance(body, dict) or body.get("fPort") != PORT or not isinstance(body.get("data"), str):
            return None
        frame = base64.b64decode(body["data"], validate=True)
    except (ValueError, RecursionError, binascii.Error):
        return None
    return Heard(found[2], frame) if 0 < len(frame) <= LONGEST else None
