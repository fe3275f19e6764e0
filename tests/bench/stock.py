"""Years of bookings, stored in bulk and yet whole: `dorfschluessel verify` finds nothing wrong with them.

Uses are laid from a year ahead back into the past: twice as many bookings are twice as many years, and what
a page shows stays the same.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.occupancy import occupancies
from booking_server.domain.venues import Venue
from booking_server.locks.codes import new_code, new_pin
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.audit import GENESIS, chain_hash
from booking_server.storage.tables import access_codes, audit, booking_spaces, bookings, occupancy
from calendars.period import Period
from tests.bench.village import ANNA

CHUNK = 5_000
AHEAD = timedelta(days=365)
WHOLE_HALL_EVERY = 7
Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """When a hall is used on every day: at these times (UTC), for this long. `slug` leaves out all others."""

    starts: tuple[time, ...]
    length: timedelta
    slug: str | None = None


EVENINGS = Plan((time(17),), timedelta(hours=4))


def fill(house: House, first: int, last: int, plan: Plan = EVENINGS) -> None:
    """Store the uses with numbers from `first` to before `last`; the higher, the longer ago."""
    with house.reading() as uow:
        halls = tuple(hall for hall in uow.venues.all() if plan.slug in (None, hall.slug))
    made = (_booking(halls, plan, number) for number in range(first, last))
    with house.database.writing() as connection:
        previous = connection.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar()
        while chunk := list(islice(made, CHUNK)):
            previous = _store(house, connection, chunk, previous or GENESIS)
        connection.commit()


def _booking(halls: tuple[Venue, ...], plan: Plan, number: int) -> tuple[Booking, Venue]:
    days_back, place = divmod(number, len(halls) * len(plan.starts))
    hall, start_time = halls[place % len(halls)], plan.starts[place // len(halls)]
    start = datetime.combine(datetime.now(UTC).date() + AHEAD - timedelta(days=days_back), start_time, UTC)
    is_whole = days_back % WHOLE_HALL_EVERY == 0
    used = hall.spaces if is_whole else (hall.spaces[days_back % len(hall.spaces)],)
    asked = min(start - timedelta(days=60), datetime.now(UTC))
    booking = Booking(
        id=secrets.token_hex(8),
        municipality_id=hall.municipality_id,
        venue_id=hall.id,
        space_ids=tuple(space.id for space in used),
        period=Period(start, start + plan.length),
        persons=8,
        occasion="Übungsabend",
        organizer=ANNA,
        status=BookingStatus.CONFIRMED,
        source="bench",
        created_at=asked,
        updated_at=asked,
        rooms_version=hall.rooms_version,
    )
    return booking, hall


def _store(house: House, connection: Connection, chunk: list[tuple[Booking, Venue]], previous: str) -> str:
    rows: Rows = {table: [] for table in (bookings, booking_spaces, occupancy, access_codes, audit)}
    for booking, hall in chunk:
        rows[bookings].append(_booking_row(booking))
        rows[booking_spaces] += [{"booking_id": booking.id, "space_id": one} for one in booking.space_ids]
        rows[occupancy] += _occupancy_rows(booking, hall)
        rows[access_codes].append(_code_row(house, booking))
        rows[audit].append(_audit_row(booking, previous))
        previous = rows[audit][-1]["hash"]
    for table, content in rows.items():
        connection.execute(insert(table), content)
    return previous


def _booking_row(booking: Booking) -> dict[str, Any]:
    same = ("id", "municipality_id", "venue_id", "persons", "occasion", "source", "created_at", "updated_at")
    return {
        **{name: getattr(booking, name) for name in same},
        **{
            name: getattr(booking, name)
            for name in ("sequence", "link_version", "decision_reason", "rooms_version")
        },
        "status": booking.status.value,
        "starts_at": booking.period.start,
        "ends_at": booking.period.end,
        "organizer_name": booking.organizer.name,
        "organizer_email": booking.organizer.email,
        "organizer_phone": booking.organizer.phone,
    }


def _occupancy_rows(booking: Booking, hall: Venue) -> Iterator[dict[str, Any]]:
    used = [space for space in hall.spaces if space.id in booking.space_ids]
    for row in occupancies(booking.id, booking.period, used):
        yield {
            "space_id": row.space_id,
            "starts_at": row.period.start,
            "ends_at": row.period.end,
            "venue_id": row.venue_id,
            "booking_id": row.booking_id,
        }


def _code_row(house: House, booking: Booking) -> dict[str, Any]:
    code = new_code(
        house.keyring,
        booking_id=booking.id,
        venue_id=booking.venue_id,
        window=booking.period,
        word=None,  # offline words begin in 2020, the past of this village does not
        pin=new_pin(house.keyring, booking.venue_id, is_resting=lambda _: False),
        now=booking.created_at,
    )
    return {
        "id": code.id,
        "booking_id": code.booking_id,
        "venue_id": code.venue_id,
        "valid_from": code.window.start,
        "valid_until": code.window.end,
        "pin_cipher": code.pin_cipher,
        "pin_fingerprint": code.pin_fingerprint,
        "qr_id": code.qr_id,
        "issued_at": code.issued_at,
    }


def _audit_row(booking: Booking, previous: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "at": booking.created_at,
        "actor": "organizer",
        "action": "confirmed",
        "subject": booking.id,
        "municipality_id": booking.municipality_id,
        "details": {},
    }
    return {**row, "prev_hash": previous, "hash": chain_hash(previous, row)}
