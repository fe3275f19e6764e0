"""The tenant gate: a unit of work with a scope reads and changes rows of its municipalities only.

Every statement of such a unit of work passes the gate before it runs and gets the filter here, in one
place: whoever forgets it in a repository forgets nothing. What the gate cannot see through, it refuses.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, event, or_
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update, UpdateBase
from sqlalchemy.sql.elements import (
    BindParameter,
    ColumnClause,
    ReleaseSavepointClause,
    RollbackToSavepointClause,
    SavepointClause,
    TextClause,
)
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    FromGrouping,
    Join,
    Lateral,
    Select,
    SelectBase,
    Subquery,
    TextualSelect,
)

from booking_server.storage.owners import (
    SHARED,
    WRITE_ONLY,
    BeyondScope,
    Scope,
    bare,
    belongs,
    may_be_changed,
    table_of,
)

EVERY_TENANT = {"every_tenant": True}
"""Execution option of the few statements that look beyond a scope; a test lists them."""

_DIALECT = DefaultDialect()
_COMPILER = _DIALECT.statement_compiler(_DIALECT, None)

SAVEPOINTS = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)


def limit(connection: Connection, scope: Scope) -> Callable[..., object]:
    """Hold every statement of this connection to `scope` from now on; return the listener that does."""

    def pass_gate(
        _connection: Connection, statement: Any, many: Any, one: Any, options: Any
    ) -> tuple[Any, Any, Any]:
        if not options.get("every_tenant"):
            statement = limited(statement, scope)
            if isinstance(statement, Insert | Update):
                _own_rows_only(statement, [*many, one] if one else list(many), scope)
        return statement, many, one

    event.listen(connection, "before_execute", pass_gate, retval=True)
    return pass_gate


def limited(statement: ClauseElement, scope: Scope) -> ClauseElement:
    """Return the statement with the tenant filter on every table it reads or changes, at every depth.

    Raises BeyondScope for what cannot be narrowed.
    """
    if isinstance(statement, SAVEPOINTS):
        return statement
    if not isinstance(statement, Select | UpdateBase) and not hasattr(statement, "selects"):
        raise BeyondScope(f"a {type(statement).__name__} cannot be held to a municipality")
    has_selects_within = _look_through(statement)
    if isinstance(statement, Insert):
        if has_selects_within:
            raise BeyondScope("a new row is given its values, it does not select them")
        return statement

    def narrow_select(inner: Any) -> None:
        for source, may_miss in _tables(_froms(inner)):
            own = belongs(source, scope)
            missing = [next(iter(source.primary_key)).is_(None)] if may_miss else []
            inner.where.non_generative(inner, or_(own, *missing))

    def narrow_change(inner: Any) -> None:
        if _froms_beside(inner):
            raise BeyondScope(f"a change of {inner.table} reads other tables beside it")
        inner.where.non_generative(inner, may_be_changed(inner.table, scope))

    visit: dict[str, Callable[[Any], None]] = {
        "select": narrow_select,
        "update": narrow_change,
        "delete": narrow_change,
    }
    if not has_selects_within:
        own: ClauseElement = statement._generate()  # type: ignore[attr-defined]
        visit[own.__visit_name__](own)  # a copy of all of it costs several times as much
        return own
    return visitors.cloned_traverse(statement, {}, visit)


def _look_through(statement: ClauseElement) -> bool:
    """Return whether other statements stand in this one. Raises BeyondScope where SQL is written by hand."""
    found = False
    for part in visitors.iterate(statement):
        if isinstance(part, TextClause | TextualSelect) or (
            isinstance(part, ColumnClause) and part.is_literal and part.name != "*"
        ):
            raise BeyondScope("what is written as text cannot be held to a municipality")
        if part is not statement and isinstance(part, SelectBase | UpdateBase):
            if isinstance(part, UpdateBase):
                raise BeyondScope("a change stands for itself, not in another statement")
            found = True
    return found


def _froms(statement: Select[Any]) -> Any:
    """Return what get_final_froms() does, which would first compile the whole statement to no purpose."""
    return statement._compile_state_factory(statement, _COMPILER)._get_display_froms()


def _froms_beside(statement: Update | Delete) -> Any:
    """Return what a change reads beside the table it changes: UPDATE ... FROM, DELETE ... USING."""
    state: Any = statement._compile_state_factory(statement, _COMPILER)
    return state._extra_froms


def _tables(sources: Any, *, may_miss: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield every table a FROM list names and whether its row may be missing (outer joins).

    The shared ones are left out; what is selected from a subquery was narrowed inside it.
    """
    for source in sources:
        if isinstance(source, Join):
            yield from _tables((source.left,), may_miss=may_miss or source.full)
            yield from _tables((source.right,), may_miss=may_miss or source.isouter or source.full)
        elif isinstance(source, FromGrouping):
            yield from _tables((source.element,), may_miss=may_miss)
        elif isinstance(source, Table | Alias) and isinstance(bare(source), Table):
            name = table_of(source).name
            if name in WRITE_ONLY:
                raise BeyondScope(f"{name} is the worker's")
            if name not in SHARED:
                yield source, may_miss
        elif not isinstance(bare(source), Subquery | CTE | Lateral):
            raise BeyondScope(f"nobody knows whose the rows of a {type(source).__name__} are")


def _own_rows_only(statement: Insert | Update, rows: list[Any], scope: Scope) -> None:
    """Refuse a row that is given to a foreign municipality."""
    values: Any = statement._values or {}
    several = [row for rows_ in statement._multi_values for row in rows_]
    for row in [*rows, values, *several]:
        if not isinstance(row, Mapping):
            raise BeyondScope("a new row names its columns")
        for column, value in row.items():
            owner = value.value if isinstance(value, BindParameter) else value
            if getattr(column, "key", column) == "municipality_id" and owner not in (None, *scope):
                raise BeyondScope(f"a row of {statement.table} was meant for a foreign municipality")
