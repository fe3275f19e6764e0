"""Which spaces a booking takes, and how many come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from booking_server.domain.errors import (
    BookingOverlaps,
    LayoutUnknown,
    PersonsMissing,
    SpaceUnknown,
    TooManyPersons,
)
from booking_server.domain.occupancy import Occupancy
from booking_server.domain.regulation import Layout
from booking_server.domain.venues import Space, Venue
from calendars.local_time import say_moment, say_period
from calendars.period import Period


def a_booking_may_not_overlap_another(
    wanted: Iterable[Occupancy],
    taken: Iterable[Occupancy],
    held: Mapping[str, datetime] = MappingProxyType({}),
) -> None:
    """A booking may not overlap another.

    `held` says by their ids until when those stand that are only held.
    """
    busy = tuple(taken)
    for mine in wanted:
        for theirs in busy:
            if mine.space_id == theirs.space_id and mine.period.overlaps(theirs.period):
                raise BookingOverlaps(
                    _taken_in_words(theirs.period, held.get(theirs.booking_id)), taken=theirs.period
                )


def a_booking_names_spaces_of_its_hall(venue: Venue, slugs: tuple[str, ...]) -> None:
    """A booking names spaces of its hall."""
    known = {space.slug: space.name for space in venue.spaces}
    known |= {bundle.slug: bundle.name for bundle in venue.regulation.bundles}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown or not venue.spaces:
        names = ", ".join(known.values())
        raise SpaceUnknown(f"Diesen Raum gibt es hier nicht. Zur Wahl stehen: {names}.", unknown=unknown)


def a_layout_is_one_the_hall_offers(venue: Venue, slug: str) -> None:
    """A layout is one the hall offers."""
    layouts = venue.regulation.layouts
    if slug and slug not in {layout.slug for layout in layouts}:
        names = ", ".join(layout.name for layout in layouts) or "keine"
        raise LayoutUnknown(f"Diese Bestuhlung gibt es hier nicht. Zur Wahl stehen: {names}.", layout=slug)


def no_more_persons_than_the_booked_spaces_hold(
    persons: int, spaces: Iterable[Space], layout: Layout | None = None
) -> None:
    """No more persons than the booked spaces hold."""
    room = sum(_holds(space, layout) for space in spaces)
    if persons < 1:
        raise PersonsMissing("Wie viele Personen kommen? Bitte nur eine Zahl, zum Beispiel 20.")
    if persons > room:
        seated = f" in der Bestuhlung „{layout.name}“" if layout else ""
        raise TooManyPersons(
            f"Die gewählten Räume fassen{seated} höchstens {room} Personen. Sie haben {persons} angegeben.",
            capacity=room,
            persons=persons,
        )


def _taken_in_words(period: Period, until: datetime | None) -> str:
    if until is None:
        return (
            f"Zu dieser Zeit ist schon belegt: {say_period(period)}."
            " Bitte wählen Sie eine andere Zeit oder einen anderen Raum."
        )
    return (
        f"Diese Zeit ist gerade für jemand anderen freigehalten: {say_period(period)}."
        f" Wird sie nicht gebucht, ist sie wieder frei: {say_moment(until)}."
        " Versuchen Sie es dann noch einmal, oder wählen Sie eine andere Zeit."
    )


def _holds(space: Space, layout: Layout | None) -> int:
    return layout.capacity_of(space.slug, space.capacity) if layout else space.capacity
