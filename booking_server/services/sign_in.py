"""Signing in by a mailed link: asking for one, looking at it, using it once."""

import hashlib
import secrets
from datetime import timedelta

from booking_server.domain.errors import LinkInvalid
from booking_server.domain.people import Person
from booking_server.services import links
from booking_server.services.house import House
from booking_server.services.retrying import retried
from booking_server.storage.repositories.sign_ins import SignInLink
from booking_server.storage.unit_of_work import UnitOfWork

MOST_LINKS = 5
LINKS_WITHIN = timedelta(hours=1)
_SPENT = "Dieser Anmelde-Link gilt nicht mehr. Bitte fordern Sie einen neuen an."


@retried
def request_link(house: House, email: str) -> None:
    """Promise a sign-in mail to the person with this address.

    Nobody learns whether the address is known; five mails an hour are the most a person gets.
    """
    with house.unit_of_work() as uow:
        person = uow.people.by_email(email)
        if person is None or uow.sign_ins.links_since(person.id, uow.now - LINKS_WITHIN) >= MOST_LINKS:
            return
        link = _new_link(house, uow, person)
        uow.outbox.add("mail", link.id, template="sign_in")
        uow.audit.add(person.id, "sign_in_requested", person.id)
        uow.commit()


@retried
def make_link(house: House, person_id: str) -> str:
    """Return the address of a fresh sign-in link, for the command line and the demo."""
    with house.unit_of_work() as uow:
        person = uow.people.get(person_id)
        link = _new_link(house, uow, person)
        uow.audit.add("console", "sign_in_link_made", person.id)
        uow.commit()
    return link_url(house, link.id)


def link_url(house: House, link_id: str) -> str:
    """Return the address behind a link id."""
    return f"{house.policy.public_url}/anmelden/{links.sealed(house, 'sign-in', link_id)}"


def look_at_link(house: House, sealed: str) -> Person:
    """Return whom a link would sign in, without using it. Raises LinkInvalid."""
    with house.reading() as uow:
        return uow.people.get(_live_link(house, uow, sealed).person_id)


@retried
def use_link(house: House, sealed: str) -> str:
    """Use a link up and return the id of a new session. Raises LinkInvalid, also the second time."""
    with house.unit_of_work() as uow:
        link = _live_link(house, uow, sealed)
        if not uow.sign_ins.use_link(link.id, uow.now):
            raise LinkInvalid(_SPENT)
        session = secrets.token_urlsafe(24)
        uow.sign_ins.add_session(_hash(session), link.person_id, uow.now, uow.now + house.policy.session_for)
        uow.audit.add(link.person_id, "signed_in", link.person_id)
        uow.commit()
    return session


def person_of(house: House, session: str) -> Person | None:
    """Return who a session belongs to, or None when it ended."""
    with house.reading() as uow:
        person_id = uow.sign_ins.person_of_session(_hash(session), uow.now)
        return uow.people.get(person_id) if person_id else None


def is_fresh(house: House, session: str) -> bool:
    """Whether a session began within the time a sign-in link is valid, by a link used just now."""
    with house.reading() as uow:
        began = uow.sign_ins.session_began(_hash(session), uow.now)
        return began is not None and uow.now - began <= house.policy.sign_in_for


@retried
def sign_out(house: House, session: str) -> None:
    """End a session."""
    with house.unit_of_work() as uow:
        uow.sign_ins.revoke_session(_hash(session), uow.now)
        uow.commit()


def _new_link(house: House, uow: UnitOfWork, person: Person) -> SignInLink:
    link = SignInLink(secrets.token_hex(8), person.id, uow.now, uow.now + house.policy.sign_in_for)
    uow.sign_ins.add_link(link)
    return link


def _live_link(house: House, uow: UnitOfWork, sealed: str) -> SignInLink:
    link_id = links.unsealed(house, "sign-in", sealed)
    link = uow.sign_ins.link(link_id) if link_id else None
    if link is None or link.used_at is not None or link.expires_at <= uow.now:
        raise LinkInvalid(_SPENT)
    return link


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
