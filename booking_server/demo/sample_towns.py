"""What each municipality of the demo says about itself: complete, and obviously nobody's."""

from booking_server.domain.town_facts import TownFacts
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House

PHONES = {"wiesenburg-mark": "030 23125 910", "bad-belzig": "030 23125 911"}


def add_towns(house: House) -> None:
    """Enter example facts where nobody entered any."""
    with house.unit_of_work() as uow:
        for town in uow.venues.municipalities():
            if uow.frame.facts(town.id) == TownFacts():
                uow.frame.save_facts(town.id, _facts(town))
        uow.commit()


def _facts(town: Municipality) -> TownFacts:
    return TownFacts(
        name=f"{town.name} (Vorführung)",
        street="Musterstraße 1 (Beispielwert)",
        city=f"{town.postcode} {town.name}",
        represented_by="Bürgermeisterin Eva Muster (Beispielwert)",
        phone=PHONES.get(town.slug, "030 23125 919"),
        email=f"rathaus.{town.slug}@example.org",
        supervision="Landkreis Musterland (Beispielwert)",
        data_protection=f"datenschutz.{town.slug}@example.org (Beispielwert)",
    )
