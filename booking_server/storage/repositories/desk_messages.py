"""Messages of the desk to organizers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from booking_server.storage.tables import desk_messages


@dataclass(frozen=True, slots=True)
class DeskMessage:
    """What somebody wrote: to one booking's organizer, or to `mails` of them at a hall."""

    id: str
    municipality_id: str
    venue_id: str
    booking_id: str | None
    person_id: str
    created_at: datetime
    subject: str
    text: str
    mails: int


class DeskMessages:
    """Kept for their term."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, message: DeskMessage) -> None:
        """Store a message."""
        values = {name: getattr(message, name) for name in DeskMessage.__slots__}
        self._connection.execute(insert(desk_messages).values(values))

    def find(self, message_id: str) -> DeskMessage | None:
        """Return one message; None for one that is gone or never was."""
        row = self._connection.execute(
            select(desk_messages).where(desk_messages.c.id == message_id)
        ).one_or_none()
        return DeskMessage(**row._mapping) if row else None

    def latest(self, venue_ids: Sequence[str], limit: int = 20) -> tuple[DeskMessage, ...]:
        """Return the newest messages of some halls."""
        statement = (
            select(desk_messages)
            .where(desk_messages.c.venue_id.in_(venue_ids))
            .order_by(desk_messages.c.created_at.desc(), desk_messages.c.id)
            .limit(limit)
        )
        return tuple(DeskMessage(**row._mapping) for row in self._connection.execute(statement))

    def written_since(self, person_id: str, moment: datetime) -> int:
        """Return how many messages somebody wrote since then."""
        statement = select(func.count()).where(
            desk_messages.c.person_id == person_id, desk_messages.c.created_at > moment
        )
        return int(self._connection.execute(statement).scalar_one())

    def mails_since(self, venue_id: str, moment: datetime) -> int:
        """Return how many mails the messages of a hall became since then."""
        statement = select(func.coalesce(func.sum(desk_messages.c.mails), 0)).where(
            desk_messages.c.venue_id == venue_id, desk_messages.c.created_at > moment
        )
        return int(self._connection.execute(statement).scalar_one())
