"""A house in which everything works as ever and nothing is kept: each request plays on the same stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, event

from booking_server.services.foundation.house import House
from booking_server.storage.database import translated
from booking_server.storage.owners import Scope
from booking_server.storage.tenancy import limit
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass
class Stage:
    """One connection for everything; `scopes` notes in which scope each transaction of a request ran."""

    connection: Connection
    scopes: list[Scope | None] = field(default_factory=list)

    @contextmanager
    def one_request(self) -> Iterator[list[Scope | None]]:
        """Let a request see what it commits itself, and forget it afterwards."""
        self.scopes.clear()
        before = self.connection.begin_nested()
        try:
            yield self.scopes
        finally:
            before.rollback()


@dataclass(frozen=True)
class Rehearsal(House):
    """A house whose commits last until the request is over."""

    stage: Stage | None = None

    def unit_of_work(self):  # type: ignore[no-untyped-def]
        return self._play()

    def reading(self):  # type: ignore[no-untyped-def]
        return self._play()

    @contextmanager
    def _play(self) -> Iterator[UnitOfWork]:
        assert self.stage is not None
        connection = self.stage.connection
        self.stage.scopes.append(self.scope)
        kept = connection.begin_nested()
        gate = limit(connection, self.scope) if self.scope is not None else None
        uow = UnitOfWork(connection, self.clock())
        uow.commit = lambda: (uow.audit.write(), kept.commit())  # type: ignore[assignment,func-returns-value]
        try:
            with translated():
                yield uow
        finally:
            if gate is not None:
                event.remove(connection, "before_execute", gate)
            if kept.is_active:
                kept.rollback()


@contextmanager
def rehearsing(house: House) -> Iterator[Rehearsal]:
    """Yield the house as a rehearsal over one write transaction that is rolled back at the end."""
    with house.database.writing() as connection:
        values = {name: getattr(house, name) for name in House.__dataclass_fields__}
        yield Rehearsal(**values, stage=Stage(connection))
