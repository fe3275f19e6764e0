"""Bridges to Home Assistant."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.bridges import Bridge
from booking_server.storage.tables import bridges


class Bridges:
    """How each bridge is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[Bridge, ...]:
        """Return every bridge."""
        rows = self._connection.execute(select(bridges).order_by(bridges.c.municipality_id))
        return tuple(_bridge(row) for row in rows)

    def of_town(self, municipality_id: str) -> Bridge | None:
        """Return a municipality's bridge."""
        return next((one for one in self.all() if one.municipality_id == municipality_id), None)

    def save(self, bridge: Bridge) -> None:
        """Store how a bridge is."""
        row = asdict(bridge) | {"told": list(bridge.told)}
        mine = bridges.c.municipality_id == bridge.municipality_id
        if self._connection.execute(update(bridges).where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(bridges).values(row))

    def forget(self, municipality_id: str) -> None:
        """Let there be no bridge of a municipality."""
        self._connection.execute(delete(bridges).where(bridges.c.municipality_id == municipality_id))


def _bridge(row: Any) -> Bridge:
    return Bridge(**{**row._mapping, "told": tuple(row.told)})
