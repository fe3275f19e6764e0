"""Who is to be told."""

from booking_server.domain.people import Person, Role
from booking_server.services.house import House


def deciders(house: House, venue_id: str) -> tuple[Person, ...]:
    """Return who decides about requests for a hall."""
    with house.reading() as uow:
        return uow.people.granted_for(venue_id, [Role.DISTRICT_HEAD])


def person_of_link(house: House, link_id: str) -> Person:
    """Return whom a sign-in link was made for. Raises NotFound."""
    with house.reading() as uow:
        link = uow.sign_ins.link(link_id)
        return uow.people.get(link.person_id if link else "")
