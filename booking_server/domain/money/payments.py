"""Payments for invoices, as they were recorded."""

from dataclasses import dataclass
from datetime import date

from booking_server.domain.money.deposits import Way


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment for an invoice, never changed; less than nothing when money went back.

    `recorded_by` is a person's id, or the program's part that recorded it.
    """

    id: str
    municipality_id: str
    invoice_id: str
    cents: int
    way: Way
    paid_on: date
    recorded_by: str
    note: str = ""
    entry_key: str | None = None
