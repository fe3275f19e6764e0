"""For devices: claiming a token, fetching what a confirmed one is given, renewing it (§12)."""

from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from booking_server.domain.enrolments import EXPIRED, DoorEnrolment, EnrolmentState, claimed
from booking_server.domain.errors import EnrolmentRefused, NotFound
from booking_server.domain.people import Person
from booking_server.services.foundation import authority
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.foundation.setup import describe_door
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import enrolling
from lock_agent.contract.enrolling import Answer, Claim, Question, Renewal, Stage
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.errors import SignatureInvalid
from lock_agent.contract.releases import Question as ReleaseQuestion

CLOCK_WRONG = "Die Uhr des Geräts geht falsch. Bitte warten Sie, bis es die Zeit aus dem Netz hat."
NOT_THIS_KEY = "Dieses Gerät ist uns nicht bekannt. Bitte melden Sie es am Schreibtisch neu an."


@dataclass(frozen=True, slots=True)
class BrokerForDoors:
    """Where doors find the broker."""

    host: str
    port: int


@retried
def claim(house: House, said: Claim) -> None:
    """Take a device's claim; the same device may claim again. Raises NotFound, EnrolmentRefused."""
    public_key = enrolling.public_key_of(said.request)
    with house.unit_of_work() as uow:
        found = uow.door_enrolments.locked(enrolling.token_id(said.token))
        is_same = bool(found.request) and enrolling.public_key_of(found.request) == public_key
        code = enrolling.match_code(said.token, public_key)
        try:
            taken = claimed(found, request=said.request, code=code, is_same=is_same, now=uow.now)
        except EnrolmentRefused:
            note(uow, None, "enrolment_claim_refused", found)
            uow.commit()
            raise
        if taken != found:
            uow.door_enrolments.save(taken)
            note(uow, None, "enrolment_claimed", taken)
        uow.commit()


@retried
def collect(house: House, asked: Question, broker: BrokerForDoors) -> Answer:
    """Tell a device how far its enrolment is; once confirmed, give it all it needs, as often as it asks.

    Raises NotFound, EnrolmentRefused.
    """
    with house.unit_of_work() as uow:
        found = uow.door_enrolments.locked(asked.token_id)
        if not found.request:
            raise NotFound(EXPIRED)
        _ask_key(asked, found.request)
        _check_clock(uow, asked.iat)
        state = found.state(uow.now)
        if state in (EnrolmentState.ENDED, EnrolmentState.EXPIRED):
            return Answer(Stage.REFUSED)
        if state is EnrolmentState.CLAIMED:
            return Answer(Stage.WAITING)
        if uow.now >= found.expires_at:
            raise EnrolmentRefused(EXPIRED)
        if found.delivered_at is None:
            uow.door_enrolments.save(replace(found, delivered_at=uow.now))
            note(uow, None, "enrolment_delivered", found)
        answer = _ready(house, uow, found, broker)
        uow.commit()
    return answer


@retried
def renew(house: House, asked: Renewal, broker: BrokerForDoors) -> Answer:
    """Give a door its next certificate, and what it must know by now.

    Raises EnrolmentRefused, for a device that was shut out just as for one nobody knows.
    """
    with house.unit_of_work() as uow:
        found = uow.door_enrolments.current(asked.device)
        if found is None:
            raise EnrolmentRefused(NOT_THIS_KEY)
        signed_for = _ask_key(asked, found.request, found.earlier_request)
        _check_clock(uow, asked.iat)
        certificate = authority.issue(house, uow, asked.request, found.door_id)
        renewed = replace(found, request=asked.request, earlier_request=signed_for, certificate=certificate)
        uow.door_enrolments.save(renewed)
        note(uow, None, "certificate_renewed", renewed)
        answer = _ready(house, uow, renewed, broker)
        uow.commit()
    return answer


def release_for(house: House, asked: ReleaseQuestion) -> int | None:
    """Return the number of the release a door may fetch, if it is above what it has.

    Raises EnrolmentRefused, for a device that was shut out just as for one nobody knows.
    """
    with house.reading() as uow:
        found = uow.door_enrolments.certified(asked.device)
        if found is None:
            raise EnrolmentRefused(NOT_THIS_KEY)
        _ask_key(asked, found.request, found.earlier_request)
        _check_clock(uow, asked.iat)
        number = uow.door_releases.allowed().get(found.venue_id, 0)
    return number if number > asked.have else None


def note(
    uow: UnitOfWork, person: Person | None, what: str, about: DoorEnrolment, *, nobody: str = "device"
) -> None:
    """Leave a trace in the audit log, by door; a token never stands there."""
    actor = person.id if person else nobody
    municipality = uow.venues.by_id(about.venue_id).municipality_id
    uow.audit.add(actor, what, about.door_id, municipality_id=municipality)


def _ready(house: House, uow: UnitOfWork, made: DoorEnrolment, broker: BrokerForDoors) -> Answer:
    door = uow.doors.get(made.door_id)
    uow.doors.note(door.id, has_old_secret=False)
    known = describe_door(house, uow, uow.venues.by_id(made.venue_id), door)
    enrolment = Enrolment(
        device=door.id,
        site=known.site_number,
        door=door.number,
        epoch=door.epoch,
        k_door=known.door_secret,
        k_radio=known.radio_secret,
        server_keys=known.server_keys,
        qr_keys=known.qr_keys,
        host=broker.host,
        port=broker.port,
        tls=True,
    )
    return Answer(Stage.READY, enrolment, made.certificate, authority.own_certificate(house))


def _ask_key(asked: Question | Renewal | ReleaseQuestion, *requests: str) -> str:
    """Return the request whose key asked. Raises EnrolmentRefused when none did."""
    for request in filter(None, requests):
        key = load_der_public_key(enrolling.public_key_of(request))
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                asked.check(key)
                return request
        except SignatureInvalid:
            continue
    raise EnrolmentRefused(NOT_THIS_KEY)


def _check_clock(uow: UnitOfWork, iat: int) -> None:
    if abs(uow.now.timestamp() - iat) > enrolling.SKEW_S:
        raise EnrolmentRefused(CLOCK_WRONG)
