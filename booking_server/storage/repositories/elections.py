"""Election days of the municipalities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from booking_server.storage.tables import elections


@dataclass(frozen=True, slots=True)
class Election:
    """One election day of a municipality."""

    municipality_id: str
    day: date
    name: str


class Elections:
    """Entered by the municipality; halls decide in their regulation what follows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, election: Election) -> None:
        """Store an election day, in place of what was said of that day before."""
        self.remove(election.municipality_id, election.day)
        row = {"municipality_id": election.municipality_id, "day": election.day, "name": election.name}
        self._connection.execute(insert(elections).values(row))

    def remove(self, municipality_id: str, day: date) -> None:
        """Forget an election day."""
        self._connection.execute(
            delete(elections).where(elections.c.municipality_id == municipality_id, elections.c.day == day)
        )

    def on(self, municipality_id: str, days: Sequence[date]) -> dict[date, str]:
        """Return the names of the elections on some days in a row."""
        if not days:
            return {}
        rows = self._connection.execute(
            select(elections.c.day, elections.c.name).where(
                elections.c.municipality_id == municipality_id,
                elections.c.day >= days[0],
                elections.c.day <= days[-1],
            )
        )
        return {row.day: row.name for row in rows}

    def from_day(self, municipality_ids: Sequence[str], day: date) -> tuple[Election, ...]:
        """Return the elections of some municipalities from a day on, by day."""
        rows = self._connection.execute(
            select(elections)
            .where(elections.c.municipality_id.in_(municipality_ids), elections.c.day >= day)
            .order_by(elections.c.day, elections.c.municipality_id)
        )
        return tuple(Election(row.municipality_id, row.day, row.name) for row in rows)
