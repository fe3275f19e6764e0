"""People who sign in, and their grants."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.people import Grant, Person, Role
from booking_server.storage.tables import grants, people
from booking_server.storage.tenancy import EVERY_TENANT


class People:
    """Volunteers and officials. A person comes with the grants that have not ended."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    @property
    def _live(self) -> ColumnElement[bool]:
        return or_(grants.c.ends_at.is_(None), grants.c.ends_at > self._now)

    def add(self, person: Person, grant_ids: Sequence[str]) -> None:
        """Store a person and their grants."""
        self._connection.execute(
            insert(people).values(id=person.id, name=person.name, email=person.email.lower())
        )
        for grant_id, grant in zip(grant_ids, person.grants, strict=True):
            self.grant(person.id, grant_id, grant)

    def grant(self, person_id: str, grant_id: str, grant: Grant) -> None:
        """Store one grant of a person who is known."""
        self._connection.execute(
            insert(grants).values(
                id=grant_id,
                person_id=person_id,
                role=grant.role.value,
                municipality_id=grant.municipality_id,
                venue_id=grant.venue_id,
                granted_at=self._now,
                ends_at=grant.until,
                deputy_of=grant.deputy_of,
            )
        )

    def end_grant(self, grant_id: str, until: datetime) -> None:
        """Let a grant end; its row stays and tells who could do what when."""
        self._connection.execute(update(grants).where(grants.c.id == grant_id).values(ends_at=until))

    def get(self, person_id: str) -> Person:
        """Return one person. Raises NotFound."""
        row = self._connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
        if row is None:
            raise NotFound("Diese Person ist nicht bekannt.")
        return self._person(row)

    def by_email(self, email: str) -> Person | None:
        """Return the person with an e-mail address, however it is capitalised."""
        row = self._connection.execute(_by_email(email)).one_or_none()
        return self._person(row) if row else None

    def id_anywhere(self, email: str) -> str | None:
        """Return the id of whoever has an address, in whatever municipality: one address is one person."""
        row = self._connection.execute(_by_email(email).execution_options(**EVERY_TENANT)).one_or_none()
        return str(row.id) if row else None

    def towns_administered(self, person_id: str, roles: Collection[Role]) -> frozenset[str]:
        """Return every municipality, in a scope or not, in which somebody now holds one of the roles."""
        statement = select(grants.c.municipality_id).where(
            grants.c.person_id == person_id, grants.c.role.in_([role.value for role in roles]), self._live
        )
        found = self._connection.execute(statement.execution_options(**EVERY_TENANT))
        return frozenset(found.scalars())

    def all(self) -> tuple[Person, ...]:
        """Return everyone by name."""
        rows = self._connection.execute(select(people).order_by(people.c.name)).all()
        return self._people(rows)

    def several(self, person_ids: Sequence[str]) -> tuple[Person, ...]:
        """Return some people by name, of those who are known."""
        rows = self._connection.execute(
            select(people).where(people.c.id.in_(person_ids)).order_by(people.c.name, people.c.id)
        )
        return self._people(rows.all())

    def granted_for(self, venue_id: str, roles: Sequence[Role]) -> tuple[Person, ...]:
        """Return the people who now hold one of the roles for this very hall, by name."""
        statement = (
            select(people)
            .join(grants, grants.c.person_id == people.c.id)
            .where(
                grants.c.venue_id == venue_id,
                grants.c.role.in_([role.value for role in roles]),
                self._live,
            )
            .distinct()
            .order_by(people.c.name)
        )
        return self._people(self._connection.execute(statement).all())

    def granted_in(self, municipality_id: str) -> tuple[Person, ...]:
        """Return everybody who now holds something in a municipality, by name."""
        statement = (
            select(people)
            .join(grants, grants.c.person_id == people.c.id)
            .where(grants.c.municipality_id == municipality_id, self._live)
            .distinct()
            .order_by(people.c.name)
        )
        return self._people(self._connection.execute(statement).all())

    def who_want_mail_at_once(self) -> frozenset[str]:
        """Return the ids of those who do not wait for their daily digest."""
        statement = select(people.c.id).where(people.c.wants_mail_at_once.is_(True))
        return frozenset(self._connection.execute(statement).scalars())

    def set_mail_at_once(self, person_id: str, *, wanted: bool) -> None:
        """Store whether somebody wants every request by mail at once."""
        self._connection.execute(
            update(people).where(people.c.id == person_id).values(wants_mail_at_once=wanted)
        )

    def name_of(self, person_id: str) -> str:
        """Return somebody's name, or who they were to a person who no longer knows."""
        found = self._connection.execute(select(people.c.name).where(people.c.id == person_id)).scalar()
        return found or "jemand anderem"

    def grants_in(self, municipality_id: str) -> tuple[tuple[str, Grant], ...]:
        """Return person and grant of everything ever granted in a municipality, the oldest first."""
        found = self._connection.execute(
            select(grants)
            .where(grants.c.municipality_id == municipality_id)
            .order_by(grants.c.granted_at, grants.c.id)
        )
        return tuple((row.person_id, _grant(row)) for row in found)

    def grant_of(self, grant_id: str) -> tuple[str, Grant]:
        """Return one grant and whose it is. Raises NotFound."""
        row = self._connection.execute(select(grants).where(grants.c.id == grant_id)).one_or_none()
        if row is None:
            raise NotFound("Diese Rolle gibt es nicht.")
        return row.person_id, _grant(row)

    def _person(self, row: Any) -> Person:
        (found,) = self._people([row])
        return found

    def _people(self, rows: Sequence[Any]) -> tuple[Person, ...]:
        """Return people with their grants, whose are all read at once."""
        statement = (
            select(grants)
            .where(grants.c.person_id.in_([row.id for row in rows]), self._live)
            .order_by(grants.c.id)
        )
        held: dict[str, list[Grant]] = {}
        for found in self._connection.execute(statement):
            held.setdefault(found.person_id, []).append(_grant(found))
        return tuple(Person(row.id, row.name, row.email, tuple(held.get(row.id, ()))) for row in rows)


def _by_email(email: str) -> Any:
    return select(people).where(people.c.email == email.strip().lower())


def _grant(row: Any) -> Grant:
    return Grant(Role(row.role), row.municipality_id, row.venue_id, row.ends_at, row.id, row.deputy_of)
