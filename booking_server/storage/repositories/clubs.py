"""Clubs as rows, and what their bookings use up."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.bookings import OCCUPYING
from booking_server.domain.clubs import Club, ClubHall, Quota, QuotaUnit, Used, add_up, plain_code
from booking_server.domain.errors import NotFound
from booking_server.domain.uses import Purpose
from booking_server.storage.tables import bookings, club_halls, clubs
from calendars import local_time
from calendars.period import Period

NO_QUOTA = ""
_COLUMNS = tuple(
    column for column in clubs.c if column.name not in ("code_hash", "code_cipher", "created_at")
)


class Clubs:
    """The clubs of the municipalities. Their codes are kept as hashes to find them, encrypted to show."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, club: Club, *, code: str, cipher: bytes) -> None:
        """Store a new club with its code."""
        self._connection.execute(
            insert(clubs).values(
                **_row(club), code_hash=_hash(code), code_cipher=cipher, created_at=self._now
            )
        )

    def save(self, club: Club) -> None:
        """Store what was changed about a club itself."""
        values = _row(club)
        del values["id"], values["municipality_id"]
        self._connection.execute(update(clubs).where(clubs.c.id == club.id).values(values))

    def set_code(self, club_id: str, *, code: str, cipher: bytes) -> None:
        """Give a club another code; the one before is nobody's from now on."""
        self._connection.execute(
            update(clubs).where(clubs.c.id == club_id).values(code_hash=_hash(code), code_cipher=cipher)
        )

    def code_cipher(self, club_id: str) -> bytes:
        """Return the encrypted code of a club."""
        statement = select(clubs.c.code_cipher).where(clubs.c.id == club_id)
        return bytes(self._connection.execute(statement).scalar_one())

    def set_hall(self, club_id: str, hall: ClubHall) -> None:
        """Enter a hall for a club, in place of what was entered before."""
        self.drop_hall(club_id, hall.venue_id)
        quota = hall.quota
        self._connection.execute(
            insert(club_halls).values(
                club_id=club_id,
                venue_id=hall.venue_id,
                quota_unit=quota.unit.value if quota else NO_QUOTA,
                quota_amount=quota.amount if quota else None,
                quota_purposes=sorted(quota.purposes) if quota else [],
            )
        )

    def drop_hall(self, club_id: str, venue_id: str) -> None:
        """Take a hall away from a club."""
        self._connection.execute(
            delete(club_halls).where(club_halls.c.club_id == club_id, club_halls.c.venue_id == venue_id)
        )

    def get(self, club_id: str) -> Club:
        """Return one club. Raises NotFound."""
        found = self._clubs(clubs.c.id == club_id)
        if not found:
            raise NotFound("Diesen Verein gibt es nicht.")
        return found[0]

    def by_code(self, municipality_id: str, typed: str) -> Club | None:
        """Return the active club of a municipality that has this code, however it was typed."""
        found = self._clubs(
            (clubs.c.code_hash == _hash(typed))
            & (clubs.c.municipality_id == municipality_id)
            & clubs.c.is_active.is_(True)
        )
        return found[0] if found else None

    def of_municipality(self, municipality_id: str) -> tuple[Club, ...]:
        """Return all clubs of a municipality by name."""
        return self._clubs(clubs.c.municipality_id == municipality_id)

    def used(self, club_id: str, venue_id: str, year: int, quota: Quota | None = None) -> Used:
        """Return what a club's bookings in a hall use in a calendar year, Berlin time.

        Requests that wait count too; with `quota` only purposes that it names do. Changes of other
        transactions are kept out by hold_still().
        """
        uses = self.uses(club_id, venue_id, year)
        return add_up(period for _, purpose, period in uses if quota is None or quota.counts(purpose))

    def uses(self, club_id: str, venue_id: str, year: int) -> tuple[tuple[str, Purpose, Period], ...]:
        """Return booking, purpose and time of each standing use of a hall by a club in a calendar year."""
        whole_year = local_time.year(year)
        statement = select(bookings.c.id, bookings.c.starts_at, bookings.c.ends_at, bookings.c.purpose).where(
            bookings.c.club_id == club_id,
            bookings.c.venue_id == venue_id,
            bookings.c.starts_at >= whole_year.start,
            bookings.c.starts_at < whole_year.end,
            bookings.c.status.in_([status.value for status in OCCUPYING]),
        )
        rows = self._connection.execute(statement)
        return tuple((row.id, Purpose(row.purpose), Period(row.starts_at, row.ends_at)) for row in rows)

    def hold_still(self, club_id: str) -> None:
        """Keep other transactions from booking for the club until this one ends.

        Two bookings at once would otherwise both find the last free use unused.
        """
        self._connection.execute(select(clubs.c.id).where(clubs.c.id == club_id).with_for_update())

    def _clubs(self, condition: Any) -> tuple[Club, ...]:
        rows = self._connection.execute(
            select(*_COLUMNS).where(condition).order_by(clubs.c.name, clubs.c.id)
        ).all()
        halls = self._halls([row.id for row in rows])
        return tuple(Club(**row._mapping, halls=tuple(halls.get(row.id, ()))) for row in rows)

    def _halls(self, club_ids: Sequence[str]) -> dict[str, list[ClubHall]]:
        found: dict[str, list[ClubHall]] = {}
        if club_ids:
            statement = select(club_halls).where(club_halls.c.club_id.in_(club_ids))
            for row in self._connection.execute(statement.order_by(club_halls.c.venue_id)):
                found.setdefault(row.club_id, []).append(ClubHall(row.venue_id, _quota(row)))
        return found


def _row(club: Club) -> dict[str, Any]:
    return {column.name: getattr(club, column.name) for column in _COLUMNS}


def _quota(row: Any) -> Quota | None:
    if row.quota_unit == NO_QUOTA:
        return None
    purposes = frozenset(Purpose(one) for one in row.quota_purposes)
    return Quota(QuotaUnit(row.quota_unit), row.quota_amount, purposes)


def _hash(typed: str) -> str:
    """59 bits by chance: a hash without salt is enough, and finds the club at once."""
    return hashlib.sha256(plain_code(typed).encode()).hexdigest()
