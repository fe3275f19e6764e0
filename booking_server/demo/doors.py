"""Enrols one simulated door per hall and tells the simulator of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from booking_server.demo.device_keys import give_key
from booking_server.demo.environment import SERVER_USER
from booking_server.demo.layout import Layout, write_private
from booking_server.demo.places import Hall, Town
from booking_server.domain.doors import Door
from booking_server.domain.venues import Venue
from booking_server.locks.broker import Credentials
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House
from lock_agent.contract.enrolment import FILE_NAME, Enrolment

DOOR_NAME = "Haupteingang"
# This hall runs as on the device, door and link each a process; the others share one.
REAL_PROCESSES = "dgh-benken"


@dataclass(frozen=True, slots=True)
class Cable:
    """Where the broker of the demo is, for doors."""

    host: str
    port: int


def broker_users(house: House, towns: tuple[Town, ...]) -> dict[str, Credentials]:
    """Returns the server and every door with the passwords that follow from the master key."""
    doors = {hall.device: Credentials(_password(house, hall.device)) for hall in _halls(towns)}
    return {SERVER_USER: Credentials(_password(house, SERVER_USER), role="server"), **doors}


def enrol_doors(house: House, towns: tuple[Town, ...], layout: Layout, cable: Cable) -> None:
    """Enrols the doors that are not yet enrolled and gives every device its file."""
    with house.reading() as uow:
        venues = {venue.slug: venue for venue in uow.venues.all()}
    for hall in _halls(towns):
        enrolled = _enrolled(house, venues[hall.slug], hall)
        directory = layout.door(hall.slug)
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_file = give_key(house, enrolled.door, directory)
        enrolment = replace(
            _enrolment(enrolled, _password(house, hall.device), cable),
            key_file=str(key_file),
            server=house.policy.public_url,
        )
        file = directory / FILE_NAME
        if not file.exists() or file.read_bytes() != enrolment.to_json():
            enrolment.save(file)
        _has_fetched(house, enrolled.door)
    write_private(layout.simulation, json.dumps(_simulation(towns, layout), indent=1))


def _has_fetched(house: House, door: Door) -> None:
    """Note that a door has the present secret of its hall: it is written into its file here."""
    if door.has_old_secret:
        with house.unit_of_work() as uow:
            uow.doors.note(door.id, has_old_secret=False)
            uow.commit()


def _enrolled(house: House, venue: Venue, hall: Hall) -> setup.Enrolled:
    with house.reading() as uow:
        known = uow.doors.of_venue(venue.id)
    if known:
        with house.reading() as uow:
            return setup.describe_door(house, uow, venue, known[0])
    return setup.enrol_door(house, venue, door_id=hall.device, number=1, name=DOOR_NAME)


def _enrolment(enrolled: setup.Enrolled, password: str, cable: Cable) -> Enrolment:
    return Enrolment(
        device=enrolled.door.id,
        site=enrolled.site_number,
        door=enrolled.door.number,
        epoch=enrolled.door.epoch,
        k_door=enrolled.door_secret,
        k_radio=enrolled.radio_secret,
        server_keys=enrolled.server_keys,
        qr_keys=enrolled.qr_keys,
        host=cable.host,
        port=cable.port,
        username=enrolled.door.id,
        password=password,
    )


def _simulation(towns: tuple[Town, ...], layout: Layout) -> dict[str, object]:
    doors = [
        {"slug": hall.slug, "data": str(layout.door(hall.slug)), "processes": hall.slug == REAL_PROCESSES}
        for hall in _halls(towns)
    ]
    return {"control": str(layout.control), "doors": doors}


def _halls(towns: tuple[Town, ...]) -> Iterator[Hall]:
    return (hall for town in towns for hall in town.halls)


def _password(house: House, user: str) -> str:
    return house.keyring.token("demo broker", user)
