"""Multistatus answers (RFC 4918, 13): what is known of each resource, and what is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Response

from booking_server.publishing.caldav.asked import CAL, CS, DAV
from booking_server.publishing.streaming import begun, packed, wants_gzip
from booking_server.publishing.xml_text import xml_attribute, xml_text

XML = "application/xml; charset=utf-8"
_PREFIXES = {DAV: "D", CAL: "C", CS: "S"}
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:"'
    ' xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/">\n'
)


@dataclass(frozen=True, slots=True)
class Told:
    """One resource: where it is, and its properties by name, their values as XML. None: it is not there."""

    href: str
    properties: Mapping[str, str] | None


def multistatus(
    told: Iterable[Told], names: tuple[str, ...] | None, usual: frozenset[str], after: str = ""
) -> Response:
    """Return what was asked for of each resource; the `usual` properties where no names were given."""
    pieces: Iterator[bytes] = (piece.encode() for piece in _pieces(told, names, usual, after))
    answer = Response(status=207, content_type=XML)
    answer.vary.add("Accept-Encoding")
    if wants_gzip():
        answer.headers["Content-Encoding"] = "gzip"
        pieces = packed(pieces)
    answer.response = begun(pieces)
    return answer


def refusal(condition: str, status: int = 403) -> Response:
    """Return a refusal that names what was not kept to (RFC 4918, 16), as a name with its prefix."""
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n<D:error xmlns:D="DAV:"'
        f' xmlns:C="urn:ietf:params:xml:ns:caldav"><{condition}/></D:error>\n'
    )
    return Response(body, status, content_type=XML)


def _pieces(
    told: Iterable[Told], names: tuple[str, ...] | None, usual: frozenset[str], after: str
) -> Iterator[str]:
    yield _HEAD
    for one in told:
        yield _response(one, names, usual)
    yield f"{after}</D:multistatus>\n"


def _response(told: Told, names: tuple[str, ...] | None, usual: frozenset[str]) -> str:
    href = f"<D:response><D:href>{xml_text(told.href)}</D:href>"
    if told.properties is None:
        return f"{href}<D:status>HTTP/1.1 404 Not Found</D:status></D:response>\n"
    known = told.properties
    wanted = [name for name in known if name in usual] if names is None else names
    found = "".join(_element(name, known[name]) for name in wanted if name in known)
    missing = "".join(_element(name, "") for name in wanted if name not in known)
    return (
        f"{href}{_propstat(found, '200 OK')}{_propstat(missing, '404 Not Found')}</D:response>\n"
        if found or missing
        else f"{href}<D:status>HTTP/1.1 200 OK</D:status></D:response>\n"
    )


def _propstat(inside: str, status: str) -> str:
    if not inside:
        return ""
    return f"<D:propstat><D:prop>{inside}</D:prop><D:status>HTTP/1.1 {status}</D:status></D:propstat>"


def _element(name: str, value: str) -> str:
    """Return one property; a foreign one in its own namespace, as it was asked for."""
    namespace, _, local = name.rpartition("}")
    prefix = _PREFIXES.get(f"{namespace}}}")
    if prefix:
        return f"<{prefix}:{local}>{value}</{prefix}:{local}>" if value else f"<{prefix}:{local}/>"
    if not namespace:
        return f"<{local}/>"
    return f"<x:{local} xmlns:x={xml_attribute(namespace[1:])}/>"
