"""People, roles and clubs of each hall, as the matrix needs them."""

from booking_server.domain.clubs import Club
from booking_server.domain.people import Grant, Role
from booking_server.services.bookings import clubs
from booking_server.services.people import people
from tests.booking_server.web.matrix.scene import Scene, Spot, in_addresses


def club(scene: Scene, spot: Spot) -> str:
    """A club of the spot's municipality; its board is the bird."""
    club = Club("", spot.venue.municipality_id, f"Verein {spot.bird}", f"Vera {spot.bird}")
    return clubs.add_club(scene.village.house, None, club).id


def helper(scene: Scene, spot: Spot) -> str:
    """A technician of the hall, named by the bird."""
    technician = Grant(Role.TECHNICIAN, spot.venue.municipality_id, spot.venue.id)
    email = f"technik.{in_addresses(spot.bird)}@example.org"
    house = scene.village.house
    return people.add_person(house, None, name=f"Tina {spot.bird}", email=email, grant=technician).id


def grant(scene: Scene, spot: Spot) -> str:
    """The technician's grant: every role that manages people may end it."""
    person_id = scene.thing("person_id", spot.place, helper)
    with scene.village.house.reading() as uow:
        grants = uow.people.get(person_id).grants
    return next(one.id for one in grants if one.role is Role.TECHNICIAN)


def whom(_scene: Scene, spot: Spot) -> dict[str, str]:
    """Whom a clerk asks about: somebody known at every hall, so that each tells of its own."""
    return {"town": spot.town.slug, "phone": "033841 7000", "was": "laden"}
