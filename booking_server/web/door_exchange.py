"""For doors whose hall lets no MQTT out: their topics over HTTPS (door protocol, sections 2 and 3)."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, request

from booking_server.domain.errors import DeviceRefused
from booking_server.services.doors import door_exchange as service
from booking_server.services.doors.device_enrolment import NOT_THIS_KEY
from booking_server.services.doors.door_exchange import Asked
from booking_server.services.foundation.house import House
from booking_server.web.rate_limit import RateLimit
from booking_server.web.the_house import the_house
from lock_agent.contract import exchange
from lock_agent.contract.errors import ContractError
from lock_agent.contract.exchange import Message, Waiting

door_exchange = Blueprint("door_exchange", __name__, url_prefix="/dgh/1/d/<slug:door_id>")

PER_MINUTE = 120
"""Requests of one device; counted once it is known who asks, so that nobody uses up another's."""

MOST_WAITING = 4
"""Requests kept waiting at once in a process of sixteen threads; more doors are asked to come again soon."""

COME_AGAIN_S = 4
"""Below the ten seconds a command lives."""

LOOK_EVERY_S = 0.2
_waiting = threading.BoundedSemaphore(MOST_WAITING)
_T = TypeVar("_T")


@door_exchange.get("/challenge")
def challenge(door_id: str) -> Response:
    """Begin: give a device what it is to sign."""
    return _said(exchange.challenge_body(service.challenge(the_house(), door_id)))


@door_exchange.post("/up")
def up(door_id: str) -> Response:
    """Take what a door says and answer it."""
    asked = _admitted(door_id, exchange.UP)
    messages = _read(lambda raw: exchange.unpack(raw, way="up", limit=exchange.LONGEST_UP), asked)
    return _said(exchange.pack(service.take(the_house(), door_id, messages)))


@door_exchange.post("/down")
def down(door_id: str) -> Response:
    """Let a door wait for what it is to hear."""
    asked = _admitted(door_id, exchange.DOWN)
    waiting = _read(exchange.parse_waiting, asked)
    house = the_house()
    found = service.news(house, door_id, waiting.since)
    if found or not waiting.wait:
        return _said(exchange.pack(found))
    if not _waiting.acquire(blocking=False):
        return _said(exchange.pack((), pause=COME_AGAIN_S))
    try:
        return _said(exchange.pack(_waited(house, asked, waiting)))
    finally:
        _waiting.release()


def _waited(house: House, asked: Asked, waiting: Waiting) -> tuple[Message, ...]:
    ends = time.monotonic() + waiting.wait
    found: tuple[Message, ...] = ()
    while not found and time.monotonic() < ends and service.still_waits(house, asked):
        time.sleep(LOOK_EVERY_S)
        found = service.news(house, asked.door_id, waiting.since)
    return found


def _admitted(door_id: str, way: str) -> Asked:
    """Return the request of a device that proved who it is. Raises DeviceRefused, ChallengeOver."""
    body = request.get_data(cache=False)
    try:
        proof = exchange.parse_proof(request.headers.get("Authorization", ""))
    except ContractError as error:
        raise DeviceRefused(NOT_THIS_KEY) from error
    asked = Asked(door_id, way, exchange.path_of(door_id, way), proof, body)
    service.admit(the_house(), asked)
    limit: RateLimit = current_app.extensions["device_limit"]
    if not limit.allows(door_id):
        abort(429)
    return asked


def _read(parse: Callable[[bytes], _T], asked: Asked) -> _T:
    try:
        return parse(asked.body)
    except ContractError:
        abort(400)


def _said(body: bytes) -> Response:
    answer = Response(body, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
