"""One table from error code to HTTP status, and problem details for programs (RFC 9457)."""

import json
from typing import Any

from flask import Response

from booking_server.domain.errors import DomainError, RequestRefused

PROBLEM_JSON = "application/problem+json"
UNPROCESSABLE = 422

STATUS: dict[str, int] = {
    "booking-overlaps": 409,
    "hold-expired": 409,
    "transition-not-allowed": 409,
    "already-decided": 409,
    "time-is-free": 409,
    "already-waiting": 409,
    "list-full": 429,
    "too-many-open-requests": 429,
    "too-many-holds": 429,
    "sent-too-fast": 429,
    "displaced-changed": 409,
    "time-taken": 409,
    "cost-changed": 409,
    "changed-too-late": 409,
    "changed-too-often": 409,
    "late-change-gives-back": 409,
    "change-refused": 409,
    "helper-refused": 409,
    "too-many-helpers": 409,
    "change-differs": 409,
    "signed-meanwhile": 409,
    "not-your-turn": 403,
    "not-found": 404,
    "key-refused": 401,
    "scope-missing": 403,
    "has-changed": 412,
    "query-unreadable": 400,
    "not-permitted": 403,
    "grants-more-than-held": 403,
    "last-keeper": 409,
    "own-role": 403,
    "link-invalid": 410,
    "code-wrong": 422,
    "passkey-refused": 403,
    "passkey-needed": 403,
    "last-passkey": 409,
    "enrolment-refused": 409,
    "device-refused": 403,
    "challenge-over": 401,
}
"""Every other code is a rule of the house that the request breaks: 422."""

TITLES: dict[int, str] = {
    400: "Die Anfrage ist nicht lesbar",
    401: "Der Zugang fehlt",
    403: "Das ist hier nicht erlaubt",
    404: "Das gibt es hier nicht",
    405: "So geht es an dieser Adresse nicht",
    409: "Das passt nicht mehr zum Stand der Dinge",
    410: "Dieser Link gilt nicht mehr",
    412: "Das hat sich inzwischen geändert",
    413: "Die Anfrage ist zu groß",
    415: "Dieses Format wird hier nicht gelesen",
    422: "Die Anfrage verletzt eine Regel des Hauses",
    429: "Zu viele Anfragen",
    500: "Unser Fehler",
    503: "Gerade nicht erreichbar",
}


def code_of(error: DomainError) -> str:
    """Return the stable code; of a refused request the code of the first broken rule."""
    return error.broken_code if isinstance(error, RequestRefused) else error.code


def status_of(error: DomainError) -> int:
    """Return the HTTP status of an error of the domain."""
    return STATUS.get(code_of(error), UNPROCESSABLE)


def problem_of(error: DomainError) -> Response:
    """Return the problem details of an error, with every broken rule of a refused request."""
    told = error.errors if isinstance(error, RequestRefused) else (error,)
    errors = [{"field": e.field_name, "code": e.code, "detail": e.message} for e in told]
    return problem(status_of(error), detail=error.message, code=code_of(error), errors=errors)


def problem(status: int, *, detail: str, code: str, **more: Any) -> Response:
    """Return problem details. `detail` is German and fit to be shown, `code` is stable."""
    body = {
        "type": f"urn:dorfschluessel:problem:{code}",
        "title": TITLES.get(status, "Das hat nicht geklappt"),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    answer = Response(json.dumps(body, ensure_ascii=False), status, content_type=PROBLEM_JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer
