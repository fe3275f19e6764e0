"""Keys of the interface: given at the desk or by command, shown once, ended at any time.

A key reads `dgh_<number>_<secret>`. The secret has 256 bits of chance, so its plain SHA-256 is kept: nobody
finds it from there, and looking costs nothing.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field

from booking_server.domain.api_keys import ApiKey, KeyScope, a_key_has_a_name_and_a_scope
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.payees import municipality_of, require_everywhere
from booking_server.storage.unit_of_work import UnitOfWork

DEED = Deed.MANAGE_API
_SHAPE = re.compile(r"dgh_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A new key and what its holder shows; `token` can never be shown again."""

    key: ApiKey
    token: str = field(repr=False)


def looks_like_a_key(token: str) -> bool:
    """Whether a bearer token is a key of the interface, known or not, and not the token of a link."""
    return _SHAPE.fullmatch(token) is not None


def whose(house: House, token: str) -> ApiKey | None:
    """Return the live key that a token proves, and note its use; None for every other token."""
    found = _SHAPE.fullmatch(token)
    if found is None:
        return None
    with house.reading() as uow:
        known = uow.api_keys.live_with_hash(found[1])
    if known is None or not hmac.compare_digest(known[1], _hash(found[2])):
        return None
    key = known[0]
    if key.use_is_news(house.clock()):
        _note_use(house, key)
    return key


def add_key(house: House, person: Person, slug: str, *, name: str, scopes: Collection[KeyScope]) -> GivenKey:
    """Give a key for a municipality. Raises NotFound, NotPermitted, ApiKeyInvalid."""
    with house.reading() as uow:
        town = municipality_of(uow, person, DEED, slug)
    return give_key(house, town, name=name, scopes=scopes, actor=person.id)


@retried
def give_key(
    house: House, town: Municipality, *, name: str, scopes: Collection[KeyScope], actor: str
) -> GivenKey:
    """Give a key for a municipality, for whoever may; also from the command line. Raises ApiKeyInvalid."""
    a_key_has_a_name_and_a_scope(name, scopes)
    secret = secrets.token_urlsafe(32)
    with house.unit_of_work() as uow:
        key = ApiKey(secrets.token_hex(8), town.id, name, frozenset(scopes), uow.now)
        uow.api_keys.add(key, _hash(secret))
        given = sorted(one.value for one in key.scopes)
        uow.audit.add(actor, "api_key_given", key.id, municipality_id=town.id, scopes=given)
        uow.commit()
    return GivenKey(key, f"dgh_{key.id}_{secret}")


@retried
def revoke_key(house: House, person: Person, key_id: str) -> ApiKey:
    """End a key at once. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        key = uow.api_keys.get(key_id)
        require_everywhere(person, DEED, key.municipality_id)
        end_key(uow, key, person.id)
        uow.commit()
    return key


@retried
def end_by_number(house: House, key_id: str, *, actor: str) -> ApiKey:
    """End a key from the command line. Raises NotFound."""
    with house.unit_of_work() as uow:
        key = uow.api_keys.get(key_id)
        end_key(uow, key, actor)
        uow.commit()
    return key


def end_key(uow: UnitOfWork, key: ApiKey, actor: str) -> None:
    """End a key, within the transaction of whoever may; twice is as good as once."""
    if uow.api_keys.revoke(key.id):
        uow.audit.add(actor, "api_key_ended", key.id, municipality_id=key.municipality_id)


@retried
def _note_use(house: House, key: ApiKey) -> None:
    with house.unit_of_work() as uow:
        uow.api_keys.note_use(key.id)
        uow.commit()


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
