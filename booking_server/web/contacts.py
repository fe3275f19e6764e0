"""Whom somebody calls who gets no further; known even when the database does not answer."""

from contextlib import suppress

from flask import current_app

from booking_server.services.halls.town_facts import Town, every_town
from booking_server.storage.database import StorageUnavailable
from booking_server.web.the_house import the_house

_LAST = "towns"


def towns_to_call(*, ask: bool = True) -> tuple[Town, ...]:
    """Return the municipalities as they are now, or as they were last seen when nobody can be asked.

    At the desk only the person's own have something to say; that is nothing to remember for others.
    """
    house, extensions = the_house(), current_app.extensions
    if ask:
        with suppress(StorageUnavailable):
            towns = every_town(house)
            if house.scope is not None:
                return towns
            extensions[_LAST] = towns
    known: tuple[Town, ...] = extensions.get(_LAST, ())
    return known
