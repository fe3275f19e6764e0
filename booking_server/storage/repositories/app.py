"""Accounts with the Bad Belzig App, our records there, and disruptions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.app_records import AppRecord, AppTown, Disruption
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import app_records, app_towns, bookings, disruptions


class App:
    """What is in the app, what is to be there, and with which account."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def town(self, municipality_id: str) -> AppTown:
        """Return a municipality's account, an empty one that is off where nobody entered any."""
        statement = select(app_towns).where(app_towns.c.municipality_id == municipality_id)
        row = self._connection.execute(statement).one_or_none()
        return _town(row) if row else AppTown(municipality_id)

    def towns(self) -> tuple[AppTown, ...]:
        """Return every account."""
        return tuple(map(_town, self._connection.execute(select(app_towns))))

    def save_town(self, town: AppTown) -> None:
        """Store an account; its secret stays as it is."""
        row = {name: getattr(town, name) for name in AppTown.__slots__}
        mine = app_towns.c.municipality_id == town.municipality_id
        if self._connection.execute(update(app_towns).where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(app_towns).values(row))

    def secret_cipher(self, municipality_id: str) -> bytes:
        """Return the encrypted secret of an account, empty when there is none."""
        statement = select(app_towns.c.secret_cipher).where(app_towns.c.municipality_id == municipality_id)
        return self._connection.execute(statement).scalar() or b""

    def save_secret(self, municipality_id: str, cipher: bytes) -> None:
        """Store the encrypted secret of an account."""
        mine = app_towns.c.municipality_id == municipality_id
        self._connection.execute(update(app_towns).where(mine).values(secret_cipher=cipher))

    def record(self, key: str) -> AppRecord | None:
        """Return what is known of a record."""
        statement = select(app_records).where(app_records.c.key == key)
        row = self._connection.execute(statement).one_or_none()
        return _record(row) if row else None

    def take(self, record: AppRecord, lease: timedelta) -> AppRecord | None:
        """Return a record nobody else works on for a while, as it is stored; None while somebody does.

        One that is not stored yet is stored as it is given.
        """
        statement = select(app_records).where(app_records.c.key == record.key).with_for_update()
        row = self._connection.execute(statement).one_or_none()
        if row is not None and row.busy_until is not None and row.busy_until > self._now:
            return None
        taken = replace(_record(row) if row else record, busy_until=self._now + lease)
        self.save(taken)
        return taken

    def save(self, record: AppRecord) -> None:
        """Store what became of a record."""
        row = {name: getattr(record, name) for name in AppRecord.__slots__}
        mine = app_records.c.key == record.key
        if self._connection.execute(update(app_records).where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(app_records).values(row))

    def forget(self, key: str) -> None:
        """Delete a record that the app does not have any more."""
        self._connection.execute(delete(app_records).where(app_records.c.key == key))

    def records_of_towns(self, municipality_ids: Sequence[str]) -> tuple[AppRecord, ...]:
        """Return what is known of some municipalities' records, by key."""
        mine = app_records.c.municipality_id.in_(list(municipality_ids))
        return tuple(
            map(
                _record, self._connection.execute(select(app_records).where(mine).order_by(app_records.c.key))
            )
        )

    def records_of_hall(self, venue_id: str) -> tuple[AppRecord, ...]:
        """Return what is known of a hall's records, by title."""
        statement = select(app_records).where(app_records.c.venue_id == venue_id)
        in_order = statement.order_by(app_records.c.title, app_records.c.key)
        return tuple(map(_record, self._connection.execute(in_order)))

    def public_bookings(self, municipality_id: str, since: datetime) -> tuple[str, ...]:
        """Return the ids of public bookings that end after `since`, by start."""
        statement = (
            select(bookings.c.id)
            .where(
                bookings.c.municipality_id == municipality_id,
                bookings.c.status == BookingStatus.CONFIRMED.value,
                bookings.c.public_title != "",
                bookings.c.ends_at > since,
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
        )
        return tuple(self._connection.execute(statement).scalars())

    def add_disruption(self, disruption: Disruption) -> None:
        """Store what everybody is told."""
        row = {name: getattr(disruption, name) for name in Disruption.__slots__}
        self._connection.execute(insert(disruptions).values(row))

    def end_disruption(self, disruption_id: str) -> None:
        """Delete what is over."""
        self._connection.execute(delete(disruptions).where(disruptions.c.id == disruption_id))

    def disruption(self, disruption_id: str) -> Disruption:
        """Return one disruption. Raises NotFound."""
        statement = select(disruptions).where(disruptions.c.id == disruption_id)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("Diese Störung wurde schon beendet.")
        return Disruption(**row._mapping)

    def disruptions(self, venue_ids: Sequence[str]) -> tuple[Disruption, ...]:
        """Return what everybody is told of some halls, the newest first."""
        statement = select(disruptions).where(disruptions.c.venue_id.in_(list(venue_ids)))
        newest = statement.order_by(disruptions.c.created_at.desc(), disruptions.c.id)
        return tuple(Disruption(**row._mapping) for row in self._connection.execute(newest))


def _town(row: Any) -> AppTown:
    return AppTown(**{name: getattr(row, name) for name in AppTown.__slots__})


def _record(row: Any) -> AppRecord:
    return AppRecord(**row._mapping)
