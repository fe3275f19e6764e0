"""Tariffs of each municipality and the price of a booking, as the matrix needs them."""

from booking_server.domain.people import Grant, Person, Role
from booking_server.services.bookings import bookings
from booking_server.services.foundation.house import House
from booking_server.services.money import tariffs
from tests.booking_server.tariff_cast import HEAD
from tests.booking_server.web.matrix.scene import Scene, Spot, organizer
from tests.builders import a_request, between

PRICES = """
[[miete]]
text = "Haus"
raeume = "jede-buchung"
je_tag = "90,00"
[erlass]
hoechstens_prozent = 100
"""


def schedule(scene: Scene, spot: Spot) -> str:
    """A schedule of the spot's municipality, named by the bird, in force at the spot's hall."""
    house, clerk = scene.village.house, _clerk(spot)
    kept = tariffs.add_schedule(house, clerk, municipality_id=spot.town.id, name=f"Ordnung {spot.bird}")
    tariffs.set_halls(house, clerk, kept.id, [spot.venue.slug])
    tariffs.publish(house, clerk, kept.id, f"{HEAD}# {spot.bird}\n{PRICES}")
    return kept.id


def version(scene: Scene, spot: Spot) -> str:
    """The version of that schedule."""
    schedule_id = scene.thing("schedule_id", spot.place, schedule)
    house: House = scene.village.house
    with house.reading() as uow:
        return uow.tariffs.versions(schedule_id)[0].id


def priced(scene: Scene, spot: Spot) -> str:
    """A booking with a price, the same for every route."""
    return scene.thing("priced", spot.place, _priced)


def _priced(scene: Scene, spot: Spot) -> str:
    scene.thing("schedule_id", spot.place, schedule)
    bird = organizer(spot.bird)
    wanted = a_request(
        spot.venue.slug, between("2026-11-06 18:00", "2026-11-06 22:00"), organizer=bird, occasion="Fest"
    )
    return bookings.book(scene.village.house, wanted).booking.id


def _clerk(spot: Spot) -> Person:
    return Person("0" * 16, "Rathaus", "rathaus@example.org", (Grant(Role.CLERK, spot.town.id),))
