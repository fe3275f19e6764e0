"""Fetching a feed: redirects followed under the same guard, an unchanged one not sent again."""

import time
from dataclasses import dataclass, replace

from calendars.fetching.errors import AddressRefused, FetchFailed
from calendars.fetching.exchange import Answer, Limits, Network, send
from calendars.fetching.guard import find
from calendars.fetching.targets import Target, follow, read_target

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_MARK = 200


@dataclass(frozen=True, slots=True)
class Marks:
    """By what the other side recognises what we have: its ETag and Last-Modified."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What was fetched; `body` is None when it has not changed since `marks`."""

    body: bytes | None
    marks: Marks


def fetch(
    url: str, *, known: Marks | None = None, network: Network | None = None, limits: Limits | None = None
) -> Feed:
    """Return what stands at an address. The kind of content is not asked about: many servers get it wrong.

    Each address on the way is read, looked up and judged anew. Raises AddressRefused, FetchFailed.
    """
    known, network, limits = known or Marks(), network or Network(), limits or Limits()
    target = read_target(url, ports=network.ports)
    end = time.monotonic() + limits.total_s
    for _ in range(limits.redirects + 1):
        found = find(target, network.resolve)
        left = max(0.0, end - time.monotonic())
        answer = send(found, network, replace(limits, total_s=left), fields=_fields(known))
        if answer.status not in REDIRECTS:
            return _feed(answer, known)
        target = _onward(target, answer, network)
    raise AddressRefused("redirects")


def _onward(target: Target, answer: Answer, network: Network) -> Target:
    location = answer.fields.get("location", "")
    if not location:
        raise FetchFailed("protocol")
    return follow(target, location, ports=network.ports)


def _feed(answer: Answer, known: Marks) -> Feed:
    if answer.status == 304 and (known.etag or known.last_modified):
        return Feed(None, known)
    if answer.status != 200:
        raise FetchFailed("status", str(answer.status))
    marks = Marks(_mark(answer, "etag"), _mark(answer, "last-modified"))
    return Feed(answer.body, marks)


def _mark(answer: Answer, name: str) -> str:
    value = answer.fields.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= LONGEST_MARK else ""


def _fields(known: Marks) -> dict[str, str]:
    fields = {"Accept": "text/calendar, */*;q=0.5"}
    if known.etag:
        fields["If-None-Match"] = known.etag
    if known.last_modified:
        fields["If-Modified-Since"] = known.last_modified
    return fields
