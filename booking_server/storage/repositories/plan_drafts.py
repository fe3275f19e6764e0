"""Year plans that were looked at and not yet applied."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.storage.tables import plan_drafts

KEPT_FOR = timedelta(hours=12)

Lines = tuple[tuple[int, dict[str, str]], ...]
"""Number in the file and cells by column."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """The lines a person is about to apply; `shown` is the mark of what they were told would happen."""

    id: str
    municipality_id: str
    person_id: str
    venue_id: str
    lines: Lines
    shown: str


class PlanDrafts:
    """What a person is about to apply; nobody else sees it, and it does not stay."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, draft: PlanDraft) -> None:
        """Keep the lines of a plan until its person applies them."""
        self._connection.execute(delete(plan_drafts).where(plan_drafts.c.created_at < self._now - KEPT_FOR))
        self._connection.execute(
            insert(plan_drafts).values(
                id=draft.id,
                municipality_id=draft.municipality_id,
                person_id=draft.person_id,
                venue_id=draft.venue_id,
                created_at=self._now,
                lines=[[number, cells] for number, cells in draft.lines],
                shown=draft.shown,
            )
        )

    def take(self, draft_id: str, person_id: str, venue_id: str) -> PlanDraft:
        """Return a person's draft and forget it. Raises TransitionNotAllowed when there is none any more."""
        mine = (
            (plan_drafts.c.id == draft_id)
            & (plan_drafts.c.person_id == person_id)
            & (plan_drafts.c.venue_id == venue_id)
        )
        row = self._connection.execute(select(plan_drafts).where(mine).with_for_update()).one_or_none()
        if row is None:
            raise TransitionNotAllowed(
                "Dieser Plan wurde schon eingetragen. Bitte laden Sie ihn sonst noch einmal hoch."
            )
        self._connection.execute(delete(plan_drafts).where(mine))
        lines = tuple((number, dict(cells)) for number, cells in row.lines)
        return PlanDraft(row.id, row.municipality_id, row.person_id, row.venue_id, lines, row.shown)
