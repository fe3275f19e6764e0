"""The clubs of the demo: the kinds every village has, with invented quotas."""

from booking_server.demo.places import Town
from booking_server.domain.clubs import Club, ClubHall, Quota, QuotaUnit
from booking_server.domain.uses import Purpose
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.bookings import clubs
from booking_server.services.foundation.house import House

CLUB_LIFE = frozenset({Purpose.CLUB_ACTIVITY, Purpose.MEETING})
SAMPLES = (
    ("Feuerwehrverein", Quota(QuotaUnit.EVENTS, 12, CLUB_LIFE)),
    ("Landfrauen", Quota(QuotaUnit.HOURS, 60, CLUB_LIFE)),
    ("Chorgemeinschaft", Quota(QuotaUnit.EVENTS, 40, frozenset({Purpose.CLUB_ACTIVITY}))),
)
"""Sample values ("Beispielwert"): how much is really free each municipality decides."""


def add_clubs(house: House, towns: tuple[Town, ...]) -> None:
    """Adds one club to every fifth hall; a second time it adds only what is missing."""
    with house.reading() as uow:
        municipalities = {one.slug: one for one in uow.venues.municipalities()}
        halls = {one.slug: one for one in uow.venues.all()}
        known = {club.name for town in municipalities.values() for club in uow.clubs.of_municipality(town.id)}
    for town in towns:
        for number, hall in enumerate(town.halls[::5]):
            club = _club(number, hall.village, municipalities[town.slug], halls[hall.slug])
            if club.name not in known:
                clubs.add_club(house, None, club)


def _club(number: int, village: str, town: Municipality, hall: Venue) -> Club:
    kind, quota = SAMPLES[number % len(SAMPLES)]
    return Club("", town.id, f"{kind} {village} (Beispiel)", halls=(ClubHall(hall.id, quota),))
