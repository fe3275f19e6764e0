"""A simulated LoRaWAN behind a real broker: ChirpStack's MQTT, one gateway, and air that loses and repeats.

What it takes is checked against ChirpStack's documentation ("MQTT", "Event types"): topics, the JSON of a
downlink, base64, an FPort of 1 to 223, and 51 bytes at the slowest rate of EU868.
"""

import base64
import json
import random
import re
import threading
from collections.abc import Callable

from tests.booking_server.locks.mqtt_client import Client
from tests.booking_server.lora import APPLICATION
from tests.booking_server.publishing.home_broker import PASSWORDS, HomeBroker

DOWN = re.compile(r"application/([0-9a-f-]{36})/device/([0-9a-f]{16})/command/down")
CHIRPSTACK = """
user chirpstack
topic read application/+/device/+/command/down
topic write application/+/device/+/event/+
"""
MOST_BYTES = 51


class ChirpBroker(HomeBroker):
    """The broker of a ChirpStack, with the access list the README gives the bridge."""

    def access(self, given: list[str]) -> str:
        return given[1].replace("<LORA_APPLICATION>", APPLICATION) + CHIRPSTACK

    def network(self, **mischief: float) -> "Network":
        return Network(Client(self.port, "chirpstack", PASSWORDS["chirpstack"]), **mischief)


class Network:
    """ChirpStack and its gateway. `lost` and `twice` are shares of what is sent, either way.

    `late` is the share of frames to devices that is kept back and comes after a later one.
    """

    def __init__(
        self, client: Client, *, lost: float = 0, twice: float = 0, late: float = 0, seed: int = 1
    ) -> None:
        self.client, self.lost, self.twice, self.late = client, lost, twice, late
        self.luck, self.lock = random.Random(seed), threading.Lock()
        self.sent: list[bytes] = []
        self.refused: list[str] = []
        self._names: dict[str, str] = {}
        self._devices: dict[str, Callable[[bytes], None]] = {}
        self._kept_back: list[tuple[str, bytes]] = []
        client._client.on_message = lambda _client, _data, message: self._take(message.topic, message.payload)
        client.subscribe("application/+/device/+/command/down")

    def add(self, application: str, eui: str, deliver: Callable[[bytes], None]) -> None:
        """Let a device join."""
        self._names[eui], self._devices[eui] = application, deliver

    def uplink(self, eui: str, frame: bytes, *, port: int = 17) -> None:
        """Let a device's frame come through, or not, or twice."""
        for _ in range(self._times()):
            data = base64.b64encode(frame).decode()
            self._tell(eui, "up", {"fPort": port, "data": data, "dr": 0, "rxInfo": [{"rssi": -110}]})

    def close(self) -> None:
        self.client.close()

    def _take(self, topic: str, payload: bytes) -> None:
        with self.lock:
            trouble = self._trouble(topic, payload)
            if trouble:
                self.refused.append(trouble)
                return
            eui = DOWN.fullmatch(topic)[2]  # type: ignore[index]
            frame = base64.b64decode(json.loads(payload)["data"])
            self.sent.append(frame)
            waiting, self._kept_back = self._kept_back, []
            if self.luck.random() < self.late:
                self._kept_back.append((eui, frame))
                return
            for name, one in [(eui, frame)] * self._times() + waiting:
                self._tell(name, "txack", {"queueItemId": "1", "fCntDown": len(self.sent)})
                self._devices[name](one)

    def _trouble(self, topic: str, payload: bytes) -> str:
        found = DOWN.fullmatch(topic)
        body = json.loads(payload)
        if found is None or self._names.get(found[2]) != found[1]:
            return "no such device"
        if set(body) != {"devEui", "confirmed", "fPort", "data"} or body["devEui"] != found[2]:
            return "not a downlink"
        if type(body["confirmed"]) is not bool or not 1 <= body["fPort"] <= 223:
            return "not a downlink"
        frame = base64.b64decode(body["data"], validate=True)
        return "" if 0 < len(frame) <= MOST_BYTES else "DOWNLINK_PAYLOAD_SIZE"

    def _times(self) -> int:
        drawn = self.luck.random()
        return 0 if drawn < self.lost else 2 if drawn < self.lost + self.twice else 1

    def _tell(self, eui: str, event: str, body: dict[str, object]) -> None:
        application = self._names[eui]
        whole = {
            "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
            "time": "2026-09-28T10:00:00+00:00",
            "deviceInfo": {"applicationId": application, "devEui": eui, "deviceName": "DGH"},
            **body,
        }
        topic = f"application/{application}/device/{eui}/event/{event}"
        self.client._client.publish(
            topic, json.dumps(whole).encode(), qos=1
        )  # on its own thread: do not wait
