"""A database with every hall of the demo, on the real clock, for one subject of the bench."""

import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from booking_server.demo.places import read_towns
from booking_server.demo.seed import seed
from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.people import Role
from booking_server.locks.keyring import Keyring
from booking_server.services.foundation.house import House
from booking_server.services.halls import blackouts
from booking_server.storage.database import open_database
from booking_server.storage.migrate import migrate
from calendars.period import Period
from tests.bench.served import MASTER_KEY, address

SLUG = "dgh-benken"
ANNA = Organizer("Anna Lehmann", "anna@example.org")


def open_house(database: Path | str) -> House:
    """Return the house over a database that is there, named by its SQLite file or its address."""
    return House(open_database(address(database)), Keyring.from_master(MASTER_KEY))


def found(database: Path | str) -> House:
    """Fill an empty database with all halls and no bookings, and return its house."""
    migrate(address(database))
    house = open_house(database)
    seed(house, read_towns())
    _open_closed_halls(house)
    return house


def _open_closed_halls(house: House) -> None:
    """The demo closes a hall for some days; here every day is for the stock."""
    with house.reading() as uow:
        clerks = [one for one in uow.people.all() if any(grant.role is Role.CLERK for grant in one.grants)]
    for clerk in clerks:
        for closed in blackouts.coming_blackouts(house, clerk):
            blackouts.reopen(house, clerk, closed.booking.id)


def copied(house: House, file: Path) -> House:
    """Return a house over a copy of another one's database."""
    source = house.database.engine.url.database
    assert source is not None
    with house.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(source, file)
    return open_house(file)


def size(house: House) -> str:
    """Say how many halls and spaces the house has."""
    with house.reading() as uow:
        halls = uow.venues.all()
    return f"{len(halls)} halls, {sum(len(hall.spaces) for hall in halls)} spaces"


def morning(number: int) -> Period:
    """Return the n-th of many half hours that no stored use takes, from the day after tomorrow."""
    days, part = divmod(number, 8)
    day = datetime.now(UTC).date() + timedelta(days=2 + days)
    start = datetime.combine(day, time(6), UTC) + part * timedelta(minutes=30)
    return Period(start, start + timedelta(minutes=30))


def request(period: Period, *spaces: str) -> BookingRequest:
    """Return a request of a usual kind for the hall of Benken, where nobody needs to be asked."""
    return BookingRequest(
        venue_slug=SLUG,
        period=period,
        persons=8,
        occasion="Übungsstunde",
        organizer=ANNA,
        house_rules_accepted=True,
        space_slugs=spaces,
    )
