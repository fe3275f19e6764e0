"""Whom we told that a door lacks a code, or still has one: each is told once."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from booking_server.domain.access import AccessCode
from booking_server.domain.coverage import Warned
from booking_server.storage.repositories.access_codes import code_of
from booking_server.storage.tables import access_codes, credentials, door_warnings, helpers


class DoorWarnings:
    """What was said about codes and doors, by booking."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, booking_id: str, kind: Warned) -> None:
        """Note that something was said about a booking's code."""
        self._connection.execute(
            insert(door_warnings).values(booking_id=booking_id, kind=kind.value, at=self._now)
        )

    def forget(self, booking_id: str, *kinds: Warned) -> None:
        """Let people be told again, of these kinds or of all, since a code of the booking is another now."""
        said = door_warnings.c.kind.in_([kind.value for kind in kinds or Warned])
        self._connection.execute(delete(door_warnings).where(door_warnings.c.booking_id == booking_id, said))

    def not_warned(self, kind: Warned, *, starting_by: datetime) -> tuple[AccessCode, ...]:
        """Return the codes nobody was told of that matter now, by start.

        `LATE`: organizers' live codes that begin by then. `REVOKED`: revoked ones that would begin by then.
        """
        said = select(door_warnings.c.booking_id).where(
            door_warnings.c.booking_id == access_codes.c.booking_id, door_warnings.c.kind == kind.value
        )
        is_revoked = access_codes.c.revoked_at.is_not(None)
        rows = self._connection.execute(
            select(access_codes)
            .where(
                access_codes.c.valid_from <= starting_by,
                access_codes.c.valid_until > self._now,
                is_revoked if kind is Warned.REVOKED else ~is_revoked & access_codes.c.helper_id.is_(None),
                ~said.exists(),
            )
            .order_by(access_codes.c.valid_from, access_codes.c.id)
        )
        return tuple(code_of(row) for row in rows)

    def late_credentials(self) -> tuple[tuple[AccessCode, datetime], ...]:
        """Return the live codes of credentials said to be late, and when; not those people were told of."""
        said, told = door_warnings.alias(), door_warnings.alias()
        mine = (said.c.booking_id == access_codes.c.booking_id) & (said.c.kind == Warned.LATE.value)
        of_people = select(told.c.booking_id).where(
            told.c.booking_id == access_codes.c.booking_id, told.c.kind == Warned.UNTOLD.value
        )
        rows = self._connection.execute(
            select(access_codes, said.c.at.label("said_at"))
            .join(credentials, credentials.c.id == access_codes.c.booking_id)
            .join(said, mine)
            .where(
                access_codes.c.valid_until > self._now,
                access_codes.c.revoked_at.is_(None),
                ~of_people.exists(),
            )
            .order_by(access_codes.c.valid_from, access_codes.c.id)
        )
        return tuple((code_of(row), row.said_at) for row in rows)

    def helpers_not_told(self, *, starting_by: datetime) -> tuple[AccessCode, ...]:
        """Return helpers' live codes that begin by then and were told to nobody as late, by start."""
        rows = self._connection.execute(
            select(access_codes)
            .join(helpers, helpers.c.id == access_codes.c.helper_id)
            .where(
                access_codes.c.valid_from <= starting_by,
                access_codes.c.valid_until > self._now,
                access_codes.c.revoked_at.is_(None),
                helpers.c.told_late_at.is_(None),
            )
            .order_by(access_codes.c.valid_from, access_codes.c.id)
        )
        return tuple(code_of(row) for row in rows)
