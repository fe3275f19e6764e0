"""Webhooks in the JSON API: a program with the scope for it enters and looks after its own addresses."""

from flask import Blueprint, Response, request

from booking_server.domain.webhooks import FOR_CHOICE, EventType, MessageState
from booking_server.publishing import record_shapes as shapes
from booking_server.publishing.api_frame import api_house, as_json, read_body, tag_of, the_key
from booking_server.publishing.json_input import Members, MemberUnreadable
from booking_server.publishing.queries import Query, as_page, cursor_after
from booking_server.publishing.shapes import Json
from booking_server.services.partners import webhook_desk
from booking_server.services.partners import webhooks as service
from booking_server.services.partners.webhooks import Wanted, WithSecret, mark

webhooks_api = Blueprint("webhooks_api", __name__, url_prefix="/api/v1/webhooks")


@webhooks_api.get("")
def webhooks() -> Response:
    """Return the webhooks of the key's municipality; there are never more than a page shows."""
    Query().refuse()
    found = webhook_desk.webhooks_of(api_house(), the_key().municipality_id)
    return as_page([shapes.webhook(one) for one in found], None)


@webhooks_api.post("")
def add() -> Response:
    """Enter an address, and return its secret this once."""
    body = read_body()
    if isinstance(body, Response):
        return body
    wanted, key = _wanted(body), the_key()
    made = service.add_webhook(api_house(), key.municipality_id, wanted, actor=key.actor)
    answer = as_json(_with_secret(made), 201)
    answer.headers["Location"] = f"{request.path}/{made.webhook.id}"
    return answer


@webhooks_api.get("/<key:webhook_id>")
def webhook(webhook_id: str) -> Response:
    """Return one webhook."""
    return as_json(shapes.webhook(webhook_desk.one_webhook(api_house(), webhook_id)))


@webhooks_api.patch("/<key:webhook_id>")
def change(webhook_id: str) -> Response:
    """Change the members that are sent. With If-Match only while it is as it was read."""
    body = read_body()
    if isinstance(body, Response):
        return body
    house, wanted, seen = api_house(), _wanted(body), _mark_seen(webhook_id)
    changed = service.change_webhook(house, webhook_id, wanted, actor=the_key().actor, unless_changed=seen)
    return as_json(shapes.webhook(changed))


@webhooks_api.delete("/<key:webhook_id>")
def end(webhook_id: str) -> Response:
    """Delete a webhook with everything that was told to it. With If-Match only while it is as it was read."""
    seen = _mark_seen(webhook_id)
    service.end_webhook(api_house(), webhook_id, actor=the_key().actor, unless_changed=seen)
    return Response(status=204)


@webhooks_api.post("/<key:webhook_id>/secret")
def renew(webhook_id: str) -> Response:
    """Give a new secret; the one before signs along for a day."""
    return as_json(_with_secret(service.rotate_secret(api_house(), webhook_id, actor=the_key().actor)))


@webhooks_api.post("/<key:webhook_id>/test")
def test(webhook_id: str) -> Response:
    """Promise a message that tells of nothing."""
    told = service.send_test(api_house(), webhook_id, actor=the_key().actor)
    return as_json(shapes.message(told), 202)


@webhooks_api.get("/<key:webhook_id>/messages")
def messages(webhook_id: str) -> Response:
    """Return what was told to a webhook, the newest first."""
    query = Query("state", "limit", "cursor")
    state = query.one_of("state", [one.value for one in MessageState])
    limit, cursor = query.limit(), query.cursor()
    query.refuse()
    wanted = MessageState(state) if state else None
    found = webhook_desk.messages_of(api_house(), webhook_id, state=wanted, before=cursor, limit=limit + 1)
    page = found[:limit]
    after = cursor_after(page[-1].created_at, page[-1].id) if len(found) > limit else None
    return as_page([shapes.message(one) for one in page], after)


@webhooks_api.post("/<key:webhook_id>/messages/<key:message_id>/resend")
def resend(webhook_id: str, message_id: str) -> Response:
    """Promise a message again, under its own id."""
    told = service.resend(api_house(), webhook_id, message_id, actor=the_key().actor)
    return as_json(shapes.message(told), 202)


def _mark_seen(webhook_id: str) -> str | None:
    """Return the mark of the state that If-Match names, "" for one before the present. Raises NotFound."""
    if not request.if_match:
        return None
    before = webhook_desk.one_webhook(api_house(), webhook_id)
    return mark(before) if request.if_match.contains_weak(tag_of(shapes.webhook(before))) else ""


def _wanted(body: Members) -> Wanted:
    known = [one.value for one in FOR_CHOICE]
    named = body.texts("events") if body.has("events") else None
    if named is not None and not (set(named) <= set(known) and len(set(named)) == len(named)):
        body.errors.append(MemberUnreadable(f"„events“, jedes einmal: {', '.join(known)}", field="events"))
        named = None
    wanted = Wanted(
        name=body.text("name") if body.has("name") else None,
        url=body.text("url") if body.has("url") else None,
        events=frozenset(map(EventType, named)) if named is not None else None,
        is_on=body.truth("enabled") if body.has("enabled") else None,
    )
    body.refuse()
    return wanted


def _with_secret(made: WithSecret) -> Json:
    return {**shapes.webhook(made.webhook), "secret": made.secret}
