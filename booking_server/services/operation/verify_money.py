"""What must always hold of money in a database. Steps of the oracle."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import func, select

from booking_server.domain.money.payment_reference import is_valid
from booking_server.storage.tables import deposit_moves, deposits, invoice_numbers, invoices
from booking_server.storage.unit_of_work import UnitOfWork


def invoices_are_whole(uow: UnitOfWork) -> Iterator[str]:
    """Yield invoices with a gap before them, a wrong reference, or a total its lines do not make."""
    counters = uow.connection.execute(select(invoice_numbers))
    last = {(row.municipality_id, row.year): row.last for row in counters}
    ordered = select(invoices).order_by(invoices.c.municipality_id, invoices.c.year, invoices.c.number)
    rows = uow.connection.execute(ordered).all()
    known = {row.id: row for row in rows}
    for key, group in groupby(rows, key=lambda row: (row.municipality_id, row.year)):
        numbers = [row.number for row in group]  # the oldest may be gone: the law lets them go by age
        if numbers != list(range(numbers[0], last.get(key, 0) + 1)):
            yield f"money: the invoices of {key[0]} in {key[1]} are numbered with gaps"
    for row in rows:
        if not is_valid(row.reference):
            yield f"money: invoice {row.id} has a wrong payment reference"
        if row.total_cents != sum(line["cents"] for line in row.document["lines"]):
            yield f"money: the lines of invoice {row.id} do not make its total"
        taken = known.get(row.cancels_id) if row.cancels_id else None
        if row.cancels_id and (taken is None or taken.total_cents != -row.total_cents):
            yield f"money: invoice {row.id} does not take back what it names"


def deposits_are_not_spent_twice(uow: UnitOfWork) -> Iterator[str]:
    """Yield deposits of which more went out than came in."""
    came = func.sum(deposit_moves.c.cents).filter(deposit_moves.c.kind == "received")
    went = func.sum(deposit_moves.c.cents).filter(deposit_moves.c.kind != "received")
    statement = (
        select(deposits.c.booking_id)
        .join(deposit_moves, deposit_moves.c.booking_id == deposits.c.booking_id)
        .group_by(deposits.c.booking_id)
        .having(func.coalesce(went, 0) > func.coalesce(came, 0))
    )
    for booking_id in uow.connection.execute(statement).scalars():
        yield f"money: more of the deposit of booking {booking_id} went out than came in"
