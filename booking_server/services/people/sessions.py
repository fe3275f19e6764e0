"""Being signed in: whose a session is, which devices there are, and how they are signed out."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

from booking_server.domain.errors import NotFound
from booking_server.domain.sign_ins import Session, SignedIn, Way
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.errors import StorageUnavailable
from booking_server.storage.repositories.sign_ins import KEY_DIGITS
from booking_server.storage.unit_of_work import UnitOfWork

SEEN_EVERY = timedelta(minutes=10)
"""How exactly the last visit is kept: looking at a page is no reason to write each time."""


def begin(
    house: House, uow: UnitOfWork, person_id: str, way: Way, *, device: str, replaces: str | None
) -> str:
    """Add a session to a transaction and return its id; the one the browser had before ends.

    A fresh id each time: what was planted in a browser before signing in never becomes a session.
    """
    session = secrets.token_urlsafe(24)
    if replaces:
        uow.sign_ins.revoke_session(_hash(replaces), uow.now)
    uow.sign_ins.add_session(
        _hash(session),
        Session("", person_id, way, device, uow.now, uow.now + house.policy.session_for, uow.now),
    )
    uow.audit.add(person_id, "signed_in", person_id, way=way.value)
    return session


def whose(house: House, session: str) -> SignedIn | None:
    """Return who is signed in with a session, or None when it ended. Notes the visit now and then."""
    policy = house.policy
    with house.reading() as uow:
        found, now = uow.sign_ins.session(_hash(session)), uow.now
        if found is None or not found.is_live(now, policy.idle_for):
            return None
        is_strong = found.is_strong(now, policy.strong_for) or policy.mail_is_strong
        is_invited = found.is_invited(now, policy.strong_for)
        known = SignedIn(uow.people.get(found.person_id), found, is_strong, is_invited)
    if now - found.seen_at >= SEEN_EVERY:
        with suppress(StorageUnavailable):  # a full disk must not keep anybody from looking
            _note_visit(house, session)
    return known


@retried
def sign_out(house: House, session: str) -> None:
    """End a session."""
    with house.unit_of_work() as uow:
        uow.sign_ins.revoke_session(_hash(session), uow.now)
        uow.commit()


def list_own(house: House, signed_in: SignedIn) -> tuple[Session, ...]:
    """Return where the person is signed in, the device used last first."""
    with house.reading() as uow:
        sessions = uow.sign_ins.sessions_of(signed_in.person.id)
        return tuple(one for one in sessions if one.is_live(uow.now, house.policy.idle_for))


@retried
def end_own(house: House, signed_in: SignedIn, key: str) -> None:
    """Sign one of the person's devices out. Raises NotFound."""
    with house.unit_of_work() as uow:
        whole = len(key) == KEY_DIGITS
        if not whole or not uow.sign_ins.revoke_session_named(signed_in.person.id, key, uow.now):
            raise NotFound("Dieses Gerät ist schon abgemeldet.")
        uow.audit.add(signed_in.person.id, "session_ended", signed_in.person.id, session=key)
        uow.commit()


@retried
def end_others(house: House, signed_in: SignedIn) -> int:
    """Sign all other devices of the person out; return how many."""
    with house.unit_of_work() as uow:
        ended = uow.sign_ins.revoke_sessions_of(signed_in.person.id, uow.now, but=signed_in.session.key)
        uow.audit.add(signed_in.person.id, "other_sessions_ended", signed_in.person.id, ended=ended)
        uow.commit()
    return ended


@retried
def _note_visit(house: House, session: str) -> None:
    with house.unit_of_work() as uow:
        uow.sign_ins.note_visit(_hash(session), uow.now)
        uow.commit()


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
