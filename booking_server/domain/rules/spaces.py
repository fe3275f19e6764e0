"""Which spaces a booking takes, and how many come."""

from collections.abc import Iterable

from booking_server.domain.errors import BookingOverlaps, PersonsMissing, SpaceUnknown, TooManyPersons
from booking_server.domain.occupancy import Occupancy
from booking_server.domain.venues import Space, Venue
from calendars.local_time import say_period


def a_booking_may_not_overlap_another(wanted: Iterable[Occupancy], taken: Iterable[Occupancy]) -> None:
    """A booking may not overlap another."""
    busy = tuple(taken)
    for mine in wanted:
        for theirs in busy:
            if mine.space_id == theirs.space_id and mine.period.overlaps(theirs.period):
                raise BookingOverlaps(
                    f"Zu dieser Zeit ist schon belegt: {say_period(theirs.period)}."
                    " Bitte wählen Sie eine andere Zeit oder einen anderen Raum.",
                    taken=theirs.period,
                )


def a_booking_names_spaces_of_its_hall(venue: Venue, slugs: tuple[str, ...]) -> None:
    """A booking names spaces of its hall."""
    known = {space.slug for space in venue.spaces}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown or not venue.spaces:
        names = ", ".join(space.name for space in venue.spaces)
        raise SpaceUnknown(f"Diesen Raum gibt es hier nicht. Zur Wahl stehen: {names}.", unknown=unknown)


def no_more_persons_than_the_booked_spaces_hold(persons: int, spaces: Iterable[Space]) -> None:
    """No more persons than the booked spaces hold."""
    room = sum(space.capacity for space in spaces)
    if persons < 1:
        raise PersonsMissing("Bitte geben Sie an, wie viele Personen kommen (mindestens 1).")
    if persons > room:
        raise TooManyPersons(
            f"Die gewählten Räume fassen höchstens {room} Personen. Sie haben {persons} angegeben.",
            capacity=room,
            persons=persons,
        )
