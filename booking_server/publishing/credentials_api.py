"""Our doors for other booking systems: credentials made, moved, revoked and looked at with a key."""

from flask import Blueprint, Response, request

from booking_server.domain.doors import DoorEvent
from booking_server.domain.errors import BookingReversed, RequestRefused
from booking_server.publishing import record_shapes
from booking_server.publishing.api_frame import (
    api_house,
    as_json,
    own_name,
    read_body,
    read_key,
    tag_of,
    the_key,
)
from booking_server.publishing.json_input import Members
from booking_server.publishing.queries import Query, as_page, cursor_after
from booking_server.publishing.shapes import Json, instant
from booking_server.services.partners import credential_records as records
from booking_server.services.partners import credentials as service
from booking_server.services.partners.credential_records import Standing
from booking_server.services.partners.credentials import CredentialRecord
from calendars.errors import PeriodReversed
from calendars.period import Period

credentials_api = Blueprint("credentials_api", __name__, url_prefix="/api/v1/credentials")


@credentials_api.get("")
def credentials() -> Response:
    """Return the credentials of the key's municipality, the oldest first, page by page."""
    query = Query("venue", "limit", "cursor")
    venue, limit, cursor = query.slug("venue"), query.limit(), query.cursor()
    query.refuse()
    found = records.page(api_house(), the_key(), venue=venue, after=cursor, limit=limit)
    shown = found[:limit]
    last = shown[-1].credential if len(found) > limit else None
    after = cursor_after(last.created_at, last.id) if last else None
    return as_page([shape(one) for one in shown], after)


@credentials_api.post("")
def make() -> Response:
    """Make a credential, and return its codes this once."""
    body = read_body()
    if isinstance(body, Response):
        return body
    sent = read_key()
    if isinstance(sent, Response):
        return sent
    venue, spaces, period = body.text("venue"), body.texts("spaces"), _period(body)
    body.refuse()
    name = own_name("credential", sent) if sent else None
    key = the_key()
    made = service.make(api_house(), key, venue=venue, spaces=spaces, period=period, idempotency_key=name)
    answer = as_json(_with_codes(made), 201)
    answer.headers["Location"] = f"{request.path}/{made.credential.id}"
    return answer


@credentials_api.get("/<key:credential_id>")
def credential(credential_id: str) -> Response:
    """Return one credential, without its codes."""
    return as_json(shape(records.one(api_house(), credential_id)))


@credentials_api.patch("/<key:credential_id>")
def shift(credential_id: str) -> Response:
    """Move a credential to another time, and return its codes this once. With If-Match as read only."""
    body = read_body()
    if isinstance(body, Response):
        return body
    sent = read_key()
    if isinstance(sent, Response):
        return sent
    house, period = api_house(), _period(body)
    body.refuse()
    seen = _as_seen(records.one(house, credential_id)) if request.if_match else None
    name = own_name("credential-move", sent) if sent else None
    key = the_key()
    moved = service.shift(house, key, credential_id, period, unless_changed=seen, idempotency_key=name)
    return as_json(_with_codes(moved))


@credentials_api.post("/<key:credential_id>/revocation")
def revoke(credential_id: str) -> Response:
    """Revoke a credential and return it: it stays to be looked at until every door has heard of it."""
    return as_json(shape(service.revoke(api_house(), the_key(), credential_id)))


@credentials_api.get("/<key:credential_id>/status")
def status(credential_id: str) -> Response:
    """Return where a credential stands, by what the doors have acknowledged."""
    return as_json(_standing(records.standing(api_house(), credential_id)))


@credentials_api.get("/<key:credential_id>/events")
def events(credential_id: str) -> Response:
    """Return what happened with a credential at doors, the newest first; there are never many."""
    found = records.events(api_house(), credential_id)
    return as_page([_event(one) for one in found], None)


def shape(found: CredentialRecord) -> Json:
    """Return a credential; who it is for, nobody knows here."""
    held, booking = found.credential, found.booking
    return {
        "id": held.id,
        "venue": found.venue.slug,
        "spaces": [space.slug for space in found.venue.spaces if space.id in booking.space_ids],
        "start": instant(booking.period.start),
        "end": instant(booking.period.end),
        "version": booking.sequence + 1,
        "key": held.key_id,
        "created_at": instant(held.created_at),
        "updated_at": instant(booking.updated_at),
        "revoked_at": None if booking.is_occupying else instant(booking.updated_at),
        "reason": booking.decision_reason or None,
    }


def _as_seen(found: CredentialRecord) -> int:
    """Return the sequence the credential was read with; none it ever has where it was read otherwise."""
    is_same = request.if_match.contains_weak(tag_of(shape(found)))
    return found.booking.sequence if is_same else -1


def _with_codes(found: CredentialRecord) -> Json:
    shown = found.codes
    codes = {"pin": shown.pin, "offline_pin": shown.offline_pin or None, "qr": shown.qr} if shown else None
    return {**shape(found), "codes": codes}


def _standing(found: Standing) -> Json:
    return {
        "state": found.state.value,
        "doors": [
            {
                "door": one.door.id,
                "status": one.status.value,
                "earlier_codes_may_open": one.earlier_opens,
                "online": one.is_online,
            }
            for one in found.doors
        ],
    }


def _event(event: DoorEvent) -> Json:
    return {**record_shapes.door_event(event, of_program=True), "door": event.door_id}


def _period(body: Members) -> Period:
    start, end = body.minute("start"), body.minute("end", up=True)
    if start is None or end is None:
        raise RequestRefused(tuple(body.errors))
    try:
        return Period(start, end)
    except PeriodReversed:
        raise RequestRefused((BookingReversed("Das Ende muss nach dem Beginn liegen."),)) from None
