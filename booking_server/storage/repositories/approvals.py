"""Approval policies, where requests stand, and what was said about them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from booking_server.domain.approval import Decision, Patience, Policy, Progress, Step
from booking_server.domain.people import Role
from booking_server.domain.uses import Purpose, UserGroup
from booking_server.storage.tables import (
    approval_decisions,
    approval_patience,
    approval_policies,
    approval_requests,
    digests,
)

_OF_VENUE = (
    select(approval_policies)
    .where(approval_policies.c.venue_id == bindparam("venue"))
    .order_by(approval_policies.c.id)
)
_ADD_REQUESTS = insert(approval_requests)


class Approvals:
    """One policy a row, one request a row, one decision for each step of a request."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def policies(self, venue_id: str) -> tuple[Policy, ...]:
        """Return the policies of a hall."""
        rows = self._connection.execute(_OF_VENUE, {"venue": venue_id})
        return tuple(_policy(row) for row in rows)

    def add_policy(self, policy: Policy) -> None:
        """Store a policy; one for the same group and purpose makes room."""
        self._connection.execute(
            delete(approval_policies).where(
                approval_policies.c.venue_id == policy.venue_id,
                approval_policies.c.user_group.is_not_distinct_from(policy.group and policy.group.value),
                approval_policies.c.purpose.is_not_distinct_from(policy.purpose and policy.purpose.value),
            )
        )
        self._connection.execute(
            insert(approval_policies).values(
                id=policy.id,
                venue_id=policy.venue_id,
                user_group=policy.group and policy.group.value,
                purpose=policy.purpose and policy.purpose.value,
                steps=_spelled(policy.steps),
            )
        )

    def remove_policy(self, venue_id: str, policy_id: str) -> None:
        """Remove a policy of a hall."""
        self._connection.execute(
            delete(approval_policies).where(
                approval_policies.c.id == policy_id, approval_policies.c.venue_id == venue_id
            )
        )

    def patience(self, venue_id: str) -> Patience:
        """Return how long a hall waits for its deciders."""
        row = self._connection.execute(
            select(approval_patience).where(approval_patience.c.venue_id == venue_id)
        ).one_or_none()
        return Patience(row.silence, row.request_ends) if row else Patience()

    def set_patience(self, venue_id: str, patience: Patience) -> None:
        """Store how long a hall waits for its deciders."""
        self._connection.execute(delete(approval_patience).where(approval_patience.c.venue_id == venue_id))
        self._connection.execute(
            insert(approval_patience).values(
                venue_id=venue_id, silence=patience.silence, request_ends=patience.request_ends
            )
        )

    def open(self, booking_ids: Sequence[str], steps: tuple[Step, ...], now: datetime) -> None:
        """Store that requests wait for the first of their steps."""
        rows = [{"booking_id": one, "steps": _spelled(steps), "step": 0, "since": now} for one in booking_ids]
        self._connection.execute(_ADD_REQUESTS, rows)

    def forget(self, booking_id: str) -> None:
        """Forget what was asked and said about a request that was changed; the audit log keeps it."""
        for table in (approval_decisions, approval_requests):
            self._connection.execute(delete(table).where(table.c.booking_id == booking_id))

    def progress(self, booking_ids: Sequence[str]) -> dict[str, Progress]:
        """Return where requests stand, by booking."""
        rows = self._connection.execute(
            select(approval_requests).where(approval_requests.c.booking_id.in_(booking_ids))
        )
        return {row.booking_id: Progress(_steps(row.steps), row.step, row.since, row.told_at) for row in rows}

    def advance(self, booking_id: str, now: datetime) -> None:
        """Ask the next step of a request."""
        self._connection.execute(
            update(approval_requests)
            .where(approval_requests.c.booking_id == booking_id)
            .values(step=approval_requests.c.step + 1, since=now, told_at=None)
        )

    def note_told(self, booking_ids: Sequence[str], now: datetime) -> None:
        """Note that the clerks were told about the silence at this step."""
        self._connection.execute(
            update(approval_requests)
            .where(approval_requests.c.booking_id.in_(booking_ids))
            .values(told_at=now)
        )

    def add_decision(self, decision: Decision) -> None:
        """Store what was said at a step; the database takes only one for each."""
        values = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
        self._connection.execute(insert(approval_decisions).values(values))

    def decisions(self, booking_ids: Sequence[str]) -> tuple[Decision, ...]:
        """Return what was said about requests, by booking and step."""
        rows = self._connection.execute(
            select(approval_decisions)
            .where(approval_decisions.c.booking_id.in_(booking_ids))
            .order_by(approval_decisions.c.booking_id, approval_decisions.c.step)
        )
        return tuple(Decision(**row._mapping) for row in rows)

    def had_digest(self, person_id: str, day: date) -> bool:
        """Whether a person's digest of a day was promised before."""
        statement = select(digests.c.day).where(digests.c.person_id == person_id, digests.c.day == day)
        return self._connection.execute(statement).first() is not None

    def note_digest(self, person_id: str, day: date, now: datetime) -> None:
        """Note that a person's digest of a day is promised; a second one is refused by the database."""
        self._connection.execute(insert(digests).values(person_id=person_id, day=day, promised_at=now))


def _spelled(steps: tuple[Step, ...]) -> list[dict[str, list[str]]]:
    return [{"roles": [r.value for r in s.roles], "people": list(s.person_ids)} for s in steps]


def _steps(spelled: list[dict[str, list[str]]]) -> tuple[Step, ...]:
    return tuple(Step(tuple(map(Role, s["roles"])), tuple(s["people"])) for s in spelled)


def _policy(row: Any) -> Policy:
    return Policy(
        id=row.id,
        venue_id=row.venue_id,
        group=UserGroup(row.user_group) if row.user_group else None,
        purpose=Purpose(row.purpose) if row.purpose else None,
        steps=_steps(row.steps),
    )
