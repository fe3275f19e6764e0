"""People who sign in, and their grants."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from booking_server.domain.errors import NotFound
from booking_server.domain.people import Grant, Person, Role
from booking_server.storage.tables import grants, people


class People:
    """Volunteers and officials."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Person, grant_ids: Sequence[str]) -> None:
        """Store a person and their grants."""
        self._connection.execute(
            insert(people).values(id=person.id, name=person.name, email=person.email.lower())
        )
        for grant_id, grant in zip(grant_ids, person.grants, strict=True):
            self._connection.execute(
                insert(grants).values(
                    id=grant_id,
                    person_id=person.id,
                    role=grant.role.value,
                    municipality_id=grant.municipality_id,
                    venue_id=grant.venue_id,
                )
            )

    def get(self, person_id: str) -> Person:
        """Return one person. Raises NotFound."""
        row = self._connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
        if row is None:
            raise NotFound("Diese Person ist nicht bekannt.")
        return self._person(row)

    def by_email(self, email: str) -> Person | None:
        """Return the person with an e-mail address, however it is capitalised."""
        row = self._connection.execute(
            select(people).where(people.c.email == email.strip().lower())
        ).one_or_none()
        return self._person(row) if row else None

    def all(self) -> tuple[Person, ...]:
        """Return everyone by name."""
        rows = self._connection.execute(select(people).order_by(people.c.name)).all()
        return tuple(self._person(row) for row in rows)

    def granted_for(self, venue_id: str, roles: Sequence[Role]) -> tuple[Person, ...]:
        """Return the people who hold one of the roles for this very hall, by name."""
        statement = (
            select(people)
            .join(grants, grants.c.person_id == people.c.id)
            .where(grants.c.venue_id == venue_id, grants.c.role.in_([role.value for role in roles]))
            .distinct()
            .order_by(people.c.name)
        )
        return tuple(self._person(row) for row in self._connection.execute(statement).all())

    def _person(self, row: Any) -> Person:
        found = self._connection.execute(
            select(grants).where(grants.c.person_id == row.id).order_by(grants.c.id)
        )
        return Person(
            row.id,
            row.name,
            row.email,
            tuple(Grant(Role(g.role), g.municipality_id, g.venue_id) for g in found),
        )
