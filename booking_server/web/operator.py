"""Letting the operator's own program in, which brings the token of the settings."""

import hmac

from flask import abort, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from booking_server.publishing.api_frame import bearer_token
from booking_server.settings import Settings


def let_operator_in(settings: Settings) -> None:
    """Go on only with the token, and at its own port if there is one; without a token nothing is there."""
    if not settings.metrics_token:
        abort(404)
    if settings.metrics_port and request.environ.get("SERVER_PORT") != str(settings.metrics_port):
        abort(404)
    brought = (bearer_token() or "").encode()
    if not hmac.compare_digest(brought, settings.metrics_token.encode()):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
