"""A small server that speaks the contract with real doors over a real broker, and remembers everything."""

import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.enums import CallbackAPIVersion

from lock_agent.contract import topics
from lock_agent.contract.acks import Ack
from lock_agent.contract.booking_pin import hash_pin
from lock_agent.contract.commands import Command, Result, parse_result
from lock_agent.contract.credentials import PinCredential
from lock_agent.contract.enrolment import FILE_NAME, Enrolment
from lock_agent.contract.envelope import seal
from lock_agent.contract.events import Event, chain_hash, parse_batch
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot
from lock_agent.contract.status import Report, Status, parse_report, parse_status
from lock_agent.contract.time import TimeAnswer
from lock_agent.contract.topics import Channel

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20, 0x40)))
PUBLIC = KEY.public_key().public_bytes_raw()
KID = "s3"
SALT = bytes(range(16))
SITE = 7031
YEAR_S = 365 * 86400
BENKEN = "d-benken"
RIGHT_PIN, WRONG_PIN = "12345671", "23456789"


def enrol(data: Path, port: int, *, device: str = BENKEN) -> Path:
    """Write the enrolment of a door into its directory; return the directory."""
    data.mkdir(parents=True, exist_ok=True)
    enrolment = Enrolment(
        device=device,
        site=SITE,
        door=1,
        epoch=1,
        k_door=bytes(range(32)),
        k_radio=bytes(range(32, 64)),
        server_keys={KID: PUBLIC},
        qr_keys={1: PUBLIC},
        host="127.0.0.1",
        port=port,
        username=device,
        password="geheim",
    )
    enrolment.save(data / FILE_NAME)
    return data


def cfg(**changes: Any) -> CfgSnapshot:
    """Return settings: pulses of a fifth of a second, so that tests are quick."""
    values = {"site": SITE, "door": 1, "pulse_ms": 200, "server_keys": {KID: PUBLIC}, "qr_keys": {1: PUBLIC}}
    return CfgSnapshot(**{**values, **changes})


def creds(now: int, *pins: str) -> CredsSnapshot:
    """Return credentials: these PINs, valid from an hour ago for a day."""
    known = tuple(PinCredential(f"b-{pin}", hash_pin(pin, SALT), now - 3600, now + 86400) for pin in pins)
    return CredsSnapshot(salt=SALT, horizon=now + 60 * 86400, pins=known)


class Server:
    """Publishes snapshots, answers for time, stores events once, acknowledges after storing."""

    def __init__(self, port: int, *, now: Any) -> None:
        self.now = now
        self.acknowledges = True
        self.answers_time = True
        self.statuses: dict[str, list[Status]] = defaultdict(list)
        self.reports: dict[str, list[Report]] = defaultdict(list)
        self.events: dict[tuple[str, int], dict[int, Event]] = defaultdict(dict)
        self.arrivals: dict[str, list[int]] = defaultdict(list)
        self.results: list[Result] = []
        self.changed: list[str] = []
        self._lock = threading.Lock()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="server", clean_session=False)
        self._client.on_connect = self._subscribe
        self._client.on_message = self._take
        self._client.reconnect_delay_set(1, 2)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def put(self, kind: str, ver: int, body: bytes, *, device: str = BENKEN, **changes: Any) -> bytes:
        """Publish a signed snapshot, retained; return the bytes."""
        now = self.now()
        values = {
            "t": kind,
            "dev": device,
            "ver": ver,
            "iat": now,
            "exp": now + YEAR_S,
            "kid": KID,
            "key": KEY,
        }
        raw = seal(**{**values, **changes}, body=body)
        self.put_raw(kind, raw, device=device)
        return raw

    def put_raw(self, kind: str, raw: bytes, *, device: str = BENKEN) -> None:
        """Publish any bytes where a snapshot belongs, retained."""
        channel = Channel.CFG if kind == "cfg" else Channel.CREDS
        self._client.publish(topics.topic(channel, device), raw, 1, True).wait_for_publish(5)

    def command(self, command_id: str, op: str = "unlatch", *, device: str = BENKEN, **changes: Any) -> bytes:
        """Send a command to the present session; `retain` sends it as no server may."""
        retain = changes.pop("retain", False)
        session = changes.pop("session", None) or self.session(device)
        values = {"args": {}, "exp": self.now() + 10, "by": "schmidt", "why": "Lieferung"}
        body = Command(command_id, op, session=session, **{**values, **changes}).to_body()
        now = self.now()
        raw = seal(t="cmd", dev=device, ver=now, iat=now, exp=now + 10, kid=KID, body=body, key=KEY)
        self._client.publish(topics.topic(Channel.CMD, device), raw, 1, retain).wait_for_publish(5)
        return raw

    def session(self, device: str = BENKEN) -> str:
        """Return the session of the door's newest status."""
        return self.statuses[device][-1].session

    def online(self, device: str = BENKEN) -> bool:
        """Return whether the door says it is connected."""
        return bool(self.statuses[device]) and self.statuses[device][-1].on

    def applied(self, kind: str, device: str = BENKEN) -> int:
        """Return the version of a snapshot the door reports, 0 before the first."""
        found = self.reports[device] and getattr(self.reports[device][-1].applied, kind)
        return found.ver if found else 0

    def journal(self, device: str = BENKEN) -> list[Event]:
        """Return what is stored of a door, all epochs in order."""
        with self._lock:
            epochs = sorted(key for key in self.events if key[0] == device)
            return [self.events[key][seq] for key in epochs for seq in sorted(self.events[key])]

    def stored(self) -> int:
        """Return how many events are stored of all doors."""
        with self._lock:
            return sum(map(len, self.events.values()))

    def attempts(self, device: str = BENKEN) -> list[str]:
        """Return the reasons of the stored attempts, in order."""
        return [str(event.data["reason"]) for event in self.journal(device) if event.type == "access"]

    def gaps(self, device: str = BENKEN) -> list[str]:
        """Return what is wrong with the numbers and the chain of what is stored; nothing, one hopes."""
        wrong = []
        for (_, epoch), events in self.events.items():
            previous = "0" * 64
            for number, seq in enumerate(sorted(events), start=1):
                if seq != number:
                    wrong.append(f"{epoch}: {number} is missing")
                    break
                if events[seq].prev_hash != previous:
                    wrong.append(f"{epoch}: {seq} breaks the chain")
                previous = chain_hash(previous, events[seq])
        return wrong

    def _subscribe(self, client: paho.Client, *_: Any) -> None:
        client.subscribe([(topic, 1) for topic in topics.SERVER_SUBSCRIPTIONS])

    def _take(self, _client: Any, _user: Any, message: paho.MQTTMessage) -> None:
        channel, device = topics.parse_topic(message.topic)
        match channel:
            case Channel.STATUS:
                self.statuses[device].append(parse_status(message.payload))
            case Channel.REP:
                self._take_report(device, parse_report(message.payload), retained=message.retain)
            case Channel.EVT:
                self._take_events(device, message.payload)
            case Channel.RES:
                self.results.append(parse_result(message.payload))

    def _take_report(self, device: str, report: Report, *, retained: bool) -> None:
        self.reports[device].append(report)
        if report.time_nonce and self.answers_time and not retained:
            now = self.now()
            body = TimeAnswer(report.time_nonce, now).to_body()
            raw = seal(t="time", dev=device, ver=now, iat=now, exp=now + 60, kid=KID, body=body, key=KEY)
            self._client.publish(topics.topic(Channel.TIME, device), raw, 0)

    def _take_events(self, device: str, payload: bytes) -> None:
        batch = parse_batch(payload)
        with self._lock:
            known = self.events[device, batch.epoch]
            for event in batch.events:
                self.arrivals[device].append(event.seq)
                stored = known.setdefault(event.seq, event)
                if stored != event:
                    self.changed.append(f"{device} {batch.epoch} {event.seq}")
            acked = 0
            while acked + 1 in known:
                acked += 1
        if self.acknowledges:
            gap = acked + 1 if acked < batch.events[-1].seq else None
            body = Ack(batch.epoch, acked, gap).to_body()
            self._client.publish(topics.topic(Channel.ACK, device), body, 1)
