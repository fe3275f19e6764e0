"""The proof that a form is one of ours, also where no cookie survives from its page to its answer.

The Bad Belzig App opens our pages in a view that keeps nothing. A form's token is signed by us and bound to a
cookie; where a browser brings that cookie both have to fit. Where it brings none the request has no rights
but those its address or its fields carry, so nothing can be taken from its visitor: then the signature is
enough, unless the browser says that another site has sent the form. What signs somebody in, and everything
behind a sign-in, always needs the cookie.
"""

from flask import current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer

SALT = "wtf-csrf-token"
OURS = frozenset({"same-origin", "none"})
LONGEST_OPEN_S = 24 * 3600
SIGNING_IN = frozenset({"sign_in", "passkeys"})
"""Blueprints whose forms end in a cookie: nobody is to be signed in by another site."""


def demand(csrf: CSRFProtect, *, needs_cookie: bool) -> None:
    """Let a form pass that is one of ours. Raises CSRFError."""
    if needs_cookie or request.blueprint in SIGNING_IN or brings_cookie():
        csrf.protect()
        return
    if request.method not in current_app.config["WTF_CSRF_METHODS"]:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in OURS:
        raise CSRFError("The form was sent by another site.")
    signed = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
    try:
        signed.loads(request.form.get("csrf_token", ""), max_age=LONGEST_OPEN_S)
    except BadData as error:
        raise CSRFError("The form is not one of ours.") from error


def brings_cookie() -> bool:
    """Whether the browser brought the cookie that goes with our forms."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies
