"""A calendar of a club at each hall and a link to its own, as the matrix needs them, named by the bird."""

import re
import secrets

from booking_server.domain.foreign_calendars import Mode
from booking_server.domain.people import Grant, Person, Role
from booking_server.services.foreign import foreign_look
from booking_server.services.foreign.foreign_look import Wanted
from booking_server.storage.repositories.sign_ins import FeedLink
from tests.booking_server.web.matrix.scene import Scene, Spot
from tests.calendars.foreign import CHOIR, calendar


def taken_over(scene: Scene, spot: Spot) -> str:
    """A calendar whose one entry is proposed."""
    bird = re.sub(r"([\\;,])", r"\\\1", spot.bird)
    entry = CHOIR.replace("Chorprobe", f"Probe {bird}").replace("20261002", "20261102")
    wanted = Wanted(spot.venue.slug, (), f"Verein {spot.bird}", Mode.PROPOSE, file=calendar(entry))
    clerk = _clerk(scene, spot)
    looked = foreign_look.look(scene.village.house, clerk, wanted)
    return foreign_look.accept_draft(scene.village.house, clerk, spot.venue.slug, looked.draft_id).id


def linked(scene: Scene, spot: Spot) -> str:
    """A private calendar link a clerk gave somebody."""
    house, clerk = scene.village.house, scene.village.cast.frau_weber
    with house.unit_of_work() as uow:
        link = FeedLink(secrets.token_hex(8), spot.venue.id, clerk.id, uow.now, label=f"Gerät {spot.bird}")
        uow.sign_ins.add_feed_link(link)
        uow.commit()
    return link.id


def _clerk(scene: Scene, spot: Spot) -> Person:
    grant = Grant(Role.CLERK, spot.venue.municipality_id)
    return Person(scene.village.cast.frau_weber.id, "Clerk", "", (grant,))
