"""Letting programs in that come with a key: it is proved, counted, held to its scope and municipality."""

from flask import current_app, g, request

from booking_server.domain.api_keys import KeyScope, a_key_holds_the_scope
from booking_server.domain.errors import KeyRefused
from booking_server.publishing.api_frame import bearer_token
from booking_server.services.foundation.house import House
from booking_server.services.partners import api_keys
from booking_server.web.rate_limit import brings_key, count


def let_key_in(house: House, scope: KeyScope | None, *, is_needed: bool) -> None:
    """Note the key of a request; the view then works in a house that knows only the key's municipality.

    Where the route has no `scope` a key adds nothing and takes nothing away. Raises KeyRefused, ScopeMissing.
    """
    if not brings_key():
        if is_needed:
            raise KeyRefused("Bitte senden Sie einen Zugang: Authorization: Bearer dgh_….")
        return
    key = api_keys.whose(house, bearer_token() or "")
    if key is None:
        count(current_app.extensions["visitor_limit"], request.remote_addr or "")
        raise KeyRefused("Diesen Zugang gibt es nicht, oder er wurde beendet.")
    count(current_app.extensions["key_limit"], key.id)
    if scope is not None:
        a_key_holds_the_scope(key, scope)
    if scope is not None or is_needed:
        g.api_key, g.house = key, house.within([key.municipality_id])
