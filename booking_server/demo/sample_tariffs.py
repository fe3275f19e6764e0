"""The tariffs of the demo: published figures where a source names the hall, sample values everywhere else."""

from pathlib import Path

from booking_server.demo.people import clerk_of
from booking_server.demo.places import Town
from booking_server.services.foundation.house import House
from booking_server.services.money import tariffs

FOLDER = Path(__file__).with_name("tariffs")


def publish_samples(house: House, towns: tuple[Town, ...]) -> None:
    """Publish one schedule for all halls of each municipality that has none yet."""
    for town in towns:
        with house.reading() as uow:
            municipality = next(one for one in uow.venues.municipalities() if one.slug == town.slug)
            clerk = uow.people.by_email(clerk_of(town)[1])
            known = uow.tariffs.of_municipalities([municipality.id])
        if known or clerk is None:
            continue
        text = (FOLDER / f"{town.slug}.toml").read_text(encoding="utf-8")
        kept = tariffs.add_schedule(
            house, clerk, municipality_id=municipality.id, name=f"Entgeltordnung {town.name}", text=text
        )
        tariffs.set_halls(house, clerk, kept.id, [hall.slug for hall in town.halls])
        tariffs.publish(house, clerk, kept.id, text)
