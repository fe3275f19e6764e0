"""Whose a row is: how each table leads to the municipality it belongs to.

It names one, or it leads to a table that does. A table that belongs to nobody is listed as SHARED; one that
is neither is refused, and a test names it.
"""

from functools import cache, lru_cache

from sqlalchemy import ColumnElement, FromClause, Table, false, or_, select
from sqlalchemy.sql.selectable import Alias

from booking_server.storage.tables import grants, metadata

Scope = frozenset[str]
"""Ids of the municipalities whose rows may be seen and changed."""

SHARED = frozenset({"municipalities", "districts", "venues", "spaces", "occupancy"})
"""What every visitor may see anyway: where the halls are, and when they are taken."""

WRITE_ONLY = frozenset({"outbox", "retention_proofs", "privacy_links", "worker_signs"})
"""What belongs to the worker and to links: somebody in a scope may write it, never read it."""

LEADS = {"venue_id": "venues", "door_id": "doors", "booking_id": "bookings", "person_id": "people"}
"""Columns that lead to an owner and the table they lead to, the most direct first."""


class BeyondScope(Exception):
    """A statement would have left its scope, or touches a table nobody knows the owner of."""


def belongs(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Return the condition under which a row of `source` belongs to `scope`."""
    return _of_a_table(source, scope) if isinstance(source, Table) else _condition(source, scope)


@lru_cache(maxsize=1024)
def _of_a_table(table: Table, scope: Scope) -> ColumnElement[bool]:
    return _condition(table, scope)


def _condition(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    table = table_of(source)
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


def may_be_changed(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Return the condition under which `scope` may change a row; what all may see is somebody's too."""
    if table_of(source).name == "municipalities":
        return or_(false(), *(source.c.id == one for one in sorted(scope)))
    return belongs(source, scope)


def _owned(owner: FromClause, scope: Scope) -> ColumnElement[bool]:
    if table_of(owner).name == "venues":  # shared to look at, but it tells whose its bookings are
        return _in_scope(owner, scope)
    return belongs(owner, scope)


def _in_scope(source: FromClause, scope: Scope) -> ColumnElement[bool]:
    """No IN with a list: that cannot be run many times over with different values."""
    return or_(false(), *(source.c.municipality_id == one for one in sorted(scope)))


@cache
def _lead(owner: Table) -> FromClause:
    """One alias of a table serves every statement: each asks it in a subquery of its own."""
    return owner.alias()


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


def bare(source: FromClause) -> FromClause:
    """Return what an alias stands for."""
    return bare(source.element) if isinstance(source, Alias) else source


def table_of(source: FromClause) -> Table:
    """Return the table behind an alias. Raises BeyondScope for what is no table."""
    table = bare(source)
    if not isinstance(table, Table):
        raise BeyondScope("a statement reads from something that is no table")
    return table
