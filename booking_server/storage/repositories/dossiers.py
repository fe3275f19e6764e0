"""Finding everything held about one person, table by table, from the tables themselves.

Whoever adds a table that names a booking, a person or an e-mail address adds it to every dossier.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    true,
)

from booking_server.domain.privacy import Dossier, Identity, Rows, plain_phone
from booking_server.storage.owners import WRITE_ONLY
from booking_server.storage.tables import (
    access_codes,
    bookings,
    clubs,
    door_events,
    feedback,
    grants,
    helpers,
    metadata,
    people,
    series,
)
from booking_server.storage.tenancy import EVERY_TENANT

ROOTS: dict[Table, str] = {
    **{table: "organizer_" for table in metadata.sorted_tables if "organizer_email" in table.c},
    clubs: "contact_",
    feedback: "sender_",
    helpers: "",
    people: "",
}
"""Where a person is named, and how the columns for name, e-mail and phone begin there."""

NOT_TOLD = frozenset(
    {
        "id_hash",
        "browser_hash",
        "code_hash",
        "hash",
        "prev_hash",
        "request_hash",
        "key",
        "salt",
        "pin_fingerprint",
    }
)
"""Columns that are secrets or tell nothing."""

LEADS = {bookings: "booking_id", people: "person_id", series: "series_id"}
LEFT_OUT = WRITE_ONLY | {"occupancy", "door_codes", "booking_spaces"}
_PUNCTUATION = (" ", "-", "/", "(", ")", ".")


class Dossiers:
    """Everything about somebody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def about(self, identity: Identity) -> Dossier:
        """Return what is held about somebody, within the scope of the unit of work."""
        found: dict[str, Rows] = {}
        ids: dict[Table, tuple[str, ...]] = {}
        for table, prefix in ROOTS.items():
            rows = self._rows(table, _names(table, prefix, identity))
            found[table.name] = rows
            ids[table] = tuple(row["id"] for row in rows)
        for owner, column in LEADS.items():
            for table in _leading_to(column):
                more = self._rows(table, table.c[column].in_(ids[owner])) if ids[owner] else ()
                found[table.name] = _joined(found.get(table.name, ()), more)
        invoiced = tuple(row["id"] for row in found.get("invoices", ()))
        for table in _leading_to("invoice_id") if invoiced else ():
            found[table.name] = self._rows(table, table.c.invoice_id.in_(invoiced))
        given = self._rows(access_codes, access_codes.c.helper_id.in_(ids[helpers])) if ids[helpers] else ()
        found[access_codes.name] = _joined(found.get(access_codes.name, ()), given)
        held = [row["id"] for row in (*found.get("holder_codes", ()), *given)]
        entered = self._rows(door_events, door_events.c.cred_ref.in_(held)) if held else ()
        found[door_events.name] = _joined(found.get(door_events.name, ()), entered)
        texts = metadata.tables["audit_texts"]
        subjects = ids[bookings] + ids[series]
        found[texts.name] = self._rows(texts, texts.c.subject.in_(subjects)) if subjects else ()
        return Dossier(
            identity=identity,
            tables={name: rows for name, rows in found.items() if rows},
            bookings=ids[bookings],
            series=ids[series],
            people=ids[people],
            clubs=ids[clubs],
        )

    def delete_wishes(self, dossier: Dossier) -> None:
        """Delete what named somebody and is no booking: a place on a waiting list, for one."""
        for table in ROOTS:
            rows = dossier.tables.get(table.name, ())
            if table not in (bookings, series, clubs, people, helpers) and rows:
                ids = [row["id"] for row in rows]
                self._connection.execute(delete(table).where(table.c.id.in_(ids)))

    def has_live_role(self, person_ids: Sequence[str], now: Any) -> bool:
        """Whether one of these people still has a role, in whatever municipality."""
        statement = select(func.count()).where(
            grants.c.person_id.in_(person_ids), or_(grants.c.ends_at.is_(None), grants.c.ends_at > now)
        )
        found = self._connection.execute(statement.execution_options(**EVERY_TENANT))
        return bool(person_ids) and found.scalar_one() > 0

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> Rows:
        told = [c for c in table.c if not isinstance(c.type, LargeBinary) and c.name not in NOT_TOLD]
        statement = select(*told).where(condition).order_by(*table.primary_key.columns)
        return tuple(dict(row._mapping) for row in self._connection.execute(statement))


def _names(table: Table, prefix: str, identity: Identity) -> ColumnElement[bool]:
    """Return the condition under which a row names somebody; a name alone, of what was picked."""
    name = " ".join(identity.name.split()).lower()
    has_name = func.lower(table.c[f"{prefix}name"]) == name
    if not identity.has_contact:
        return and_(has_name, _is_picked(table, identity.picked)) if name else false()
    contact = _has_contact(table, prefix, identity)
    return and_(contact, has_name) if name else contact


def _is_picked(table: Table, picked: Sequence[str]) -> ColumnElement[bool]:
    """Nothing picked is everything; a series is picked with its dates."""
    if not picked:
        return true()
    by_series = table.c.series_id.in_(picked) if "series_id" in table.c else false()
    return or_(table.c.id.in_(picked), by_series)


def _has_contact(table: Table, prefix: str, identity: Identity) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if email := identity.email.strip().lower():
        conditions.append(func.lower(table.c[f"{prefix}email"]) == email)
    if (phone := plain_phone(identity.phone)) and f"{prefix}phone" in table.c:
        stored: Any = table.c[f"{prefix}phone"]
        for sign in _PUNCTUATION:
            stored = func.replace(stored, sign, "")
        conditions.append(stored.in_([phone, f"+49{phone[1:]}", f"0049{phone[1:]}"]))
    return or_(false(), *conditions)


def _leading_to(column: str) -> list[Table]:
    return [t for t in metadata.sorted_tables if column in t.c and t.name not in LEFT_OUT]


def _joined(first: Rows, second: Rows) -> Rows:
    known = [repr(row) for row in first]
    return first + tuple(row for row in second if repr(row) not in known)
