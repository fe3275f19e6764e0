"""The signed-in person of a request: the session's id lives in the cookie, its truth in the database."""

from flask import session

from booking_server.domain.people import Person
from booking_server.services import sign_in
from booking_server.services.house import House

_KEY = "desk"


def person(house: House) -> Person | None:
    """Return who is signed in, or None."""
    session_id = session.get(_KEY)
    return sign_in.person_of(house, session_id) if isinstance(session_id, str) else None


def is_fresh(house: House) -> bool:
    """Whether the person signed in just now."""
    session_id = session.get(_KEY)
    return isinstance(session_id, str) and sign_in.is_fresh(house, session_id)


def enter(session_id: str) -> None:
    """Begin a fresh cookie: nothing planted before signing in survives it."""
    session.clear()
    session[_KEY] = session_id
    session.permanent = True


def leave(house: House) -> None:
    """End the session here and in the database."""
    session_id = session.get(_KEY)
    if isinstance(session_id, str):
        sign_in.sign_out(house, session_id)
    session.clear()
