"""What the database itself makes impossible, by name.

A table rebuilt by hand or a backup that was brought back in part works without its walls, and nobody
notices until two bookings overlap: so the programs look for them when they start.
"""

from sqlalchemy import Connection

ON_BOTH = frozenset(
    {
        "occupancy_is_never_changed",
        "audit_is_never_changed",
        "deposit_moves_are_never_changed",
        "handover_protocols_are_never_changed",
        "invoices_are_never_changed",
        "payments_are_never_changed",
    }
)
WALLS = {
    "sqlite": ON_BOTH | {"occupancy_may_not_overlap", "audit_is_never_removed"},
    "postgresql": ON_BOTH | {"ex_occupancy_may_not_overlap", "audit_is_never_emptied"},
}
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT conname FROM pg_constraint
        WHERE contype = 'x' AND connamespace = current_schema()::regnamespace
        UNION
        SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace
    """,
}


def standing(connection: Connection) -> frozenset[str]:
    """Return the names of the walls that stand."""
    return frozenset(connection.exec_driver_sql(_STANDING[connection.dialect.name]).scalars())


def missing(connection: Connection) -> tuple[str, ...]:
    """Return the names of those that ought to stand and do not."""
    return tuple(sorted(WALLS[connection.dialect.name] - standing(connection)))
