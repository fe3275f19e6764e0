"""Which release of the door program a hall may have: one hall first, then the rest."""

from collections.abc import Mapping, Sequence

from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried


@retried
def allow(house: House, number: int, slugs: Sequence[str]) -> tuple[str, ...]:
    """Let the doors of these halls have a release; without any, of all halls. Return the halls' names.

    Raises NotFound.
    """
    with house.unit_of_work() as uow:
        venues = [uow.venues.by_slug(slug) for slug in slugs] or uow.venues.all()
        for venue in venues:
            uow.door_releases.allow(venue.id, number)
            uow.audit.add(
                "console", "release_allowed", venue.id, municipality_id=venue.municipality_id, number=number
            )
        uow.commit()
    return tuple(venue.name for venue in venues)


def halls_by_release(house: House) -> Mapping[int, int]:
    """Return how many halls may have each release."""
    with house.reading() as uow:
        numbers = list(uow.door_releases.allowed().values())
    return {number: numbers.count(number) for number in numbers}
