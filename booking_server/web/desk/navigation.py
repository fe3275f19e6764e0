"""The ways from one part of the desk to another: only those that lead somewhere for this person."""

from dataclasses import dataclass

from flask import Flask, g, request

from booking_server.domain.holders import ENTITLED
from booking_server.domain.people import Deed, Person, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: where it leads, what it is called, and the deed it needs at any hall.

    With `whole_town` the deed must be held for a municipality as a whole. What has a `room` is not needed
    every day and stands under its heading. `roles` are those it is for, where the deed says too little.
    """

    endpoint: str
    label: str
    deed: Deed
    whole_town: bool = False
    room: str = ""
    roles: frozenset[Role] | None = None

    def leads_somewhere(self, person: Person) -> bool:
        """Whether this person is let in there."""
        if self.roles is not None and not any(grant.role in self.roles for grant in person.grants):
            return False
        if not self.whole_town:
            return person.may_somewhere(self.deed)
        return any(person.may_everywhere(self.deed, town) for town in person.municipality_ids)


ENTRIES: tuple[Entry, ...] = (
    Entry("desk.open_desk", "Übersicht", Deed.SEE_DESK),
    Entry("desk_callers.form", "Anruf", Deed.ENTER_BOOKING),
    Entry("desk_bookings.overview", "Buchungen", Deed.SEE_DESK),
    Entry("desk_requests.queue", "Anfragen", Deed.SEE_DESK),
    Entry("handovers.overview", "Übergaben", Deed.HAND_OVER),
    Entry("handovers.defect_list", "Mängel", Deed.HAND_OVER),
    Entry("desk_doors.overview", "Türen", Deed.SEE_DOORS),
    Entry("own_code.page", "Mein Code", Deed.SEE_DESK, roles=ENTITLED),
    Entry("desk_messages.form", "Nachrichten", Deed.WRITE_TO_ORGANIZERS, room="Planen"),
    Entry("desk_series.overview", "Serien", Deed.MANAGE_SERIES, room="Planen"),
    Entry("desk_waiting.overview", "Warteliste", Deed.DECIDE_REQUEST, room="Planen"),
    Entry("desk_overrides.form", "Vorrang", Deed.OVERRIDE_BOOKING, room="Planen"),
    Entry("blackouts.show", "Sperrzeiten", Deed.MANAGE_BLACKOUTS, room="Planen"),
    Entry("hall_rules.halls", "Hausregeln", Deed.EDIT_HALL, room="Verwalten"),
    Entry("desk_plan.form", "Jahresplan einlesen", Deed.IMPORT_PLAN, room="Planen"),
    Entry("desk_calendars.overview", "Kalender von Vereinen", Deed.READ_CALENDARS, room="Planen"),
    Entry("desk_app.overview", "Bad Belzig App", Deed.MANAGE_BLACKOUTS, room="Planen"),
    Entry("desk_exports.form", "Listen und Aushänge", Deed.READ_FULL_FEED, room="Planen"),
    Entry("money.overview", "Geld", Deed.SEE_MONEY, room="Geld"),
    Entry("desk_tariffs.overview", "Entgelte", Deed.EDIT_TARIFF, whole_town=True, room="Geld"),
    Entry("desk_figures.overview", "Auswertung", Deed.SEE_FIGURES, room="Geld"),
    Entry("desk_deputies.overview", "Vertretung", Deed.NAME_DEPUTY, room="Verwalten"),
    Entry("desk_holders.overview", "Dauer-Codes", Deed.GIVE_CODES, room="Verwalten"),
    Entry("desk_clubs.overview", "Vereine", Deed.MANAGE_CLUBS, whole_town=True, room="Verwalten"),
    Entry("desk_people.overview", "Personen", Deed.MANAGE_PEOPLE, whole_town=True, room="Verwalten"),
    Entry("desk_town.overview", "Impressum und Kontakt", Deed.EDIT_HALL, whole_town=True, room="Verwalten"),
    Entry("desk_api.overview", "Schnittstelle", Deed.MANAGE_API, whole_town=True, room="Verwalten"),
    Entry("own_sign_in.page", "Meine Anmeldung", Deed.SEE_DESK, room="Verwalten"),
    Entry("desk_audit.log", "Wer hat was getan", Deed.SEE_AUDIT, whole_town=True, room="Verwalten"),
    Entry("desk_privacy.ask", "Auskunft", Deed.EXPORT_PERSON, whole_town=True, room="Verwalten"),
)


def add_navigation(app: Flask) -> None:
    """Let the frame of the desk ask for the links of whoever is signed in."""

    @app.context_processor
    def navigation() -> dict[str, object]:
        person: Person | None = g.get("person")
        if person is None:
            return {"desk_links": {}}
        rooms: dict[str, list[tuple[Entry, bool]]] = {}
        for entry in ENTRIES:
            if entry.leads_somewhere(person):
                rooms.setdefault(entry.room, []).append((entry, request.endpoint == entry.endpoint))
        return {"desk_links": rooms}
