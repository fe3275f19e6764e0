"""The signed-in person of a request: the session's id lives in the cookie, its truth in the database."""

import secrets

from flask import g, request, session

from booking_server.domain.sign_ins import SignedIn
from booking_server.services.foundation.house import House
from booking_server.services.people import sessions
from booking_server.web.device_words import device_words

_KEY, _BROWSER, _WANTED = "desk", "browser", "wanted"


def who_is_it(house: House) -> SignedIn | None:
    """Return who is signed in, or None."""
    found = session_id()
    return sessions.whose(house, found) if found else None


def myself() -> SignedIn:
    """Return who is signed in; the route's row in the matrix made sure that there is somebody."""
    known: SignedIn = g.signed_in
    return known


def is_fresh(house: House) -> bool:
    """Whether the person signed in just now, by whatever way."""
    return myself().session.is_fresh(house.clock(), house.policy.sign_in_for)


def session_id() -> str | None:
    """Return the id of the session this browser names."""
    found = session.get(_KEY)
    return found if isinstance(found, str) else None


def browser() -> str:
    """Return what tells this browser from others while it signs in with a passkey."""
    found = session.get(_BROWSER)
    if not isinstance(found, str):
        found = session[_BROWSER] = secrets.token_urlsafe(18)
    return found


def device() -> str:
    """Return what kind of device is asking: "Firefox auf Windows"."""
    return device_words(request.headers.get("User-Agent", ""))


def enter(session_id: str) -> None:
    """Begin a fresh cookie: nothing planted before signing in survives it."""
    session.clear()
    session[_KEY] = session_id
    session.permanent = True


def want(path: str) -> None:
    """Remember which page somebody was on the way to."""
    session[_WANTED] = path


def wanted() -> str:
    """Return the page somebody was on the way to, else the desk; it is a path of ours, from the cookie."""
    path = session.get(_WANTED)
    return path if isinstance(path, str) and path.startswith("/schreibtisch") else "/schreibtisch"


def leave(house: House) -> None:
    """End the session here and in the database."""
    if found := session_id():
        sessions.sign_out(house, found)
    session.clear()
