"""What somebody typed, as every view gets it: no page gives back what nobody can read."""

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from booking_server.domain.texts import readable


class Typed(ImmutableMultiDict[str, Any]):
    """Fields without control and direction characters, of a form or an address; files as they are."""

    def __init__(self, fields: MultiDict[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        given = MultiDict(fields or ()).items(multi=True)
        super().__init__([(name, readable(one) if isinstance(one, str) else one) for name, one in given])


class TypedRequest(Request):
    """A request whose fields are fit to be shown and stored."""

    parameter_storage_class = Typed
