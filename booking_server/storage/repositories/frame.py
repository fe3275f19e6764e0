"""What municipalities say about themselves, and what people tell them about barriers."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from booking_server.domain.town_facts import TownFacts
from booking_server.storage.tables import feedback, town_facts


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody wrote about a barrier; name and address only if they wanted an answer."""

    id: str
    municipality_id: str
    created_at: datetime
    sender_name: str
    sender_email: str
    text: str


class Frame:
    """The facts of each municipality, and feedback on its way to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self, municipality_id: str) -> TownFacts:
        """Return what a municipality entered; nothing is known where nobody did."""
        statement = select(town_facts.c.facts).where(town_facts.c.municipality_id == municipality_id)
        found = self._connection.execute(statement).scalar_one_or_none()
        return _facts(found) if found else TownFacts()

    def save_facts(self, municipality_id: str, facts: TownFacts) -> None:
        """Store what a municipality says about itself."""
        row = {"municipality_id": municipality_id, "facts": asdict(facts)}
        mine = town_facts.c.municipality_id == municipality_id
        if self._connection.execute(update(town_facts).where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(town_facts).values(row))

    def add_feedback(self, said: Feedback) -> None:
        """Store what somebody wrote, until its term is over."""
        values = {name: getattr(said, name) for name in Feedback.__slots__}
        self._connection.execute(insert(feedback).values(values))

    def feedback(self, feedback_id: str) -> Feedback | None:
        """Return what somebody wrote."""
        row = self._connection.execute(select(feedback).where(feedback.c.id == feedback_id)).one_or_none()
        return Feedback(**row._mapping) if row else None

    def feedback_since(self, municipality_id: str, moment: datetime) -> int:
        """Return how often people wrote to a municipality since `moment`."""
        statement = select(func.count()).where(
            feedback.c.municipality_id == municipality_id, feedback.c.created_at >= moment
        )
        return self._connection.execute(statement).scalar_one()


def _facts(row: dict[str, Any]) -> TownFacts:
    known = {name: row[name] for name in TownFacts.__dataclass_fields__ if name in row}
    return TownFacts(**{**known, "widget_origins": tuple(row.get("widget_origins", ()))})
