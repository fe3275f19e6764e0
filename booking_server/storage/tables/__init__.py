"""The tables, one file a noun. Migrations build them; a test holds the two against each other."""

from booking_server.storage.tables.api import api_keys, credentials, door_outages, webhook_messages, webhooks
from booking_server.storage.tables.app import app_records, app_towns, disruptions
from booking_server.storage.tables.approval import (
    approval_decisions,
    approval_patience,
    approval_policies,
    approval_requests,
    digests,
)
from booking_server.storage.tables.base import metadata
from booking_server.storage.tables.bookings import (
    booking_changes,
    booking_spaces,
    bookings,
    helpers,
    idempotency_keys,
    occupancy,
)
from booking_server.storage.tables.bridges import bridges
from booking_server.storage.tables.clubs import club_halls, clubs
from booking_server.storage.tables.doors import (
    access_codes,
    certificates,
    door_alarms,
    door_codes,
    door_commands,
    door_enrolments,
    door_events,
    door_releases,
    door_sessions,
    door_snapshots,
    door_warnings,
    doors,
)
from booking_server.storage.tables.figures import door_absences, published_months, visit_counts
from booking_server.storage.tables.foreign import foreign_calendars, foreign_drafts, foreign_times
from booking_server.storage.tables.frame import feedback, town_facts
from booking_server.storage.tables.halls import (
    districts,
    elections,
    municipalities,
    room_versions,
    spaces,
    venues,
)
from booking_server.storage.tables.handover import defects, handover_photos, handover_protocols
from booking_server.storage.tables.holders import door_holder_codes, holder_codes
from booking_server.storage.tables.imports import imported_records
from booking_server.storage.tables.ledger import audit, outbox
from booking_server.storage.tables.lora import lora_bridges, lora_doors, lora_revocations
from booking_server.storage.tables.messages import desk_messages
from booking_server.storage.tables.money import (
    bank_entries,
    deposit_moves,
    deposits,
    invoice_dates,
    invoice_numbers,
    invoices,
    payees,
    payments,
    statement_drafts,
)
from booking_server.storage.tables.operation import worker_signs
from booking_server.storage.tables.people import (
    feed_links,
    grants,
    passkey_challenges,
    passkeys,
    people,
    sessions,
    sign_in_links,
)
from booking_server.storage.tables.retention import (
    audit_texts,
    door_counts,
    door_journal_anchors,
    privacy_links,
    retention_proofs,
)
from booking_server.storage.tables.series import plan_drafts, series, series_dates
from booking_server.storage.tables.tariffs import (
    booking_quotes,
    tariff_halls,
    tariff_schedules,
    tariff_versions,
)
from booking_server.storage.tables.waiting import displacements, form_holds, waiting

__all__ = [
    "access_codes",
    "api_keys",
    "app_records",
    "app_towns",
    "approval_decisions",
    "approval_patience",
    "approval_policies",
    "approval_requests",
    "audit",
    "audit_texts",
    "bank_entries",
    "booking_changes",
    "booking_quotes",
    "booking_spaces",
    "bookings",
    "bridges",
    "certificates",
    "club_halls",
    "clubs",
    "credentials",
    "defects",
    "deposit_moves",
    "deposits",
    "desk_messages",
    "digests",
    "displacements",
    "disruptions",
    "districts",
    "door_absences",
    "door_alarms",
    "door_codes",
    "door_commands",
    "door_counts",
    "door_enrolments",
    "door_events",
    "door_holder_codes",
    "door_journal_anchors",
    "door_outages",
    "door_releases",
    "door_sessions",
    "door_snapshots",
    "door_warnings",
    "doors",
    "elections",
    "feed_links",
    "feedback",
    "foreign_calendars",
    "foreign_drafts",
    "foreign_times",
    "form_holds",
    "grants",
    "handover_photos",
    "handover_protocols",
    "helpers",
    "holder_codes",
    "idempotency_keys",
    "imported_records",
    "invoice_dates",
    "invoice_numbers",
    "invoices",
    "lora_bridges",
    "lora_doors",
    "lora_revocations",
    "metadata",
    "municipalities",
    "occupancy",
    "outbox",
    "passkey_challenges",
    "passkeys",
    "payees",
    "payments",
    "people",
    "plan_drafts",
    "privacy_links",
    "published_months",
    "retention_proofs",
    "room_versions",
    "series",
    "series_dates",
    "sessions",
    "sign_in_links",
    "spaces",
    "statement_drafts",
    "tariff_halls",
    "tariff_schedules",
    "tariff_versions",
    "town_facts",
    "venues",
    "visit_counts",
    "waiting",
    "webhook_messages",
    "webhooks",
    "worker_signs",
]
