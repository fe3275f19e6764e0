"""Whom people call who get no further: the hall's own number, else the municipality's."""

from dataclasses import replace

from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork


def with_number(uow: UnitOfWork, venue: Venue) -> Venue:
    """Return a hall as it is shown to who may need somebody: with a number wherever one is known."""
    if venue.contact_phone:
        return venue
    return replace(venue, contact_phone=uow.frame.facts(venue.municipality_id).phone)


def number_of_town(house: House, municipality_id: str) -> str:
    """Return whom the people of a hall call, for the hall's number may be their own; empty if unknown."""
    with house.reading() as uow:
        return uow.frame.facts(municipality_id).phone


def reachable(house: House, venue: Venue) -> Venue:
    """Return a hall with a number, as `with_number`, for who has no transaction open."""
    with house.reading() as uow:
        return with_number(uow, venue)
