"""Fills an empty database with the demo's halls and people; a second time it adds only what is missing."""

from itertools import count

from booking_server.demo.people import clerk_of, head_of, treasury_of
from booking_server.demo.places import Hall, Room, Town
from booking_server.demo.sample_clubs import add_clubs
from booking_server.demo.sample_facts import facts_of
from booking_server.demo.sample_holders import add_holders
from booking_server.demo.sample_payees import add_payees
from booking_server.demo.sample_rules import set_rules
from booking_server.demo.sample_tariffs import publish_samples
from booking_server.demo.sample_towns import add_towns
from booking_server.domain.people import Grant, Role
from booking_server.domain.venues import ApprovalPolicy, BookingLimits, District, Municipality, Space, Venue
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House

HOUSE_RULES = (
    "Beispieltext. Ab 22:00 Uhr bleiben Fenster und Türen zu. Bitte verlassen Sie das Haus besenrein,"
    " nehmen Sie Ihren Müll mit und drehen Sie die Heizung herunter. Fluchtwege bleiben frei."
    " Schäden melden Sie bitte gleich."
)


def seed(house: House, towns: tuple[Town, ...]) -> None:
    """Adds municipalities, villages, halls with Ortsvorsteher and keyholder each, clerks and treasuries."""
    numbers = count()
    for town in towns:
        municipality = _municipality(house, town)
        for hall in town.halls:
            venue = _venue(house, municipality, hall)
            name, email = head_of(hall, next(numbers))
            _person(house, name, email, Grant(Role.DISTRICT_HEAD, municipality.id, venue.id))
        name, email = clerk_of(town)
        _person(house, name, email, Grant(Role.CLERK, municipality.id))
        name, email = treasury_of(town)
        _person(house, name, email, Grant(Role.TREASURY, municipality.id))
    add_clubs(house, towns)
    add_holders(house, towns)
    add_payees(house)
    add_towns(house)
    set_rules(house, towns)
    publish_samples(house, towns)


def _municipality(house: House, town: Town) -> Municipality:
    with house.reading() as uow:
        known = {one.slug: one for one in uow.venues.municipalities()}
    return known.get(town.slug) or setup.add_municipality(
        house, slug=town.slug, name=town.name, ags=town.ags, postcode=town.postcode
    )


def _venue(house: House, municipality: Municipality, hall: Hall) -> Venue:
    with house.reading() as uow:
        venues = {one.slug: one for one in uow.venues.all()}
        districts = {(one.municipality_id, one.name): one for one in uow.venues.districts()}
    if hall.slug in venues:
        return venues[hall.slug]
    slug = hall.slug.removeprefix("dgh-")
    district = districts.get((municipality.id, hall.village)) or setup.add_district(
        house, municipality, slug=slug, name=hall.village
    )
    return setup.add_venue(house, _described(hall, district))


def _described(hall: Hall, district: District) -> Venue:
    return Venue(
        id="",
        municipality_id=district.municipality_id,
        district_id=district.id,
        slug=hall.slug,
        name=hall.name,
        address=hall.address,
        approval=ApprovalPolicy.REQUIRED if hall.asks_first else ApprovalPolicy.NONE,
        limits=BookingLimits(),
        house_rules=HOUSE_RULES,
        contact_phone=hall.phone,
        site_number=0,
        is_sample=True,
        spaces=tuple(_space(room) for room in hall.rooms),
        facts=facts_of(hall.village),
    )


def _space(room: Room) -> Space:
    return Space("", "", room.slug, room.name, room.capacity, room.buffer, room.buffer)


def _person(house: House, name: str, email: str, grant: Grant) -> None:
    with house.reading() as uow:
        known = uow.people.by_email(email)
    if known is None:
        setup.add_person(house, name=name, email=email, grants=(grant,))
