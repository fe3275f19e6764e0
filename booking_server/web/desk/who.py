"""Who sits at the desk."""

from collections.abc import Sequence

from flask import g

from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Person
from booking_server.domain.venues import Municipality


def who() -> Person:
    """Return the person who is signed in; the route's row in the matrix made sure that there is one."""
    person: Person = g.person
    return person


def chosen_town(towns: Sequence[Municipality], slug: str) -> Municipality:
    """Return the municipality a form names, or the only one; a foreign one raises NotPermitted."""
    found = [town for town in towns if town.slug == slug or (not slug and len(towns) == 1)]
    if not found:
        raise NotPermitted("Diese Gemeinde verwalten Sie nicht.")
    return found[0]
