"""Payees as rows, and the numbers their invoices bear."""

from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking_server.domain.money.payees import DepositWay, IssueWhen, Payee
from booking_server.storage.tables import invoice_numbers, invoices, payees
from booking_server.storage.tenancy import EVERY_TENANT


class Payees:
    """The account of every municipality."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_municipality(self, municipality_id: str) -> Payee | None:
        """Return a municipality's payee, or None where nobody entered one."""
        statement = select(payees).where(payees.c.municipality_id == municipality_id)
        row = self._connection.execute(statement).one_or_none()
        return _payee(row._mapping) if row else None

    def save(self, payee: Payee) -> None:
        """Store a municipality's payee, new or changed. Invoices written before keep what stood then."""
        row = payee_row(payee)
        changed = self._connection.execute(
            update(payees).where(payees.c.municipality_id == payee.municipality_id).values(row)
        )
        if changed.rowcount == 0:
            self._connection.execute(insert(payees).values(row))

    def prefix_is_taken(self, prefix: str, *, by_another_than: str) -> bool:
        """Whether another municipality's references begin alike; looks beyond a scope, as it must."""
        statement = select(payees.c.prefix).where(
            payees.c.prefix == prefix, payees.c.municipality_id != by_another_than
        )
        looking_everywhere = statement.execution_options(**EVERY_TENANT)
        return self._connection.execute(looking_everywhere).first() is not None

    def has_invoices(self, municipality_id: str) -> bool:
        """Whether a municipality ever wrote an invoice."""
        statement = select(invoices.c.id).where(invoices.c.municipality_id == municipality_id).limit(1)
        return self._connection.execute(statement).first() is not None

    def next_number(self, municipality_id: str, year: int) -> int:
        """Return the next invoice number of a year; others wait until this transaction ends.

        A transaction that fails gives its number back, so that none is ever left out.
        """
        insert_new = sqlite_insert if self._connection.dialect.name == "sqlite" else postgresql_insert
        self._connection.execute(
            insert_new(invoice_numbers)
            .values(municipality_id=municipality_id, year=year, last=0)
            .on_conflict_do_nothing()
        )
        mine = (invoice_numbers.c.municipality_id == municipality_id) & (invoice_numbers.c.year == year)
        self._connection.execute(update(invoice_numbers).where(mine).values(last=invoice_numbers.c.last + 1))
        return int(self._connection.execute(select(invoice_numbers.c.last).where(mine)).scalar_one())


def payee_row(payee: Payee) -> dict[str, Any]:
    """Return a payee as a row, or as a part of an invoice's document."""
    return {name: getattr(payee, name) for name in Payee.__dataclass_fields__}


def _payee(row: Any) -> Payee:
    return payee_from(dict(row))


def payee_from(row: dict[str, Any]) -> Payee:
    """Return the payee of a row or of an invoice's document."""
    return Payee(
        **{
            **row,
            "deposit_way": DepositWay(row["deposit_way"]),
            "issue_when": IssueWhen(row["issue_when"]),
        }
    )
