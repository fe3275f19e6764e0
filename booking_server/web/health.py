"""Whether the process lives, and whether visitors can be served: two questions of a supervisor."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from booking_server.services.operation.operation import readiness
from booking_server.web.the_house import the_house

health = Blueprint("health", __name__, url_prefix="/healthz")


@health.get("/live")
def live() -> Response:
    """Say that the process answers, whatever else is broken: no reason to start it anew."""
    return _told("ok", 200)


@health.get("/ready")
def ready() -> Response:
    """Say whether the database answers, is of this version, and the worker turns."""
    found = readiness(the_house())
    if found.is_ready:
        return _told("ok", 200, **asdict(found))
    return _told("not ready", 503, **asdict(found))


def _told(word: str, status: int, **facts: str) -> Response:
    answer = jsonify(status=word, **facts)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
