"""The keyholders of the demo: one invented person at every hall, with a code that opens its door."""

from booking_server.demo.people import keyholder_of
from booking_server.demo.places import Town
from booking_server.domain.people import Grant, Role
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House
from booking_server.services.holders import holders


def add_holders(house: House, towns: tuple[Town, ...]) -> None:
    """Adds a keyholder with a code to every hall; a second time it adds only what is missing."""
    with house.reading() as uow:
        venues = {venue.slug: venue for venue in uow.venues.all()}
        known = {person.email for person in uow.people.all()}
    for number, hall in enumerate(hall for town in towns for hall in town.halls):
        name, email = keyholder_of(hall, number)
        if email not in known:
            venue = venues[hall.slug]
            grant = Grant(Role.KEYHOLDER, venue.municipality_id, venue.id)
            person = setup.add_person(house, name=name, email=email, grants=(grant,))
            holders.give(house, None, hall.slug, person.id)
