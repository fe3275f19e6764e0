"""Payments and deposits as rows, and what was taken from bank statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select, update

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.money.deposits import Deposit, DepositMove, MoveKind, Way
from booking_server.domain.money.payments import Payment
from booking_server.storage.tables import bank_entries, bookings, deposit_moves, deposits, payments

_IS_RECEIVED = deposit_moves.c.kind == MoveKind.RECEIVED.value


class Payments:
    """Rows are only ever added; a mistake is taken back by a row of its own."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, payment: Payment) -> None:
        """Store a payment for good."""
        row = {name: getattr(payment, name) for name in Payment.__dataclass_fields__}
        self._connection.execute(
            insert(payments).values({**row, "way": payment.way.value, "recorded_at": self._now})
        )

    def of_invoice(self, invoice_id: str) -> tuple[Payment, ...]:
        """Return the payments for an invoice in the order they were recorded."""
        statement = select(payments).where(payments.c.invoice_id == invoice_id)
        rows = self._connection.execute(statement.order_by(payments.c.recorded_at, payments.c.id))
        return tuple(_payment(row) for row in rows)

    def find(self, payment_id: str) -> Payment | None:
        """Return one payment, or None."""
        row = self._connection.execute(select(payments).where(payments.c.id == payment_id)).one_or_none()
        return _payment(row) if row else None

    def sums(self, invoice_ids: Sequence[str]) -> dict[str, tuple[int, date]]:
        """Return for every invoice that was paid for the cents and the day of the last payment."""
        statement = (
            select(payments.c.invoice_id, func.sum(payments.c.cents), func.max(payments.c.paid_on))
            .where(payments.c.invoice_id.in_(invoice_ids))
            .group_by(payments.c.invoice_id)
        )
        return {key: (int(cents), day) for key, cents, day in self._connection.execute(statement)}

    def from_deposits(self, invoice_ids: Sequence[str]) -> dict[str, int]:
        """Return for every invoice that a deposit paid for the cents of it."""
        statement = (
            select(payments.c.invoice_id, func.sum(payments.c.cents))
            .where(payments.c.invoice_id.in_(invoice_ids), payments.c.way == Way.DEPOSIT.value)
            .group_by(payments.c.invoice_id)
        )
        return {key: int(cents) for key, cents in self._connection.execute(statement)}

    def known_entries(self, municipality_id: str, keys: Sequence[str]) -> frozenset[str]:
        """Return which transfers of a bank statement were recorded before."""
        statement = select(bank_entries.c.entry_key).where(
            bank_entries.c.municipality_id == municipality_id, bank_entries.c.entry_key.in_(keys)
        )
        return frozenset(self._connection.execute(statement).scalars())

    def remember_entry(self, municipality_id: str, key: str) -> None:
        """Note that a transfer was recorded. The database refuses a second time."""
        self._connection.execute(
            insert(bank_entries).values(municipality_id=municipality_id, entry_key=key, imported_at=self._now)
        )


class Deposits:
    """What was asked for, and every step of it."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, deposit: Deposit) -> None:
        """Store a deposit somebody will have to pay."""
        row = {name: getattr(deposit, name) for name in Deposit.__dataclass_fields__ if name != "moves"}
        self._connection.execute(insert(deposits).values(row))

    def put_off(self, booking_id: str, due_on: date) -> None:
        """Ask for a deposit by another day, because its booking was moved."""
        mine = deposits.c.booking_id == booking_id
        self._connection.execute(update(deposits).where(mine).values(due_on=due_on))

    def has_move(self, move_id: str) -> bool:
        """Whether a step was stored before."""
        statement = select(deposit_moves.c.id).where(deposit_moves.c.id == move_id)
        return self._connection.execute(statement).first() is not None

    def add_move(
        self, move_id: str, booking_id: str, move: DepositMove, entry_key: str | None = None
    ) -> None:
        """Store one step for good."""
        row = {name: getattr(move, name) for name in DepositMove.__dataclass_fields__}
        self._connection.execute(
            insert(deposit_moves).values(
                {
                    **row,
                    "id": move_id,
                    "booking_id": booking_id,
                    "kind": move.kind.value,
                    "way": move.way.value,
                    "recorded_at": self._now,
                    "entry_key": entry_key,
                }
            )
        )

    def of_booking(self, booking_id: str) -> Deposit | None:
        """Return a booking's deposit with its steps, or None where none is asked for."""
        return self.of_bookings([booking_id]).get(booking_id)

    def of_bookings(self, booking_ids: Sequence[str]) -> dict[str, Deposit]:
        """Return the deposits of several bookings by booking."""
        return self._all(deposits.c.booking_id.in_(booking_ids))

    def awaiting(self, venue_ids: Sequence[str]) -> dict[str, Deposit]:
        """Return the deposits of some halls that are held, or still to come for a confirmed booking."""
        moved = (
            select(
                deposit_moves.c.booking_id,
                func.sum(case((_IS_RECEIVED, deposit_moves.c.cents), else_=0)).label("received"),
                func.sum(case((_IS_RECEIVED, deposit_moves.c.cents), else_=-deposit_moves.c.cents)).label(
                    "held"
                ),
            )
            .group_by(deposit_moves.c.booking_id)
            .subquery()
        )
        missing = (func.coalesce(moved.c.received, 0) < deposits.c.cents) & (
            bookings.c.status == BookingStatus.CONFIRMED.value
        )
        statement = (
            select(deposits.c.booking_id)
            .join(bookings, bookings.c.id == deposits.c.booking_id)
            .outerjoin(moved, moved.c.booking_id == deposits.c.booking_id)
            .where(deposits.c.venue_id.in_(venue_ids), missing | (func.coalesce(moved.c.held, 0) != 0))
            .order_by(deposits.c.due_on)
            .limit(500)
        )
        return self.of_bookings(list(self._connection.execute(statement).scalars()))

    def _all(self, which: Any) -> dict[str, Deposit]:
        rows = self._connection.execute(select(deposits).where(which).order_by(deposits.c.due_on)).all()
        joined = deposit_moves.join(deposits, deposits.c.booking_id == deposit_moves.c.booking_id)
        statement = select(deposit_moves).select_from(joined).where(which)
        moves: dict[str, list[DepositMove]] = defaultdict(list)
        for row in self._connection.execute(
            statement.order_by(deposit_moves.c.recorded_at, deposit_moves.c.kind, deposit_moves.c.id)
        ):
            moves[row.booking_id].append(_move(row))
        return {row.booking_id: Deposit(**row._mapping, moves=tuple(moves[row.booking_id])) for row in rows}


def _payment(row: Row[Any]) -> Payment:
    values = {name: getattr(row, name) for name in Payment.__dataclass_fields__}
    return Payment(**{**values, "way": Way(row.way)})


def _move(row: Row[Any]) -> DepositMove:
    return DepositMove(MoveKind(row.kind), row.cents, Way(row.way), row.moved_on, row.recorded_by, row.reason)
