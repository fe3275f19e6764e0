"""Commands on their way through the door (protocol §5): the link files them, the door carries them out."""

import sqlite3
from dataclasses import dataclass

from lock_agent.contract.commands import Result

KEPT = 256
"""Command ids remembered; older ones died with their session."""


@dataclass(frozen=True, slots=True)
class Order:
    """A filed command: the signed bytes, and when they came (ms, monotonic)."""

    id: str
    at: int
    raw: bytes


def file(connection: sqlite3.Connection, order_id: str, raw: bytes, at: int) -> bool:
    """File a command; return whether its id was unseen."""
    cursor = connection.execute(
        "INSERT INTO orders (id, at, envelope, state) VALUES (?, ?, ?, 'new') ON CONFLICT (id) DO NOTHING",
        (order_id, at, raw),
    )
    connection.execute(
        "DELETE FROM orders WHERE state NOT IN ('new', 'accepted') AND id NOT IN (SELECT id FROM results)"
        " AND id NOT IN (SELECT id FROM orders ORDER BY at DESC LIMIT ?)",
        (KEPT,),
    )
    return cursor.rowcount == 1


def fresh(connection: sqlite3.Connection) -> list[Order]:
    """Return the commands nobody has looked at, oldest first."""
    rows = connection.execute("SELECT id, at, envelope FROM orders WHERE state = 'new' ORDER BY at")
    return [Order(order_id, at, bytes(raw)) for order_id, at, raw in rows]


def conclude(connection: sqlite3.Connection, result: Result) -> None:
    """Note what became of a command; the link has to tell it."""
    connection.execute("UPDATE orders SET state = ? WHERE id = ?", (result.state, result.id))
    connection.execute(
        "INSERT INTO results (id, state, reason) SELECT id, ?, ? FROM orders WHERE id = ?",
        (result.state, result.reason, result.id),
    )


def give_up(connection: sqlite3.Connection) -> int:
    """Fail the commands a killed door had begun: nobody knows whether the strike moved. Return how many."""
    begun = connection.execute("SELECT id FROM orders WHERE state = 'accepted'").fetchall()
    for (order_id,) in begun:
        conclude(connection, Result(order_id, "failed", "interrupted"))
    return len(begun)


def untold(connection: sqlite3.Connection) -> dict[int, Result]:
    """Return the results the server has not been told, by number, in order."""
    rows = connection.execute("SELECT number, id, state, reason FROM results ORDER BY number")
    return {number: Result(order_id, state, reason) for number, order_id, state, reason in rows}


def told(connection: sqlite3.Connection, number: int) -> None:
    """Forget a result: it was told."""
    connection.execute("DELETE FROM results WHERE number = ?", (number,))
