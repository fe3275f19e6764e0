"""What all routes of the JSON API share: whose house, reading what is sent, answering, naming the caller."""

import hashlib
import re

from flask import Response, current_app, g, json, request

from booking_server.domain.api_keys import ApiKey
from booking_server.domain.errors import KeyRefused
from booking_server.locks.keyring import TOKEN_BYTES
from booking_server.publishing.json_input import Members, json_object
from booking_server.publishing.problems import problem
from booking_server.publishing.shapes import Json
from booking_server.services.foundation.house import House

LONGEST_KEY = 128
_LINK_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{4 * TOKEN_BYTES // 3}}}")
PRIVATE, PUBLIC = "no-store", "public, no-cache"


def api_house() -> House:
    """Return the house this application answers for; to a key with its scope only its municipality's part."""
    house: House = g.get("house") or current_app.extensions["house"]
    return house


def api_key() -> ApiKey | None:
    """Return the key a request comes with, proved and with the scope of the route; None for none."""
    key: ApiKey | None = g.get("api_key")
    return key


def the_key() -> ApiKey:
    """Return the key of a route that is for keys only. Raises KeyRefused."""
    key = api_key()
    if key is None:
        raise KeyRefused("Bitte senden Sie Authorization: Bearer dgh_….")
    return key


def read_key() -> str | Response:
    """Return the idempotency key a request brings, empty for none, or the problem with it.

    As of a string in draft-ietf-httpapi-idempotency-key-header: what ASCII prints.
    """
    key = request.headers.get("Idempotency-Key", "")
    if len(key) <= LONGEST_KEY and key.isprintable() and key.isascii():
        return key
    detail = f"Idempotency-Key: höchstens {LONGEST_KEY} Zeichen, keine Umlaute und Steuerzeichen."
    return problem(400, detail=detail, code="key-unreadable")


def own_name(what: str, key: str) -> str:
    """Return under which name an idempotency key is kept: that of a program with a key is its own.

    No text that somebody without a key sends reads like it.
    """
    caller = api_key()
    return f"{what}-key:{caller.id}:{key}" if caller else f"{what}:{key}"


def as_json(body: Json, status: int = 200, *, cache: str = PRIVATE) -> Response:
    """Return an answer that nobody stores unless `cache` says so.

    Looking again with its ETag is answered 304 while nothing has changed.
    """
    text = json.dumps(body, ensure_ascii=False)
    answer = Response(text, status, content_type="application/json")
    answer.headers["Cache-Control"] = cache
    if request.method in ("GET", "HEAD") and status == 200:
        answer.set_etag(_tag(text))
        answer.make_conditional(request)
    return answer


def tag_of(body: Json) -> str:
    """Return the ETag with which a body is answered to who looks."""
    return _tag(json.dumps(body, ensure_ascii=False))


def read_body() -> Members | Response:
    """Return the JSON object sent, or the problem with it."""
    if not request.is_json:
        return problem(415, detail="Bitte senden Sie application/json.", code="not-json")
    body = json_object(request)
    if body is None:
        return problem(400, detail="Das ist kein lesbares JSON-Objekt.", code="json-unreadable")
    return Members(body)


def bearer_token() -> str | None:
    """Return the token a request brings, or None."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def link_token() -> str | None:
    """Return the token of a booking, a series or a place a request brings; what cannot be one is none."""
    token = bearer_token()
    return token if token and _LINK_TOKEN.fullmatch(token) else None


def unauthorized() -> Response:
    """Ask for the token."""
    answer = problem(401, detail="Bitte senden Sie Authorization: Bearer <token>.", code="token-missing")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _tag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
