"""Keyholders of the tests' village: Herr Quast looks after Benken, Frau Otto carries its key."""

from datetime import datetime

from booking_server.domain.holders import HolderCode
from booking_server.domain.people import Grant, Person, Role
from booking_server.locks.holder_codes import digits_of
from booking_server.services.foundation import setup
from booking_server.services.holders import holders
from tests.builders import Village

QUAST, OTTO = "quast@example.org", "otto@example.org"


def a_keyholder(village: Village, email: str = OTTO, *, until: datetime | None = None) -> Person:
    """Store somebody who carries Benken's key, for a while or for good."""
    benken = village.cast.benken
    grant = Grant(Role.KEYHOLDER, benken.municipality_id, benken.id, until)
    return setup.add_person(village.house, name=f"Frau {email[:4].title()}", email=email, grants=(grant,))


def a_code(village: Village, person: Person) -> HolderCode:
    """Let Frau Stolle give a person a code for Benken."""
    return holders.give(village.house, village.cast.frau_stolle, "dgh-benken", person.id)


def an_envelope(village: Village, name: str = "Benken") -> HolderCode:
    """Let Frau Stolle make an envelope for the fire brigade."""
    return holders.give_brigade(village.house, village.cast.frau_stolle, "dgh-benken", name=name)


def digits(village: Village, code: HolderCode) -> str:
    """Return the nine digits of a code."""
    return digits_of(village.house.keyring, code)


def stored(village: Village, code: HolderCode) -> HolderCode:
    """Return a code as it stands now."""
    with village.house.reading() as uow:
        return uow.holders.get(code.id)
