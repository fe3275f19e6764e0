"""Devices with keys of their own, enrolled as at the desk, and what they would say to the server."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.services.doors import device_enrolment, enrolments
from booking_server.services.doors.device_enrolment import BrokerForDoors
from booking_server.services.foundation.house import House
from lock_agent import identity
from lock_agent.contract import enrolling, exchange
from lock_agent.contract.enrolment import FILE_NAME, Enrolment
from lock_agent.contract.exchange import Message, Waiting


def certify(
    house: House, clerk: Person, venue: Venue, data: Path, *, server: str = "", port: int = 8883
) -> Enrolment:
    """Make a directory a device of a hall, through every step of an enrolment; MQTT at `port` without TLS."""
    data.mkdir(parents=True, exist_ok=True)
    minted = enrolments.mint(house, clerk, venue.slug, name="Eingang Hof")
    token, draft = enrolling.read_token(minted.token), data / identity.DRAFT
    key = identity.own_key(draft)
    request = identity.request_for(key)
    device_enrolment.claim(house, enrolling.Claim(token, request))
    code = enrolling.match_code(token, enrolling.public_key_of(request))
    enrolments.compare(house, clerk, minted.enrolment.token_id, code)
    now = int(house.clock().timestamp())
    asked = enrolling.ask(key, enrolling.token_id(token), iat=now)
    answer = device_enrolment.collect(house, asked, BrokerForDoors("127.0.0.1", port))
    adopted = replace(identity.adopt(data, answer, draft, server=server), tls=False)
    adopted.save(data / FILE_NAME)
    return adopted


@dataclass
class Caller:
    """A device that asks over HTTPS, or somebody who would like to be one."""

    client: FlaskClient
    device: str
    key: ec.EllipticCurvePrivateKey
    challenge: str = ""
    numbers: dict[str, int] = field(default_factory=lambda: {exchange.UP: 0, exchange.DOWN: 0})

    def begin(self) -> str:
        """Fetch a challenge; the next requests open sessions with it."""
        answer = self.client.get(exchange.path_of(self.device, "challenge"))
        self.challenge = exchange.parse_challenge(answer.data)
        self.numbers = dict.fromkeys(self.numbers, 0)
        return self.challenge

    def headers(self, way: str, body: bytes, **changes: Any) -> dict[str, str]:
        """Return the headers of the next request; `changes` spoil what is signed."""
        self.numbers[way] += 1
        said = {"path": exchange.path_of(self.device, way), "challenge": self.challenge}
        said |= {"number": self.numbers[way], "body": body, "key": self.key} | changes
        return {"Authorization": exchange.prove(**said).to_header()}

    def send(self, way: str, body: bytes, headers: dict[str, str] | None = None) -> TestResponse:
        """Ask, once."""
        path = exchange.path_of(self.device, way)
        return self.client.post(path, data=body, headers=headers or self.headers(way, body))

    def say(self, *messages: Message) -> TestResponse:
        """Say something on the way up."""
        if not self.challenge:
            self.begin()
        return self.send(exchange.UP, exchange.pack(messages))

    def listen(self, wait: int = 0, **since: int) -> TestResponse:
        """Ask for news."""
        if not self.challenge:
            self.begin()
        return self.send(exchange.DOWN, Waiting(since, wait).to_body())


def told(answer: TestResponse) -> tuple[Message, ...]:
    """Return what the server said."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return exchange.unpack(answer.data, way="dn", limit=exchange.LONGEST_DOWN)
