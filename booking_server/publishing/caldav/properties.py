"""The properties of the five kinds of resources, as XML."""

from booking_server.publishing.caldav.answers import Told
from booking_server.publishing.caldav.asked import CAL, CS, DAV
from booking_server.publishing.caldav.objects import Resource
from booking_server.publishing.xml_text import xml_text
from booking_server.services.plans.feeds import FeedHead

ROOT, PRINCIPAL, HOME = "/caldav/", "/caldav/ich/", "/caldav/kalender/"
CALENDAR_DATA = f"{CAL}calendar-data"
USUAL = frozenset(f"{DAV}{name}" for name in ("resourcetype", "displayname", "getetag", "getcontenttype"))
_READ = "<D:privilege><D:read/></D:privilege><D:privilege><D:read-current-user-privilege-set/></D:privilege>"
_REPORTS = "".join(
    f"<D:supported-report><D:report><{name}/></D:report></D:supported-report>"
    for name in ("C:calendar-query", "C:calendar-multiget", "D:sync-collection")
)


def root() -> Told:
    """Tell where whoever signed in is found."""
    return Told(ROOT, {**_everywhere(), f"{DAV}resourcetype": "<D:collection/>"})


def principal(head: FeedHead) -> Told:
    """Tell where the calendars of whoever signed in are."""
    kind = "<D:collection/><D:principal/>"
    return Told(
        PRINCIPAL,
        {
            **_everywhere(),
            f"{DAV}resourcetype": kind,
            f"{DAV}displayname": xml_text(head.name),
            f"{DAV}principal-URL": _href(PRINCIPAL),
            f"{CAL}calendar-home-set": _href(HOME),
        },
    )


def home() -> Told:
    """Tell of the folder of calendars."""
    return Told(HOME, {**_everywhere(), f"{DAV}resourcetype": "<D:collection/>"})


def calendar(head: FeedHead) -> Told:
    """Tell of the calendar of the hall; its tags stay while nothing in it changes."""
    return Told(
        calendar_href(head),
        {
            **_everywhere(),
            f"{DAV}resourcetype": "<D:collection/><C:calendar/>",
            f"{DAV}displayname": xml_text(head.name),
            f"{DAV}getetag": xml_text(f'"{head.etag}"'),
            f"{DAV}sync-token": xml_text(sync_token(head)),
            f"{DAV}supported-report-set": _REPORTS,
            f"{CS}getctag": xml_text(head.etag),
            f"{CAL}supported-calendar-component-set": '<C:comp name="VEVENT"/>',
            f"{CAL}supported-calendar-data": '<C:calendar-data content-type="text/calendar" version="2.0"/>',
        },
    )


def entry(head: FeedHead, resource: Resource, *, with_data: bool) -> Told:
    """Tell of one file of the calendar."""
    said = {
        **_everywhere(),
        f"{DAV}resourcetype": "",
        f"{DAV}getetag": xml_text(resource.etag),
        f"{DAV}getcontenttype": "text/calendar; charset=utf-8; component=vevent",
        f"{DAV}getcontentlength": str(len(resource.octets)),
    }
    if with_data:
        said[CALENDAR_DATA] = xml_text(resource.octets.decode()).replace("\r", "&#13;")
    return Told(f"{calendar_href(head)}{resource.name}.ics", said)


def calendar_href(head: FeedHead) -> str:
    """Return where the calendar of the hall is."""
    return f"{HOME}{head.venue.slug}/"


def sync_token(head: FeedHead) -> str:
    """Return what names the state of the calendar."""
    return f"urn:dorfschluessel:{head.etag}"


def _everywhere() -> dict[str, str]:
    return {
        f"{DAV}current-user-principal": _href(PRINCIPAL),
        f"{DAV}current-user-privilege-set": _READ,
        f"{DAV}owner": _href(PRINCIPAL),
    }


def _href(path: str) -> str:
    return f"<D:href>{path}</D:href>"
