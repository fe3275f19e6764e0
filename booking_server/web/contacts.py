"""Whom somebody calls who gets no further; known even when the database does not answer."""

from contextlib import suppress

from flask import current_app

from booking_server.services.town_facts import Town, every_town
from booking_server.storage.database import StorageUnavailable

_LAST = "towns"


def towns_to_call(*, ask: bool = True) -> tuple[Town, ...]:
    """Return the municipalities as they are now, or as they were last seen when nobody can be asked."""
    extensions = current_app.extensions
    if ask:
        with suppress(StorageUnavailable):
            extensions[_LAST] = every_town(extensions["house"])
    known: tuple[Town, ...] = extensions.get(_LAST, ())
    return known
