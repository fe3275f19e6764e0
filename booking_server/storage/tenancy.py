"""The tenant gate: a unit of work with a scope reads and changes rows of its municipalities only.

Every statement of such a unit of work passes the gate before it runs and gets the filter here, in one
place: whoever forgets it in a repository forgets nothing. How a table belongs to a municipality follows
from its columns: it names one, or it leads to a table that does. A table that belongs to nobody is
listed as SHARED; one that is neither is refused, and a test names it.
"""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, event, false, or_, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update, UpdateBase
from sqlalchemy.sql.elements import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause
from sqlalchemy.sql.selectable import Alias, Join, Select, SelectBase

from booking_server.storage.tables import grants, metadata

Scope = frozenset[str]
"""Ids of the municipalities whose rows may be seen and changed."""

SHARED = frozenset({"municipalities", "districts", "venues", "spaces", "occupancy"})
"""What every visitor may see anyway: where the halls are, and when they are taken."""

WRITE_ONLY = frozenset({"outbox", "retention_proofs", "privacy_links", "worker_signs"})
"""What belongs to the worker and to links: somebody in a scope may write it, never read it."""

EVERY_TENANT = {"every_tenant": True}
"""Execution option of the few statements that look beyond a scope; a test lists them."""

LEADS = {"venue_id": "venues", "door_id": "doors", "booking_id": "bookings", "person_id": "people"}
"""Columns that lead to an owner and the table they lead to, the most direct first."""


_DIALECT = DefaultDialect()
_COMPILER = _DIALECT.statement_compiler(_DIALECT, None)

SAVEPOINTS = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)


class BeyondScope(Exception):
    """A statement would have left its scope, or touches a table nobody knows the owner of."""


def limit(connection: Connection, scope: Scope) -> Callable[..., object]:
    """Hold every statement of this connection to `scope` from now on; return the listener that does."""

    def pass_gate(
        _connection: Connection, statement: Any, many: Any, one: Any, options: Any
    ) -> tuple[Any, Any, Any]:
        if not options.get("every_tenant"):
            statement = limited(statement, scope)
            if isinstance(statement, Insert):
                _own_rows_only(statement, [*many, one] if one else list(many), scope)
        return statement, many, one

    event.listen(connection, "before_execute", pass_gate, retval=True)
    return pass_gate


def limited(statement: ClauseElement, scope: Scope) -> ClauseElement:
    """Return the statement with the tenant filter on every table it reads or changes, at every depth."""
    if isinstance(statement, (Insert, *SAVEPOINTS)):
        return statement
    if not isinstance(statement, Select | Update | Delete) and not hasattr(statement, "selects"):
        raise BeyondScope(f"a {type(statement).__name__} cannot be held to a municipality")

    def narrow_select(inner: Any) -> None:
        for source, may_miss in _tables(_froms(inner)):
            own = belongs(source, scope)
            missing = [next(iter(source.primary_key)).is_(None)] if may_miss else []
            inner.where.non_generative(inner, or_(own, *missing))

    def narrow_change(inner: Any) -> None:
        if inner.table.name not in SHARED:
            inner.where.non_generative(inner, belongs(inner.table, scope))

    visit: dict[str, Callable[[Any], None]] = {
        "select": narrow_select,
        "update": narrow_change,
        "delete": narrow_change,
    }
    if _has_no_selects_within(statement):  # a copy of all of it costs several times as much
        own: ClauseElement = statement._generate()  # type: ignore[attr-defined]
        visit[own.__visit_name__](own)
        return own
    return visitors.cloned_traverse(statement, {}, visit)


def belongs(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Return the condition under which a row of `source` belongs to `scope`."""
    return _of_a_table(source, scope) if isinstance(source, Table) else _condition(source, scope)


@lru_cache(maxsize=1024)
def _of_a_table(table: Table, scope: Scope) -> ColumnElement[bool]:
    return _condition(table, scope)


def _condition(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    table = _table(source)
    if table is grants or "municipality_id" in table.c:
        return _in_scope(source, scope)
    if table.name == "people":
        staff = select(grants.c.person_id).where(belongs(grants, scope))
        return source.c.id.in_(staff)
    column, owner = _way(table)
    lead = _lead(owner)  # asked row by row: a list of all owners grows with everything that is stored
    found = select(lead.c.id).where(lead.c.id == source.c[column], _owned(lead, scope))
    return found.correlate(source).exists()


def owner_is_known(table: Table) -> bool:
    """Whether the gate knows how a table's rows belong to a municipality."""
    return "municipality_id" in table.c or table.name == "people" or _found_way(table) is not None


def _owned(owner: FromClause, scope: Scope) -> ColumnElement[bool]:
    if _table(owner).name == "venues":  # shared to look at, but it tells whose its bookings are
        return _in_scope(owner, scope)
    return belongs(owner, scope)


def _in_scope(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    """No IN with a list: that cannot be run many times over with different values."""
    return or_(false(), *(source.c.municipality_id == one for one in sorted(scope)))


@cache
def _lead(owner: Table) -> FromClause:
    """One alias of a table serves every statement: each asks it in a subquery of its own."""
    return owner.alias()


def _has_no_selects_within(statement: Any) -> bool:
    if not isinstance(statement, Select | Update | Delete):
        return False
    parts = visitors.iterate(statement)
    return not any(isinstance(part, SelectBase | UpdateBase) for part in parts if part is not statement)


def _way(table: Table) -> tuple[str, Table]:
    found = _found_way(table)
    if found is None:
        raise BeyondScope(f"nobody knows which municipality a row of {table.name} belongs to")
    return found


@cache
def _found_way(table: Table) -> tuple[str, Table] | None:
    """Return the column that leads to an owner, and the owner's table."""
    named = [column for column in LEADS if column in table.c]
    for column in sorted(named, key=lambda name: bool(table.c[name].nullable)):
        return column, metadata.tables[LEADS[column]]
    for key in table.foreign_keys:
        owner = key.column.table
        if owner is not table and owner.name not in SHARED and key.column.name == "id":
            return key.parent.name, owner
    return None


def _froms(statement: Select[Any]) -> Any:
    """Return what get_final_froms() does, which would first compile the whole statement to no purpose."""
    return statement._compile_state_factory(statement, _COMPILER)._get_display_froms()


def _tables(sources: Any, *, may_miss: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield every table a FROM list names and whether its row may be missing (outer joins).

    The shared ones are left out; what is selected from a subquery was narrowed inside it.
    """
    for source in sources:
        if isinstance(source, Join):
            yield from _tables((source.left,), may_miss=may_miss or source.full)
            yield from _tables((source.right,), may_miss=may_miss or source.isouter or source.full)
        elif isinstance(source, Table | Alias) and isinstance(_bare(source), Table):
            name = _table(source).name
            if name in WRITE_ONLY:
                raise BeyondScope(f"{name} is the worker's")
            if name not in SHARED:
                yield source, may_miss


def _bare(source: FromClause) -> FromClause:
    return _bare(source.element) if isinstance(source, Alias) else source


def _table(source: FromClause) -> Table:
    table = _bare(source)
    if not isinstance(table, Table):
        raise BeyondScope("a statement reads from something that is no table")
    return table


def _own_rows_only(statement: Insert, rows: list[Any], scope: Scope) -> None:
    """Refuse a new row that names a foreign municipality."""
    compiled = statement.compile().params if statement._values else {}
    for row in [*rows, compiled]:
        owner = row.get("municipality_id") if hasattr(row, "get") else None
        if owner is not None and owner not in scope:
            raise BeyondScope(f"a row of {statement.table} was meant for a foreign municipality")
