"""How long which data is kept: one table. The nightly job, the oracle and the privacy pages all read it.

Terms marked "Gemeinde" are decided by the municipality within the law; these are the defaults. Invoices:
§ 147 AO with Art. 97 § 19a EGAO keeps vouchers eight years from the end of the year; a municipality's
own cash regulation may keep them longer, so ten years are kept here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars import local_time

GONE = "Angaben gelöscht"
"""What stands where somebody's name and occasion stood."""

GRACE = timedelta(days=1)
"""By how much the job may be late before the oracle calls it a violation."""

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DataClass:
    """One kind of data with its term.

    `kept` is counted from what `since` says; `years` instead is in full calendar years after the one in
    which it arose. `then` says what the job does; `tables` are what it is stored in.
    """

    code: str
    what: str
    since: str
    then: str
    tables: tuple[str, ...]
    kept: timedelta | None = None
    years: int | None = None

    @property
    def term(self) -> str:
        """The term in words: "90 Tage", "1 Jahr", "10 Jahre ab Ende des Jahres"."""
        if self.years is not None:
            return f"{self.years} Jahre ab Ende des Jahres"
        if self.kept is None:
            return "ohne Frist"
        if self.kept % A_YEAR == timedelta():
            years = self.kept // A_YEAR
            return "1 Jahr" if years == 1 else f"{years} Jahre"
        return f"{self.kept.days} Tage"

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the moment before which this data's time is up; None when it never is."""
        if self.years is not None:
            return local_time.year(local_time.local_date(now).year - self.years).start
        return now - self.kept if self.kept is not None else None


TABLE: tuple[DataClass, ...] = (
    DataClass(
        "requests",
        "Anfragen ohne Buchung: abgelehnt, storniert, verfallen",
        "seit der Absage",
        "Name, Kontakt und Anlass werden gelöscht",
        ("bookings",),
        timedelta(days=180),
    ),
    DataClass(
        "bookings",
        "Buchungen: Name, Kontakt, Postleitzahl, Anlass; Protokolle und Fotos von Übergabe und Rückgabe",
        "seit dem Ende der Nutzung",
        "Name, Kontakt, Anlass, Protokolle und Fotos werden gelöscht; Zeit, Räume und Personenzahl bleiben,"
        " und ohne Namen, was am Haus noch zu reparieren ist",
        (
            "bookings",
            "booking_changes",
            "booking_spaces",
            "occupancy",
            "access_codes",
            "door_codes",
            "door_warnings",
            "approval_requests",
            "approval_decisions",
            "handover_protocols",
            "handover_photos",
            "defects",
        ),
        A_YEAR,
    ),
    DataClass(
        "helpers",
        "Helferinnen und Helfer einer Buchung: wofür sie kommen, E-Mail",
        "seit dem Ende der Nutzung",
        "Bezeichnung und E-Mail werden gelöscht",
        ("helpers",),
        timedelta(days=30),
    ),
    DataClass(
        "photos",
        "Fotos einer Übergabe, die in keinem Protokoll stehen",
        "seit dem Hochladen",
        "das Foto wird gelöscht",
        ("handover_photos",),
        timedelta(days=2),
    ),
    DataClass(
        "series",
        "Serien: Name und Kontakt",
        "seit dem letzten Termin",
        "Name, Kontakt und Anlass werden gelöscht",
        ("series", "series_dates"),
        A_YEAR,
    ),
    DataClass(
        "series_requests",
        "Serien ohne Zusage: abgelehnt, storniert, verfallen",
        "seit der letzten Absage",
        "Name, Kontakt und Anlass werden gelöscht",
        ("series", "series_dates"),
        timedelta(days=180),
    ),
    DataClass(
        "waiting",
        "Warteliste: Name, Kontakt, Anlass",
        "seit der gewünschten Zeit",
        "der Wunsch wird gelöscht",
        ("waiting",),
        timedelta(days=30),
    ),
    DataClass(
        "feedback",
        "Rückmeldungen zur Barrierefreiheit: Ihr Text, auf Wunsch Name und E-Mail-Adresse",
        "seit dem Absenden",
        "sie werden gelöscht",
        ("feedback",),
        timedelta(days=180),
    ),
    DataClass(
        "messages",
        "Nachrichten der Menschen, die Häuser betreuen, an Veranstaltende: Betreff und Text",
        "seit dem Absenden",
        "sie werden gelöscht",
        ("desk_messages",),
        timedelta(days=180),
    ),
    DataClass(
        "form_holds",
        "Freihalten im Formular: eine Zahl, an der wir gleiche Besucher erkennen, keine Adresse",
        "seit dem Freihalten",
        "die Zahl wird gelöscht",
        ("form_holds",),
        timedelta(days=2),
    ),
    DataClass(
        "door_log",
        "Tür-Protokoll: wann welche Art von Code benutzt wurde",
        "seit dem Ereignis",
        "es bleiben nur Zählungen je Tür und Monat",
        ("door_events",),
        timedelta(days=90),
    ),
    DataClass(
        "holder_codes",
        "Dauer-Codes: wer an welchem Haus einen hatte, bis wann",
        "seit dem Ende des Codes",
        "sie werden gelöscht; das Tür-Protokoll nennt dann keinen Namen mehr",
        ("holder_codes", "door_holder_codes"),
        timedelta(days=90),
    ),
    DataClass(
        "door_commands",
        "Fernöffnungen: wer, wann, warum",
        "seit dem Auftrag",
        "der Auftrag wird gelöscht",
        ("door_commands",),
        timedelta(days=90),
    ),
    DataClass(
        "invoices",
        "Rechnungen und Zahlungen",
        "der Rechnung",
        "sie werden gelöscht; vorher verlangt das Gesetz, dass wir sie aufheben",
        (
            "invoices",
            "invoice_dates",
            "payments",
            "deposits",
            "deposit_moves",
            "bank_entries",
            "invoice_numbers",
        ),
        years=10,
    ),
    DataClass(
        "sign_ins",
        "Anmeldungen (wann, womit, Art des Geräts) und Anmelde-Links der Menschen, die Häuser betreuen",
        "seit dem Ablauf",
        "sie werden gelöscht",
        ("sessions", "sign_in_links", "privacy_links", "passkey_challenges"),
        timedelta(days=90),
    ),
    DataClass(
        "calendar_links",
        "Beendete Kalender-Links",
        "seit dem Ende",
        "sie werden gelöscht",
        ("feed_links",),
        timedelta(days=90),
    ),
    DataClass(
        "roles",
        "Beendete Rollen und Menschen ohne Rolle, mit ihren Passkeys",
        "seit dem Ende der letzten Rolle",
        "Name, E-Mail-Adresse und Passkeys werden gelöscht",
        ("people", "grants", "digests", "passkeys"),
        3 * A_YEAR,
    ),
    DataClass(
        "retries",
        "Schutz vor doppelten Buchungen (Nummer des Formulars)",
        "seit dem Absenden",
        "er wird gelöscht",
        ("idempotency_keys",),
        timedelta(days=30),
    ),
    DataClass(
        "promises",
        "Erledigte Aufträge (Nachrichten, Türen)",
        "seit der Erledigung",
        "sie werden gelöscht",
        ("outbox",),
        timedelta(days=30),
    ),
    DataClass(
        "webhook_messages",
        "Meldungen an andere Programme (Nummern und Zeiten, keine Namen)",
        "seit dem Ereignis",
        "sie werden gelöscht",
        ("webhook_messages",),
        timedelta(days=30),
    ),
    DataClass(
        "drafts",
        "Angesehene, nicht übernommene Kontoauszüge",
        "seit dem Hochladen",
        "sie werden gelöscht",
        ("statement_drafts",),
        timedelta(days=7),
    ),
    DataClass(
        "plans",
        "Angesehene, nicht eingetragene Jahrespläne",
        "seit dem Hochladen",
        "sie werden gelöscht",
        ("plan_drafts",),
        timedelta(days=7),
    ),
    DataClass(
        "calendar_drafts",
        "Angesehene, nicht übernommene Kalender von Vereinen und Schulen",
        "seit dem Ansehen",
        "sie werden gelöscht",
        ("foreign_drafts",),
        timedelta(days=2),
    ),
    DataClass(
        "foreign_times",
        "Titel von Terminen aus Kalendern von Vereinen und Schulen",
        "seit dem Ende des Termins",
        "sie werden gelöscht",
        ("foreign_times",),
        timedelta(days=30),
    ),
    DataClass(
        "foreign_calendars",
        "Beendete Verbindungen zu Kalendern von Vereinen und Schulen",
        "seit dem Ende",
        "sie werden gelöscht, mit allen Terminen daraus",
        ("foreign_calendars", "foreign_times"),
        timedelta(days=90),
    ),
    DataClass(
        "remarks",
        "Begründungen im Protokoll der Verwaltung",
        "seit dem Eintrag",
        "der Text wird gelöscht; es bleibt, wer wann was getan hat, als Nummer",
        ("audit_texts",),
        A_YEAR,
    ),
    DataClass(
        "mail_files",
        "Kopien gesendeter E-Mails, wo sie in einen Ordner gehen (Vorführung)",
        "seit dem Senden",
        "sie werden gelöscht",
        (),
        timedelta(days=30),
    ),
)

NOTHING_PERSONAL = frozenset(
    {
        "api_keys",  # of programs; who gave them is in the audit log
        "app_records",  # what the app shows; gone there and here the day after an event
        "app_towns",
        "approval_patience",
        "approval_policies",
        "audit",  # numbers only; its texts are in audit_texts
        "booking_quotes",  # prices
        "bridges",  # how programs of halls are connected
        "club_halls",
        "certificates",
        "door_sessions",
        "credentials",  # which program asked for which booking; they name nobody
        "clubs",  # as long as the club books; a contact is changed or erased by hand
        "displacements",  # numbers of bookings
        "disruptions",  # an office's words for everybody, deleted when it is over
        "districts",
        "door_absences",
        "door_alarms",
        "door_counts",
        "door_enrolments",
        "door_outages",
        "door_releases",
        "door_journal_anchors",
        "door_snapshots",
        "doors",
        "elections",
        "imported_records",  # numbers of bookings, and hashes
        "lora_bridges",
        "lora_doors",  # a unit's place in the network
        "lora_revocations",  # numbers of codes, and of the frames they went with
        "municipalities",
        "payees",
        "published_months",  # numbers for everybody, without small groups
        "retention_proofs",
        "room_versions",
        "spaces",
        "tariff_halls",
        "tariff_schedules",
        "tariff_versions",
        "town_facts",
        "venues",
        "visit_counts",
        "webhooks",  # addresses of programs
        "worker_signs",
    }
)
"""Tables without a term: they tell nothing about people, or what belongs to an office or a club."""

IN_THE_NOTICE = ("bookings", "requests", "door_log", "invoices")
"""What the booking form says in one line each; everything stands on the privacy page."""


def data_class(code: str) -> DataClass:
    """Return the class with a code. Raises KeyError."""
    return {one.code: one for one in TABLE}[code]
