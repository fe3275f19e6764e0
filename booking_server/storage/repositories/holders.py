"""Codes that are held for good, and what each door is known to hold of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from booking_server.domain.access import CodeAtDoor
from booking_server.domain.errors import NotFound
from booking_server.domain.holders import Ending, HolderAtDoor, HolderCode, HolderKind
from booking_server.storage.tables import door_holder_codes, doors, holder_codes
from calendars.period import Period


class HolderCodes:
    """The codes of keyholders and of the fire brigade."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: HolderCode) -> None:
        """Store a new code."""
        self._connection.execute(insert(holder_codes).values(_row(code)))

    def note(self, code_id: str, **values: Any) -> None:
        """Store what became of a code, by column name; what is not named stays as it is."""
        self._connection.execute(update(holder_codes).where(holder_codes.c.id == code_id).values(values))

    def move_end(self, code_id: str, until: datetime, **values: Any) -> None:
        """Let the window of a code end at another time; no door knows of that yet."""
        self.note(code_id, valid_until=until, **values)
        self._connection.execute(
            update(door_holder_codes).where(door_holder_codes.c.code_id == code_id).values(window_in=None)
        )

    def get(self, code_id: str) -> HolderCode:
        """Return a code. Raises NotFound."""
        found = self._find(holder_codes.c.id == code_id)
        if not found:
            raise NotFound("Diesen Dauer-Code gibt es nicht.")
        return found[0]

    def of_venue(self, venue_id: str) -> tuple[HolderCode, ...]:
        """Return every code of a hall that is still remembered, by number, the newest first."""
        return self._find(holder_codes.c.venue_id == venue_id)

    def standing(self, venue_id: str) -> tuple[HolderCode, ...]:
        """Return the codes of a hall nobody has ended, by number."""
        return self._find(holder_codes.c.venue_id == venue_id, _STANDS)

    def of_person(self, person_id: str) -> tuple[HolderCode, ...]:
        """Return the codes of a person nobody has ended."""
        return self._find(holder_codes.c.person_id == person_id, _STANDS)

    def ending_by(self, instant: datetime) -> tuple[HolderCode, ...]:
        """Return every code nobody has ended whose window ends by `instant`."""
        return self._find(holder_codes.c.valid_until <= instant, _STANDS)

    def for_door(self, venue_id: str, now: datetime) -> tuple[HolderCode, ...]:
        """Return the codes that open the doors of a hall; ended ones are not among them."""
        return self.at_halls([venue_id], now)

    def at_halls(self, venue_ids: Sequence[str], now: datetime) -> tuple[HolderCode, ...]:
        """Return the codes that open the doors of some halls."""
        return self._find(holder_codes.c.venue_id.in_(venue_ids), holder_codes.c.valid_until > now, _STANDS)

    def named(self, venue_id: str, code_id: str) -> HolderCode | None:
        """Return the code a door of the hall names, however it stands; None for what is none."""
        return next(iter(self._find(holder_codes.c.venue_id == venue_id, holder_codes.c.id == code_id)), None)

    def names(self, code_ids: Sequence[str]) -> dict[str, str]:
        """Return whose codes these are, by id."""
        statement = select(holder_codes.c.id, holder_codes.c.name).where(holder_codes.c.id.in_(code_ids))
        return {row.id: row.name for row in self._connection.execute(statement)}

    def hashes(self, door_id: str) -> dict[str, bytes]:
        """Return the derived form of every code this door was ever given, by code id."""
        statement = select(door_holder_codes.c.code_id, door_holder_codes.c.code_hash).where(
            door_holder_codes.c.door_id == door_id
        )
        return {row.code_id: bytes(row.code_hash) for row in self._connection.execute(statement)}

    def remember_hashes(self, door_id: str, hashes: dict[str, bytes]) -> None:
        """Keep freshly derived codes for later snapshots."""
        if hashes:
            rows = [{"door_id": door_id, "code_id": code, "code_hash": h} for code, h in hashes.items()]
            self._connection.execute(insert(door_holder_codes), rows)

    def mark(self, door_id: str, live: Sequence[str], version: int) -> None:
        """Note which snapshot first brought these codes with these windows, and was without all others."""
        own = door_holder_codes.c.door_id == door_id
        is_live = door_holder_codes.c.code_id.in_(live)
        for column, which in (("brought_in", is_live), ("window_in", is_live), ("removed_in", ~is_live)):
            self._connection.execute(
                update(door_holder_codes)
                .where(own, which, door_holder_codes.c[column].is_(None))
                .values({column: version})
            )

    def at_doors(self, code_ids: Sequence[str]) -> dict[str, dict[str, HolderAtDoor]]:
        """Return, by code and door of its hall, what is known of the code there."""
        statement = (
            select(
                holder_codes.c.id.label("code_id"),
                doors.c.id.label("door_id"),
                doors.c.applied_creds,
                door_holder_codes.c.brought_in,
                door_holder_codes.c.window_in,
                door_holder_codes.c.removed_in,
            )
            .join(doors, doors.c.venue_id == holder_codes.c.venue_id)
            .outerjoin(
                door_holder_codes,
                (door_holder_codes.c.door_id == doors.c.id)
                & (door_holder_codes.c.code_id == holder_codes.c.id),
            )
            .where(holder_codes.c.id.in_(code_ids))
        )
        found: dict[str, dict[str, HolderAtDoor]] = {code_id: {} for code_id in code_ids}
        for row in self._connection.execute(statement):
            at_door = CodeAtDoor(row.brought_in, row.removed_in, row.applied_creds)
            found[row.code_id][row.door_id] = HolderAtDoor(at_door, row.window_in)
        return found

    def _find(self, *conditions: ColumnElement[bool]) -> tuple[HolderCode, ...]:
        statement = (
            select(holder_codes)
            .where(*conditions)
            .order_by(holder_codes.c.number, holder_codes.c.issued_at.desc(), holder_codes.c.id)
        )
        return tuple(_code(row) for row in self._connection.execute(statement))


_STANDS = holder_codes.c.ended_at.is_(None)


def _row(code: HolderCode) -> dict[str, Any]:
    return {
        "id": code.id,
        "venue_id": code.venue_id,
        "kind": code.kind.value,
        "number": code.number,
        "person_id": code.person_id,
        "name": code.name,
        "valid_from": code.window.start,
        "valid_until": code.window.end,
        "code_cipher": code.cipher,
        "code_fingerprint": code.fingerprint,
        "issued_at": code.issued_at,
        "issued_by": code.issued_by,
        "confirmed_at": code.confirmed_at,
        "reminded_days": code.reminded_days,
        "used_at": code.used_at,
        "ended_at": code.ended_at,
        "ending": code.ending.value if code.ending else None,
    }


def _code(row: Any) -> HolderCode:
    return HolderCode(
        id=row.id,
        venue_id=row.venue_id,
        kind=HolderKind(row.kind),
        number=row.number,
        person_id=row.person_id,
        name=row.name,
        window=Period(row.valid_from, row.valid_until),
        cipher=bytes(row.code_cipher),
        fingerprint=bytes(row.code_fingerprint),
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        confirmed_at=row.confirmed_at,
        reminded_days=row.reminded_days,
        used_at=row.used_at,
        ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None,
    )
