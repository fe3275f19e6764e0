"""A dossier as a file: JSON for programs, a page and a table for people, packed together."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from booking_server.domain.privacy import Dossier
from booking_server.domain.retention import TABLE
from booking_server.notices.paper import fill
from calendars.local_time import say_date, say_moment

TABLE_WORDS = {
    "bookings": "Buchungen und Anfragen",
    "helpers": "Helferinnen und Helfer Ihrer Buchungen",
    "booking_changes": "Wie Ihre Buchungen vor Änderungen waren",
    "series": "Serien",
    "series_dates": "Termine von Serien",
    "people": "Zugang zum Schreibtisch",
    "grants": "Rollen",
    "sessions": "Anmeldungen",
    "sign_in_links": "Anmelde-Links",
    "passkeys": "Passkeys",
    "passkey_challenges": "Begonnene Anmeldungen mit Passkey",
    "feed_links": "Kalender-Links",
    "clubs": "Vereine, für die Sie Ansprechperson sind",
    "feedback": "Rückmeldungen zur Barrierefreiheit",
    "desk_messages": "Nachrichten des Schreibtischs",
    "access_codes": "Tür-Codes (ohne die Ziffern)",
    "holder_codes": "Dauer-Codes (ohne die Ziffern)",
    "door_events": "Tür-Protokoll",
    "invoices": "Rechnungen",
    "payments": "Zahlungen",
    "deposits": "Kautionen",
    "deposit_moves": "Bewegungen von Kautionen",
    "booking_quotes": "Preise Ihrer Buchungen",
    "audit_texts": "Begründungen zu Ihren Buchungen",
    "idempotency_keys": "Abgesendete Formulare",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
BOOKING_COLUMNS = (
    "id", "status", "starts_at", "ends_at", "persons", "occasion", "organizer_name", "organizer_email",
    "organizer_phone", "organizer_postcode", "public_title", "created_at",
)  # fmt: skip


def pack(dossier: Dossier, made_at: datetime) -> bytes:
    """Return the dossier as a ZIP: `auskunft.json`, `auskunft.html`, `buchungen.csv`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("auskunft.json", _as_json(dossier, made_at))
        archive.writestr("auskunft.html", _as_page(dossier, made_at))
        archive.writestr("buchungen.csv", _as_table(dossier.tables.get("bookings", ())))
    return packed.getvalue()


def _as_json(dossier: Dossier, made_at: datetime) -> str:
    told = {"made_at": made_at, "asked_for": _asked_for(dossier), "tables": dossier.tables}
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain)


def _as_page(dossier: Dossier, made_at: datetime) -> str:
    tables = [
        (TABLE_WORDS.get(name, name), [[(key, say(value)) for key, value in row.items()] for row in rows])
        for name, rows in dossier.tables.items()
    ]
    terms = [(entry.what, entry.term, entry.since) for entry in TABLE]
    return fill(
        "dossier.html",
        title="Auskunft über Ihre Daten",
        made_at=made_at,
        asked_for=_asked_for(dossier),
        tables=tables,
        terms=terms,
    )


def _as_table(rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(BOOKING_COLUMNS)
    for row in rows:
        writer.writerow([harmless(say(row.get(name))) for name in BOOKING_COLUMNS])
    return "\ufeff" + out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def say(value: Any) -> str:
    """Return a stored value as a person reads it."""
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return "" if value is None else str(value)


def _asked_for(dossier: Dossier) -> str:
    identity = dossier.identity
    return ", ".join(one for one in (identity.email, identity.phone, identity.name) if one)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
