"""What municipalities say about themselves: for every page to read, for their administration to enter."""

from dataclasses import dataclass

from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.town_facts import TownFacts
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.payees import municipality_of
from booking_server.storage.unit_of_work import UnitOfWork

DEED = Deed.EDIT_HALL


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with what it says about itself."""

    municipality: Municipality
    facts: TownFacts

    @property
    def name(self) -> str:
        """How it is called on its pages."""
        return self.facts.name or self.municipality.name


def every_town(house: House) -> tuple[Town, ...]:
    """Return all municipalities."""
    with house.reading() as uow:
        return tuple(_town(uow, one) for one in uow.venues.municipalities())


def own_towns(house: House, person: Person) -> tuple[Town, ...]:
    """Return the municipalities whose facts the person enters. Raises NotPermitted."""
    found = tuple(town for town in every_town(house) if person.may_everywhere(DEED, town.municipality.id))
    if not found:
        raise NotPermitted("Das trägt ein, wer für die ganze Gemeinde zuständig ist.")
    return found


def open_town(house: House, person: Person, slug: str) -> Town:
    """Return one municipality's facts. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        return _town(uow, municipality_of(uow, person, DEED, slug))


@retried
def save(house: House, person: Person, slug: str, facts: TownFacts) -> None:
    """Store what a municipality says about itself. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        town = municipality_of(uow, person, DEED, slug)
        before = uow.frame.facts(town.id)
        uow.frame.save_facts(town.id, facts)
        changed = [n for n in TownFacts.__dataclass_fields__ if getattr(before, n) != getattr(facts, n)]
        uow.audit.add(person.id, "town_facts_saved", town.id, municipality_id=town.id, changed=changed)
        uow.commit()


def framing_of(house: House, municipality_id: str) -> tuple[str, ...]:
    """Return the sites that may show a municipality's calendars in a frame."""
    with house.reading() as uow:
        return uow.frame.facts(municipality_id).widget_origins


def _town(uow: UnitOfWork, municipality: Municipality) -> Town:
    return Town(municipality, uow.frame.facts(municipality.id))
