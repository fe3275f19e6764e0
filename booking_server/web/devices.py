"""For devices, not for people: enrolment over HTTPS (door protocol, section 12)."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, current_app, request, send_file

from booking_server.domain.errors import EnrolmentRefused
from booking_server.services.doors import device_enrolment as service
from booking_server.services.doors.device_enrolment import BrokerForDoors
from booking_server.settings import Settings
from booking_server.web.the_house import the_house, the_shelf
from lock_agent.contract import enrolling, releases
from lock_agent.contract.errors import ContractError

devices = Blueprint("devices", __name__, url_prefix="/dgh/1/enrolment")

WITHOUT_BROKER = (
    "Der Server weiß noch nicht, wo die Türen ihn finden (MQTT_HOST). Bitte fragen Sie, wer ihn betreibt."
)
_T = TypeVar("_T")


@devices.post("")
def claim() -> Response:
    """Take a device's claim to a token."""
    service.claim(the_house(), _read(enrolling.parse_claim))
    return _said(b"{}")


@devices.post("/collect")
def collect() -> Response:
    """Tell a device how far it is, and give a confirmed one what it needs."""
    asked = _read(enrolling.parse_question)
    return _said(service.collect(the_house(), asked, _broker()).to_body())


@devices.post("/renew")
def renew() -> Response:
    """Give a door its next certificate."""
    asked = _read(enrolling.parse_renewal)
    return _said(service.renew(the_house(), asked, _broker()).to_body())


@devices.post("/release")
def release() -> Response:
    """Give a door the newest release of its program that its hall may have, or nothing."""
    number = service.release_for(the_house(), _read(releases.parse_question))
    shelf = the_shelf()
    found = shelf.get(number) if shelf is not None and number is not None else None
    if found is None:
        return _said(b"")
    answer = send_file(found.path.resolve(), mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(parse: Callable[[bytes], _T]) -> _T:
    try:
        return parse(request.get_data(cache=False))
    except ContractError as error:
        raise EnrolmentRefused("Diese Nachricht ist nicht lesbar.") from error


def _broker() -> BrokerForDoors:
    settings: Settings = current_app.extensions["settings"]
    if settings.broker is None:
        raise EnrolmentRefused(WITHOUT_BROKER)
    return BrokerForDoors(settings.door_broker or settings.broker.host, settings.broker.port)


def _said(body: bytes) -> Response:
    answer = Response(body, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
