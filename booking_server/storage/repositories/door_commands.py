"""Commands to doors and what became of them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from booking_server.domain.commands import FINAL, CommandState, DoorCommand
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import door_commands


class DoorCommands:
    """The commands to all doors."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, command: DoorCommand) -> None:
        """Store a new one."""
        self._connection.execute(insert(door_commands).values(**asdict(command)))

    def get(self, command_id: str) -> DoorCommand:
        """Return one. Raises NotFound."""
        row = self._connection.execute(
            select(door_commands).where(door_commands.c.id == command_id)
        ).one_or_none()
        if row is None:
            raise NotFound("Diesen Auftrag gibt es nicht.")
        return DoorCommand(**{**row._mapping, "state": CommandState(row.state)})

    def asked(self, door_id: str) -> tuple[str, ...]:
        """Return the ids of the commands to a door that nobody has sent and that are not too old."""
        waits = (door_commands.c.state == CommandState.ASKED.value) & (door_commands.c.expires_at > self._now)
        statement = select(door_commands.c.id).where(door_commands.c.door_id == door_id, waits)
        rows = self._connection.execute(statement.order_by(door_commands.c.asked_at))
        return tuple(row.id for row in rows)

    def note(self, command_id: str, door_id: str, state: CommandState, reason: str = "") -> bool:
        """Note what became of a command of this door; return whether it was still open."""
        changed = self._connection.execute(
            update(door_commands)
            .where(
                door_commands.c.id == command_id,
                door_commands.c.door_id == door_id,
                door_commands.c.state.not_in([one.value for one in FINAL]),
            )
            .values(state=state.value, reason=reason, answered_at=self._now)
        )
        return changed.rowcount == 1
