"""Signing in by mail: asking for a link, looking at it, using it or its code once."""

import hmac
import secrets
from datetime import timedelta

from booking_server.domain.errors import CodeWrong, LinkInvalid
from booking_server.domain.people import Person
from booking_server.domain.sign_ins import Way
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.people import sessions
from booking_server.storage.repositories.sign_ins import SignInLink
from booking_server.storage.unit_of_work import UnitOfWork

MOST_LINKS = 5
LINKS_WITHIN = timedelta(hours=1)
CODE_DIGITS = 6
CODES_PER_LINK = 3
CODES_PER_DAY = 10
"""Wrong codes a person's links take in a day; then only the link itself counts (0.4 % a year to guess)."""

LINK, CODE = "sign-in", "sign-in-code"
_SPENT = "Dieser Anmelde-Link gilt nicht mehr. Bitte fordern Sie einen neuen an."
_WRONG = "Dieser Code stimmt nicht oder gilt nicht mehr. Nehmen Sie den Link in der E-Mail."


@retried
def request_link(house: House, email: str) -> str:
    """Promise a sign-in mail to the person with this address; return what its code is typed with.

    Nobody learns whether the address is known: what comes back always looks the same. Five mails an hour
    are the most a person gets.
    """
    with house.unit_of_work() as uow:
        person = uow.people.by_email(email)
        if person is None or uow.sign_ins.links_since(person.id, uow.now - LINKS_WITHIN) >= MOST_LINKS:
            return links.sealed(house, CODE, secrets.token_hex(8))
        link = _new_link(house, uow, person, Way.MAIL)
        uow.outbox.add("mail", link.id, template="sign_in")
        uow.audit.add(person.id, "sign_in_requested", person.id)
        uow.commit()
    return links.sealed(house, CODE, link.id)


@retried
def make_link(house: House, person_id: str) -> str:
    """Return the address of a fresh sign-in link, for the command line and the demo."""
    with house.unit_of_work() as uow:
        person = uow.people.get(person_id)
        link = _new_link(house, uow, person, Way.CONSOLE)
        uow.audit.add("console", "sign_in_link_made", person.id)
        uow.commit()
    return link_url(house, link.id)


def add_setup_link(house: House, uow: UnitOfWork, person: Person) -> SignInLink:
    """Add a link to a transaction with which somebody sets up a passkey, because another one said so."""
    link = _new_link(house, uow, person, Way.SETUP)
    uow.outbox.add("mail", link.id, template="sign_in_setup")
    return link


def link_url(house: House, link_id: str) -> str:
    """Return the address behind a link id."""
    return f"{house.policy.public_url}/anmelden/{links.sealed(house, LINK, link_id)}"


def code_of(house: House, link_id: str) -> str:
    """Return the six digits mailed together with a link."""
    return house.keyring.digits(CODE, link_id, CODE_DIGITS)


def look_at_link(house: House, sealed: str) -> Person:
    """Return whom a link would sign in, without using it. Raises LinkInvalid."""
    with house.reading() as uow:
        return uow.people.get(_live_link(house, uow, LINK, sealed).person_id)


@retried
def use_link(house: House, sealed: str, *, device: str = "", replaces: str | None = None) -> str:
    """Use a link up and return the id of a new session. Raises LinkInvalid, also the second time."""
    with house.unit_of_work() as uow:
        session = _enter(house, uow, _live_link(house, uow, LINK, sealed), device, replaces)
        uow.commit()
    return session


@retried
def use_code(house: House, sealed: str, typed: str, *, device: str = "", replaces: str | None = None) -> str:
    """Use a link up by its code, typed where it was asked for; return a new session. Raises CodeWrong.

    A wrong code counts against the link and the person, so that nobody guesses; nobody is locked out by
    that, for the link in the mail goes on.
    """
    with house.unit_of_work() as uow:
        try:
            link = _live_link(house, uow, CODE, sealed)
        except LinkInvalid as error:
            raise CodeWrong(_WRONG) from error
        tried = uow.sign_ins.wrong_codes_since(link.person_id, uow.now - timedelta(days=1))
        if link.way is not Way.MAIL or link.wrong_codes >= CODES_PER_LINK or tried >= CODES_PER_DAY:
            raise CodeWrong(_WRONG)
        if not hmac.compare_digest(typed.encode(), code_of(house, link.id).encode()):
            uow.sign_ins.count_wrong_code(link.id)
            uow.commit()
            raise CodeWrong(_WRONG)
        session = _enter(house, uow, link, device, replaces)
        uow.commit()
    return session


def _enter(house: House, uow: UnitOfWork, link: SignInLink, device: str, replaces: str | None) -> str:
    if not uow.sign_ins.use_link(link.id, uow.now):
        raise LinkInvalid(_SPENT)
    return sessions.begin(house, uow, link.person_id, link.way, device=device, replaces=replaces)


def _new_link(house: House, uow: UnitOfWork, person: Person, way: Way) -> SignInLink:
    ends = uow.now + (house.policy.setup_for if way is Way.SETUP else house.policy.sign_in_for)
    link = SignInLink(secrets.token_hex(8), person.id, uow.now, ends, way=way)
    uow.sign_ins.add_link(link)
    return link


def _live_link(house: House, uow: UnitOfWork, purpose: str, sealed: str) -> SignInLink:
    link_id = links.unsealed(house, purpose, sealed)
    link = uow.sign_ins.link(link_id) if link_id else None
    if link is None or link.used_at is not None or link.expires_at <= uow.now:
        raise LinkInvalid(_SPENT)
    return link
