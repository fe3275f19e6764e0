"""The links of mails that decide: for one person, one thing and one step of its chain, two weeks long."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking_server.domain.errors import NotFound
from booking_server.domain.people import Person
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House

LIVES_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DecisionLink:
    """What a link says: what is to be decided, by whom, until when, and at which step."""

    subject: str
    person_id: str
    until: datetime
    step: int


def seal(house: House, purpose: str, subject: str, person: Person, step: int) -> str:
    """Return the part of an address that decides in a person's name, for two weeks."""
    until = int((house.clock() + LIVES_FOR).timestamp())
    return links.sealed(house, purpose, f"{subject}-{person.id}-{until}-{step}")


def unseal(house: House, purpose: str, sealed: str) -> DecisionLink:
    """Return what a link says. Raises NotFound when it was not made here for this purpose."""
    subject, _, rest = (links.unsealed(house, purpose, sealed) or "").partition("-")
    person_id, _, rest = rest.partition("-")
    until, _, step = rest.partition("-")
    if not step:
        raise NotFound("Diesen Link gibt es nicht.")
    return DecisionLink(subject, person_id, datetime.fromtimestamp(int(until), UTC), int(step))
