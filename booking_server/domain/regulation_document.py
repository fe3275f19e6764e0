"""A regulation as a document (JSON), read strictly: every mistake is named with its place in it.

    {"everybody": {"lead_days": 7}, "groups": {"resident": {"horizon_months": 18}},
     "opening": {"Mo": "08:00-22:00", "Di": "geschlossen", ...}, "quiet": {"hours": "22:00-06:00",
     "end_before": ["private_party"]}, "booking_day": "11:00", "overnight": "refused",
     "closed_on": ["Karfreitag"], "rests_in_school_holidays": ["club_activity"],
     "elections": "polling_place", "adult_required": true, "hold_open": ["public_event"],
     "bundles": [{"slug": "fest", "name": "Saal mit Küche", "spaces": ["saal", "kueche"]}],
     "layouts": [{"slug": "reihen", "name": "Reihen", "capacities": {"saal": 120}}]}

What is left out is permitted, but for `hold_open`: the uses for which the door may be held open, so that `#`
alone opens it from the first entry to the end of the booking. A place is written with dots,
"groups.resident.lead_days".
"""

from typing import Any

from booking_server.domain.regulation import GroupLimits, Hours, Regulation
from booking_server.domain.regulation_reader import (
    BOUNDS,
    CLOSED,
    WEEKDAYS,
    Reader,
    RegulationRefused,
    RegulationUnreadable,
)

__all__ = [
    "BOUNDS",
    "CLOSED",
    "WEEKDAYS",
    "RegulationRefused",
    "RegulationUnreadable",
    "read_regulation",
    "write_regulation",
]


def read_regulation(document: object, space_slugs: tuple[str, ...] = ()) -> Regulation:
    """Return the regulation of a document about a hall with these spaces. Raises RegulationRefused."""
    reader = Reader(space_slugs)
    regulation = reader.read(document)
    if reader.errors:
        raise RegulationRefused(tuple(reader.errors))
    return regulation


def write_regulation(regulation: Regulation) -> dict[str, Any]:
    """Return the document of a regulation; what only permits is left out."""
    quiet = regulation.quiet
    document: dict[str, Any] = {
        "everybody": _limits(regulation.everybody),
        "groups": {group.value: _limits(limits) for group, limits in regulation.groups},
        "opening": {day: _span(hours) for day, hours in zip(WEEKDAYS, regulation.opening, strict=False)},
        "quiet": {"hours": _span(quiet.hours), "end_before": list(quiet.end_before)} if quiet else CLOSED,
        "booking_day": f"{regulation.booking_day:%H:%M}" if regulation.booking_day is not None else "",
        "overnight": regulation.overnight.value,
        "closed_on": list(regulation.closed_on),
        "rests_in_school_holidays": list(regulation.rests_in_school_holidays),
        "elections": regulation.elections.value,
        "adult_required": regulation.adult_required,
        "hold_open": list(regulation.hold_open),
        "bundles": [
            {"slug": one.slug, "name": one.name, "spaces": list(one.spaces)} for one in regulation.bundles
        ],
        "layouts": [
            {"slug": one.slug, "name": one.name, "capacities": dict(one.capacities)}
            for one in regulation.layouts
        ],
    }
    return {place: value for place, value in document.items() if value not in ("", [], {}, False)}


def _limits(limits: GroupLimits) -> dict[str, int]:
    found = {name: getattr(limits, name) for name in BOUNDS}
    return {name: value for name, value in found.items() if value is not None}


def _span(hours: Hours | None) -> str:
    return f"{hours.begins:%H:%M}-{hours.ends:%H:%M}" if hours else CLOSED
