"""Doors reached over LoRaWAN, and what no snapshot they have acknowledged says of revoked codes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from booking_server.domain.bridges import Bridge
from booking_server.domain.lora import LoraDoor, PendingRevocation
from booking_server.storage.tables import (
    access_codes,
    door_codes,
    door_holder_codes,
    doors,
    holder_codes,
    lora_bridges,
    lora_doors,
    lora_revocations,
    venues,
)


class Lora:
    """The last thread of each door that has one."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of_door(self, door_id: str) -> LoraDoor | None:
        """Return a door's place in the network, None where nobody entered one."""
        return self._read(select(lora_doors).where(lora_doors.c.door_id == door_id))

    def to_change(self, door_id: str) -> LoraDoor | None:
        """Return the same for who is going to save it: nobody else does before the transaction ends."""
        return self._read(select(lora_doors).where(lora_doors.c.door_id == door_id).with_for_update())

    def of_town(self, municipality_id: str) -> tuple[LoraDoor, ...]:
        """Return the doors of a municipality that have a place in the network, by id."""
        statement = (
            select(lora_doors)
            .join(doors, doors.c.id == lora_doors.c.door_id)
            .join(venues, venues.c.id == doors.c.venue_id)
            .where(venues.c.municipality_id == municipality_id)
            .order_by(lora_doors.c.door_id)
        )
        return tuple(LoraDoor(**row._mapping) for row in self._connection.execute(statement))

    def save(self, door: LoraDoor) -> None:
        """Store a door's place in the network."""
        mine = lora_doors.c.door_id == door.door_id
        if self._connection.execute(update(lora_doors).where(mine).values(asdict(door))).rowcount == 0:
            self._connection.execute(insert(lora_doors).values(asdict(door)))

    def begin_anew(self, door_id: str) -> None:
        """Let another device be this door: it has heard nothing, and its answers count from the first."""
        door = self.to_change(door_id)
        if door is not None:
            self.save(replace(door, taken=0, number=0, version=0, kept=0, clock="", heard_at=None))
            self.forget(door_id)

    def pending(
        self, door_id: str, applied: int, *, made_at: datetime | None, until: datetime | None
    ) -> tuple[PendingRevocation, ...]:
        """Return what is revoked and not said by version `applied`, the next to begin first.

        `made_at` is when that version was made, None where a newer one is under way. Codes that begin only
        after `until`, how far the newest snapshot reaches, are left out: it would not say them.
        """
        found = [*self._codes(door_id, applied, until), *self._holders(door_id, applied)]
        return tuple(one for removed_in, one in found if removed_in or made_at is None or one.since > made_at)

    def taken(self, door_id: str) -> frozenset[str]:
        """Return the codes whose revocation the door says it has taken over the radio."""
        mine = (lora_revocations.c.door_id == door_id, lora_revocations.c.is_taken.is_(True))
        return frozenset(self._connection.execute(select(lora_revocations.c.code_id).where(*mine)).scalars())

    def last_sent(self, door_id: str) -> dict[str, int]:
        """Return by code the counter of the newest frame its revocation went with."""
        c = lora_revocations.c
        rows = self._connection.execute(select(c.code_id, c.counter).where(c.door_id == door_id))
        return {row.code_id: row.counter for row in rows}

    def sent(self, door_id: str, code_ids: Sequence[str], counter: int) -> None:
        """Note which frame carries these."""
        self.forget(door_id, only=code_ids)
        rows = [
            {"door_id": door_id, "code_id": one, "counter": counter, "is_taken": False} for one in code_ids
        ]
        if rows:
            self._connection.execute(insert(lora_revocations), rows)

    def take(self, door_id: str, counter: int) -> None:
        """Note that the door has taken this very frame."""
        mine = (lora_revocations.c.door_id == door_id, lora_revocations.c.counter == counter)
        self._connection.execute(update(lora_revocations).where(*mine).values(is_taken=True))

    def forget(self, door_id: str, *, only: Collection[str] | None = None) -> None:
        """Forget what a door was sent, all of it or `only` these codes."""
        mine = [lora_revocations.c.door_id == door_id]
        if only is not None:
            mine.append(lora_revocations.c.code_id.in_(only))
        self._connection.execute(delete(lora_revocations).where(*mine))

    def bridge(self, municipality_id: str) -> Bridge | None:
        """Return how the bridge of a municipality is."""
        mine = lora_bridges.c.municipality_id == municipality_id
        row = self._connection.execute(select(lora_bridges).where(mine)).one_or_none()
        return Bridge(**row._mapping) if row else None

    def save_bridge(self, bridge: Bridge) -> None:
        """Store how a bridge is."""
        row = {name: value for name, value in asdict(bridge).items() if name != "told"}
        mine = lora_bridges.c.municipality_id == bridge.municipality_id
        if self._connection.execute(update(lora_bridges).where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(lora_bridges).values(row))

    def _read(self, statement: Select[Any]) -> LoraDoor | None:
        row = self._connection.execute(statement).one_or_none()
        return LoraDoor(**row._mapping) if row else None

    def _codes(
        self, door_id: str, applied: int, until: datetime | None
    ) -> Iterable[tuple[int | None, PendingRevocation]]:
        c, at = access_codes.c, door_codes.c
        reached = () if until is None else (c.valid_from < until,)
        statement = (
            select(
                c.id, c.qr_id, c.offline_start, c.offline_duration, c.offline_seq, c.revoked_at, at.removed_in
            )
            .join(doors, doors.c.venue_id == c.venue_id)
            .outerjoin(door_codes, (at.door_id == doors.c.id) & (at.code_id == c.id))
            .where(doors.c.id == door_id, c.revoked_at.is_not(None), c.valid_until > self._now)
            .where(at.removed_in.is_(None) | (at.removed_in > applied), *reached)
            .order_by(c.valid_from, c.id)
        )
        for row in self._connection.execute(statement):
            yield row.removed_in, PendingRevocation(row.id, bytes(row.qr_id), _word(row), row.revoked_at)

    def _holders(self, door_id: str, applied: int) -> Iterable[tuple[int | None, PendingRevocation]]:
        c, at = holder_codes.c, door_holder_codes.c
        statement = (
            select(c.id, c.ended_at, at.removed_in)
            .join(door_holder_codes, at.code_id == c.id)
            .where(at.door_id == door_id, at.brought_in.is_not(None), c.ended_at.is_not(None))
            .where(c.ending != "expired", c.valid_until > self._now)
            .where(at.removed_in.is_(None) | (at.removed_in > applied))
            .order_by(c.ended_at, c.id)
        )
        for row in self._connection.execute(statement):
            yield row.removed_in, PendingRevocation(row.id, None, None, row.ended_at)


def _word(row: Any) -> tuple[int, int, int] | None:
    if row.offline_start is None:
        return None
    return row.offline_start, row.offline_duration, row.offline_seq
