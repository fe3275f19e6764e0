"""Rules and rooms of a few halls, as examples ("Beispielwert"): what a municipality can set on the desk.

Halls that need no approval keep permitting everything: whoever tries the demo books at once, at any hour.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from booking_server.demo.people import clerk_of
from booking_server.demo.places import Town
from booking_server.domain.people import Deed, Person
from booking_server.domain.regulation import PERMISSIVE, Bundle, Layout
from booking_server.domain.venues import Space, Venue
from booking_server.services.foundation.house import House
from booking_server.services.halls import blackouts, hall_rules
from booking_server.services.halls.blackouts import BookingsInTheWay
from calendars import local_time
from calendars.period import Period

LATE = "08:00-02:00"
EVENINGS = {**dict.fromkeys(("Mo", "Di", "Mi", "Do", "So"), "08:00-22:00"), "Fr": LATE, "Sa": LATE}

RULES: dict[str, dict[str, Any]] = {
    "dgh-bad-belzig": {
        "elections": "polling_place",
        "overnight": "notice",
        "hold_open": ["public_event", "club_event", "private_party"],
    },
    "dgh-grubo": {"booking_day": "11:00", "everybody": {"lead_days": 7, "horizon_months": 12}},
    "dgh-klepzig": {
        "opening": EVENINGS,
        "overnight": "refused",
        "quiet": {"hours": "22:00-06:00", "end_before": ["commercial"]},
    },
    "dgh-reetz": {
        "everybody": {"lead_days": 3},
        "groups": {"outsider": {"lead_days": 14, "horizon_months": 6}, "local_club": {"lead_days": 0}},
        "rests_in_school_holidays": ["club_activity"],
        "closed_on": ["Karfreitag"],
    },
}
ROOMS: dict[str, tuple[tuple[Bundle, ...], tuple[Layout, ...]]] = {
    "dgh-bad-belzig": (
        (
            Bundle("feier", "Feier", ("saal", "kueche", "foyer")),
            Bundle("sitzung", "Sitzung", ("vereinsraum", "kueche")),
        ),
        (
            Layout("reihen", "Stuhlreihen", (("saal", 220),)),
            Layout("tische", "Tische und Stühle", (("saal", 140),)),
        ),
    ),
    "dgh-wiesenburg": (
        (Bundle("empfang", "Empfang", ("speiseraum", "foyer")),),
        (Layout("tafel", "Festtafel", (("saal-im-quergebaeude", 72), ("speiseraum", 48))),),
    ),
}
SHARED = {"dgh-wiesenburg": ("foyer", ("saal-im-quergebaeude", "speiseraum"))}
"""The room that is taken along, and the rooms that take it: both halls block each other."""

CLOSED = ("dgh-fredersdorf", "Wartung der Heizung")
CLERK = "verwaltung.bad-belzig@example.org"


def set_rules(house: House, towns: tuple[Town, ...]) -> None:
    """Sets the rules of the halls that have none yet."""
    for town in towns:
        with house.reading() as uow:
            clerk = uow.people.by_email(clerk_of(town)[1])
        if clerk is not None:
            for venue in hall_rules.editable_halls(house, clerk, Deed.EDIT_HALL):
                _set(house, clerk, venue)


def close_for_repairs(house: House) -> None:
    """Closes one hall on the weekend in three weeks, once."""
    slug, reason = CLOSED
    today = local_time.local_date(house.clock())
    saturday = today + timedelta(days=5 - today.weekday(), weeks=3)
    weekend = Period(local_time.day(saturday).start, local_time.day(saturday + timedelta(days=1)).end)
    with house.reading() as uow:
        clerk = uow.people.by_email(CLERK)
    if clerk is not None and not blackouts.coming_blackouts(house, clerk):
        with suppress(BookingsInTheWay):
            blackouts.close(house, clerk, slug, weekend, reason=reason)


def _set(house: House, clerk: Person, venue: Venue) -> None:
    """Once only: whatever somebody changed at the demo's desk stays."""
    untouched = venue.regulation == PERMISSIVE
    if untouched and venue.slug in RULES:
        hall_rules.save_rules(house, clerk, venue.slug, RULES[venue.slug])
    if untouched and venue.slug in ROOMS:
        bundles, layouts = ROOMS[venue.slug]
        hall_rules.save_rooms(
            house, clerk, venue.slug, spaces=_spaces(venue), bundles=bundles, layouts=layouts
        )


def _spaces(venue: Venue) -> tuple[Space, ...]:
    if venue.slug not in SHARED:
        return venue.spaces
    shared_slug, takers = SHARED[venue.slug]
    shared = next(space for space in venue.spaces if space.slug == shared_slug)
    return tuple(
        replace(space, shares=(shared,)) if space.slug in takers else space for space in venue.spaces
    )
