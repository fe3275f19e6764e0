"""What a CalDAV program asks for, read from XML that anybody may have written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

DAV, CAL, CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
MOST_ELEMENTS = 40_000
MOST_NAMES = 100
"""Properties of one question: each is answered for every entry of the calendar."""
_TIME = "%Y%m%dT%H%M%SZ"
_FILTERS = {f"{CAL}comp-filter", f"{CAL}time-range"}


class Unreadable(Exception):
    """The body is no XML we read: malformed, with a DTD, or too much of it."""


class FilterUnknown(Exception):
    """A filter asks for more than kinds of entries and times."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its root, the properties wanted (None for the usual ones), the resources it names.

    `start` and `end` bound the entries wanted; `wants_events` is false where only tasks or notes are.
    """

    root: str
    names: tuple[str, ...] | None = None
    hrefs: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    wants_events: bool = True
    sync_token: str = ""


def read_asked(body: bytes) -> Asked:
    """Return what a body asks for; an empty one asks for the usual properties.

    Raises Unreadable, FilterUnknown.
    """
    if not body.strip():
        return Asked(f"{DAV}propfind")
    root = _tree(body)
    start, end, wants_events = _filtered(root)
    return Asked(
        root=root.tag,
        names=_names(root),
        hrefs=tuple(_path(one.text or "") for one in root.findall(f"{DAV}href")),
        start=start,
        end=end,
        wants_events=wants_events,
        sync_token=(root.findtext(f"{DAV}sync-token") or "").strip(),
    )


def _tree(body: bytes) -> Element:
    """Return the root. Entities come from a DTD only, and one can be a billion: there is none here."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable from error
    if "<!" in text.replace("<!--", "") or text.count("<") > MOST_ELEMENTS:
        raise Unreadable
    try:
        return fromstring(text)  # noqa: S314 - no DTD, no entities, and a bound
    except (ParseError, ValueError) as error:
        raise Unreadable from error


def _names(root: Element) -> tuple[str, ...] | None:
    """Return the properties asked for, each once. Raises Unreadable where they are too many."""
    props = root.find(f"{DAV}prop")
    if props is None:
        return None
    names = tuple(dict.fromkeys(one.tag for one in props))
    if len(names) > MOST_NAMES:
        raise Unreadable
    return names


def _path(href: str) -> str:
    """Return the path of an address, percent signs resolved; empty for what is no address."""
    try:
        return unquote(urlsplit(href.strip()).path)
    except ValueError:
        return ""


def _filtered(root: Element) -> tuple[datetime | None, datetime | None, bool]:
    given = root.find(f"{CAL}filter")
    if given is None:
        return None, None, True
    if any(one.tag not in _FILTERS for one in given.iter() if one is not given):
        raise FilterUnknown
    kinds = [one.get("name") for one in given.iter(f"{CAL}comp-filter")]
    start, end = None, None
    for one in given.iter(f"{CAL}time-range"):
        start, end = _moment(one.get("start")), _moment(one.get("end"))
    return start, end, all(kind in ("VCALENDAR", "VEVENT") for kind in kinds)


def _moment(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise Unreadable from error
