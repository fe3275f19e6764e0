"""Passkeys (WebAuthn): adding one, signing in with one, removing one. One function, one transaction.

A ceremony has two steps. `ask_…` puts a random challenge to one browser; it is kept as a hash, for a few
minutes, for this purpose and person. `add` and `sign_in` take the answer: the challenge is used up first,
in a transaction of its own, so that an answer that turns out wrong cannot be tried again.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from booking_server.domain.errors import DomainError, NotFound, PasskeyRefused
from booking_server.domain.sign_ins import (
    Passkey,
    SignedIn,
    Way,
    a_counter_only_moves_forward,
    nobody_loses_the_last_passkey_unasked,
    who_administers_adds_a_passkey_from_a_strong_session,
)
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.people import sessions

ANSWER_WITHIN = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_NAME = 60
_ADD, _SIGN_IN = "add", "sign-in"
_STALE = "Die Anfrage an Ihr Gerät ist abgelaufen. Bitte versuchen Sie es noch einmal."
_WRONG = "Dieser Passkey wurde nicht erkannt. Bitte versuchen Sie es noch einmal."


@retried
def ask_to_add(house: House, signed_in: SignedIn, browser: str) -> dict[str, Any]:
    """Return what the browser asks its authenticator for a new passkey. Raises PasskeyRefused."""
    challenge = secrets.token_bytes(32)
    with house.unit_of_work() as uow:
        known = uow.passkeys.of_person(signed_in.person.id)
        _may_add(signed_in, known)
        uow.passkeys.ask(_hash(challenge), _hash(browser), _ADD, signed_in.person.id, ANSWER_WITHIN)
        uow.commit()
    user = PublicKeyCredentialUserEntity(
        id=signed_in.person.id.encode(), name=signed_in.person.email, display_name=signed_in.person.name
    )
    options, _ = _server(house).register_begin(
        user,
        [_credential_of(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return dict(options.public_key)


@retried
def ask_to_sign_in(house: House, browser: str) -> dict[str, Any]:
    """Return what the browser asks its authenticator for signing in; it is not asked who."""
    challenge = secrets.token_bytes(32)
    with house.unit_of_work() as uow:
        uow.passkeys.ask(_hash(challenge), _hash(browser), _SIGN_IN, None, ANSWER_WITHIN)
        uow.commit()
    options, _ = _server(house).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    return dict(options.public_key)


def add(
    house: House, signed_in: SignedIn, browser: str, answer: str, *, name: str, device: str, replaces: str
) -> str:
    """Add the passkey the browser answers with; return a new session, signed in with it.

    Raises PasskeyRefused.
    """
    response = _read(RegistrationResponse, answer)
    challenge = response.response.client_data.challenge
    _use_up(house, challenge, browser, _ADD, signed_in.person.id)
    made = _verified(house, challenge, response)
    return _store(house, signed_in, made, name=name, device=device, replaces=replaces)


def sign_in(house: House, browser: str, answer: str, *, device: str, replaces: str | None) -> str:
    """Return a new session for whom the answering passkey belongs to. Raises PasskeyRefused."""
    response = _read(AuthenticationResponse, answer)
    challenge = response.response.client_data.challenge
    _use_up(house, challenge, browser, _SIGN_IN, None)
    with house.reading() as uow:
        passkey = uow.passkeys.by_credential(websafe_encode(response.raw_id))
    if passkey is None or response.response.user_handle not in (None, passkey.person_id.encode()):
        raise PasskeyRefused(_WRONG)
    _verify_use(house, challenge, passkey, response)
    return _enter(house, passkey, response.response.authenticator_data.counter, device, replaces)


def list_own(house: House, signed_in: SignedIn) -> tuple[Passkey, ...]:
    """Return the person's passkeys."""
    with house.reading() as uow:
        return uow.passkeys.of_person(signed_in.person.id)


def may_add(house: House, signed_in: SignedIn) -> str:
    """Return why the person cannot add a passkey now, empty when they can."""
    try:
        _may_add(signed_in, list_own(house, signed_in))
    except DomainError as error:
        return error.message
    return ""


def find_own(house: House, signed_in: SignedIn, passkey_id: str) -> Passkey:
    """Return one of the person's passkeys. Raises NotFound."""
    found = {one.id: one for one in list_own(house, signed_in)}
    if passkey_id not in found:
        raise NotFound("Diesen Passkey gibt es nicht (mehr).")
    return found[passkey_id]


@retried
def rename(house: House, signed_in: SignedIn, passkey_id: str, name: str) -> None:
    """Call one of the person's passkeys something else. Raises NotFound."""
    find_own(house, signed_in, passkey_id)
    with house.unit_of_work() as uow:
        uow.passkeys.rename(passkey_id, _named(name))
        uow.commit()


@retried
def remove(house: House, signed_in: SignedIn, passkey_id: str, *, said_yes: bool) -> None:
    """Remove one of the person's passkeys and tell them by mail. Raises NotFound, LastPasskey.

    Who administers does so from a strong session only: else a mailbox would be enough to shut them out.
    """
    passkey = find_own(house, signed_in, passkey_id)
    with house.unit_of_work() as uow:
        known = uow.passkeys.of_person(signed_in.person.id)
        if signed_in.person.administers and not signed_in.is_strong:
            raise PasskeyRefused("Bitte melden Sie sich zuerst mit einem Passkey an.")
        nobody_loses_the_last_passkey_unasked(known, said_yes=said_yes)
        uow.passkeys.remove(passkey.id)
        _tell(uow, signed_in, "passkey_removed", passkey)
        uow.commit()


def _may_add(signed_in: SignedIn, known: tuple[Passkey, ...]) -> None:
    who_administers_adds_a_passkey_from_a_strong_session(signed_in, known)
    if len(known) >= MOST_PASSKEYS:
        raise PasskeyRefused(f"Mehr als {MOST_PASSKEYS} Passkeys hat niemand. Entfernen Sie zuerst einen.")


@retried
def _store(house: House, signed_in: SignedIn, made: Passkey, *, name: str, device: str, replaces: str) -> str:
    passkey = replace(made, person_id=signed_in.person.id, name=_named(name))
    with house.unit_of_work() as uow:
        _may_add(signed_in, uow.passkeys.of_person(passkey.person_id))
        if uow.passkeys.by_credential(passkey.credential) is not None:
            raise PasskeyRefused("Diesen Passkey gibt es schon.")
        uow.passkeys.add(replace(passkey, created_at=uow.now))
        _tell(uow, signed_in, "passkey_added", passkey)
        session = sessions.begin(house, uow, passkey.person_id, Way.PASSKEY, device=device, replaces=replaces)
        uow.commit()
    return session


@retried
def _enter(house: House, passkey: Passkey, counter: int, device: str, replaces: str | None) -> str:
    with house.unit_of_work() as uow:
        if not uow.passkeys.note_use(passkey.id, passkey.sign_count, counter):
            raise PasskeyRefused(_STALE)
        session = sessions.begin(house, uow, passkey.person_id, Way.PASSKEY, device=device, replaces=replaces)
        uow.commit()
    return session


@retried
def _use_up(house: House, challenge: bytes, browser: str, purpose: str, person_id: str | None) -> None:
    with house.unit_of_work() as uow:
        is_ours = uow.passkeys.take_answer(_hash(challenge), _hash(browser), purpose, person_id)
        uow.commit()
    if not is_ours:
        raise PasskeyRefused(_STALE)


def _verified(house: House, challenge: bytes, response: RegistrationResponse) -> Passkey:
    """Return the passkey that a browser of ours made for us, its person seen and recognised."""
    try:
        _same_origin(response.response.client_data)
        auth_data = _server(house).register_complete(_state(challenge), response)
    except (ValueError, TypeError, KeyError, AssertionError) as error:
        raise PasskeyRefused(_WRONG) from error
    made = auth_data.credential_data
    if made is None or made.public_key.get(3) not in _ALGORITHMS:
        raise PasskeyRefused(_WRONG)
    return Passkey(
        id=secrets.token_hex(8),
        person_id="",
        credential=websafe_encode(made.credential_id),
        public_key=bytes(made),
        sign_count=auth_data.counter,
        name="",
        created_at=house.clock(),
    )


def _verify_use(house: House, challenge: bytes, passkey: Passkey, response: AuthenticationResponse) -> None:
    try:
        _same_origin(response.response.client_data)
        _server(house).authenticate_complete(_state(challenge), [_credential_of(passkey)], response)
    except (ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused(_WRONG) from error
    try:
        a_counter_only_moves_forward(passkey.sign_count, response.response.authenticator_data.counter)
    except PasskeyRefused:
        _note_copy(house, passkey)
        raise


@retried
def _note_copy(house: House, passkey: Passkey) -> None:
    with house.unit_of_work() as uow:
        uow.audit.add(passkey.person_id, "passkey_fell_behind", passkey.person_id, passkey=passkey.id)
        uow.commit()


def _server(house: House) -> Fido2Server:
    """Return the relying party: its id and the one origin it takes come from the public address."""
    parts = urlsplit(house.policy.public_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    party = PublicKeyCredentialRpEntity(name="Dorfschlüssel", id=parts.hostname or "")
    server = Fido2Server(party, verify_origin=lambda given: given == origin)
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in _ALGORITHMS]
    return server


def _state(challenge: bytes) -> dict[str, Any]:
    return {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }


def _same_origin(client_data: Any) -> None:
    """Refuse an answer that was given inside a frame of another site."""
    if client_data.cross_origin:
        raise ValueError("the answer comes from a foreign frame")


def _read(kind: Any, answer: str) -> Any:
    try:
        given = json.loads(answer)
        if not isinstance(given, Mapping):
            raise TypeError("not an object")
        return kind.from_dict(given)
    except Exception as error:  # a library reads what anybody may send: whatever it says, it is refused
        raise PasskeyRefused(_WRONG) from error


def _credential_of(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(passkey.public_key)


def _named(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or "Passkey"


def _tell(uow: Any, signed_in: SignedIn, what: str, passkey: Passkey) -> None:
    uow.audit.add(signed_in.person.id, what, signed_in.person.id, passkey=passkey.id)
    uow.outbox.add("mail", signed_in.person.id, template=what)


def _hash(secret: bytes | str) -> str:
    raw = secret.encode() if isinstance(secret, str) else secret
    return hashlib.sha256(raw).hexdigest()


_ALGORITHMS = (-7, -257, -8)
"""ES256, RS256, EdDSA: what authenticators of today sign with."""
