"""Who may do what: deny by default, one declared matrix."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from booking_server.domain.errors import GrantsMoreThanHeld, LastKeeper


class Role(StrEnum):
    """Roles of people who sign in; organizers hold a booking link instead."""

    DISTRICT_HEAD = "district_head"
    KEYHOLDER = "keyholder"
    CARETAKER = "caretaker"
    CLERK = "clerk"
    TREASURY = "treasury"
    TECHNICIAN = "technician"
    ADMIN = "admin"


class Deed(StrEnum):
    """What can be done behind a sign-in."""

    SEE_DESK = "see_desk"
    DECIDE_REQUEST = "decide_request"
    CANCEL_BOOKING = "cancel_booking"
    SEE_DOORS = "see_doors"
    ENROL_DOOR = "enrol_door"
    OPEN_REMOTELY = "open_remotely"
    GIVE_CODES = "give_codes"
    READ_FULL_FEED = "read_full_feed"
    ENTER_BOOKING = "enter_booking"
    WRITE_TO_ORGANIZERS = "write_to_organizers"
    MANAGE_SERIES = "manage_series"
    OVERRIDE_BOOKING = "override_booking"
    HAND_OVER = "hand_over"
    EDIT_HALL = "edit_hall"
    MANAGE_BLACKOUTS = "manage_blackouts"
    IMPORT_PLAN = "import_plan"
    READ_CALENDARS = "read_calendars"
    EDIT_TARIFF = "edit_tariff"
    WAIVE_FEE = "waive_fee"
    SEE_MONEY = "see_money"
    RECORD_PAYMENT = "record_payment"
    SEE_FIGURES = "see_figures"
    MANAGE_PEOPLE = "manage_people"
    NAME_DEPUTY = "name_deputy"
    MANAGE_CLUBS = "manage_clubs"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    SEE_AUDIT = "see_audit"
    MANAGE_API = "manage_api"


MATRIX: dict[Deed, frozenset[Role]] = {
    Deed.SEE_DESK: frozenset(
        {
            Role.DISTRICT_HEAD,
            Role.KEYHOLDER,
            Role.CARETAKER,
            Role.CLERK,
            Role.TREASURY,
            Role.TECHNICIAN,
            Role.ADMIN,
        }
    ),
    Deed.DECIDE_REQUEST: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.CANCEL_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.SEE_DOORS: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK, Role.TECHNICIAN, Role.ADMIN}),
    Deed.ENROL_DOOR: frozenset({Role.CLERK, Role.TECHNICIAN, Role.ADMIN}),
    Deed.OPEN_REMOTELY: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.GIVE_CODES: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.READ_FULL_FEED: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.ENTER_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.WRITE_TO_ORGANIZERS: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.MANAGE_SERIES: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.OVERRIDE_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.HAND_OVER: frozenset({Role.DISTRICT_HEAD, Role.KEYHOLDER, Role.CARETAKER, Role.CLERK}),
    Deed.EDIT_HALL: frozenset({Role.CLERK}),
    Deed.MANAGE_BLACKOUTS: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.IMPORT_PLAN: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.READ_CALENDARS: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.EDIT_TARIFF: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.WAIVE_FEE: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.SEE_MONEY: frozenset({Role.DISTRICT_HEAD, Role.CLERK, Role.TREASURY}),
    Deed.RECORD_PAYMENT: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.SEE_FIGURES: frozenset({Role.DISTRICT_HEAD, Role.CLERK, Role.TREASURY}),
    Deed.MANAGE_PEOPLE: frozenset({Role.CLERK, Role.ADMIN}),
    Deed.NAME_DEPUTY: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.MANAGE_CLUBS: frozenset({Role.CLERK}),
    Deed.EXPORT_PERSON: frozenset({Role.CLERK}),
    Deed.ERASE_PERSON: frozenset({Role.CLERK}),
    Deed.SEE_AUDIT: frozenset({Role.CLERK, Role.ADMIN}),
    Deed.MANAGE_API: frozenset({Role.CLERK}),
}


ROLE_WORDS = {
    Role.DISTRICT_HEAD: "Ortsvorsteherin oder Ortsvorsteher",
    Role.KEYHOLDER: "Schlüsselträgerin oder Schlüsselträger",
    Role.CARETAKER: "Hausverantwortliche oder Hausverantwortlicher",
    Role.CLERK: "Verwaltung",
    Role.TREASURY: "Kämmerei",
    Role.TECHNICIAN: "Technik",
    Role.ADMIN: "Plattform",
}


ADMINISTRATION = frozenset({Role.CLERK, Role.TREASURY, Role.TECHNICIAN, Role.ADMIN})
"""Roles that count only in a session signed in with a passkey."""


def deeds_of(role: Role) -> frozenset[Deed]:
    """Return everything a role may do."""
    return frozenset(deed for deed, roles in MATRIX.items() if role in roles)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for one hall, or for every hall of a municipality when `venue_id` is None.

    It ends by itself at `until`, and never when that is None. A deputy's grant names in `deputy_of` whom
    they stand in for.
    """

    role: Role
    municipality_id: str
    venue_id: str | None = None
    until: datetime | None = None
    id: str = ""
    deputy_of: str | None = None

    def covers(self, municipality_id: str, venue_id: str | None) -> bool:
        """Whether the grant reaches a hall, or the whole municipality when `venue_id` is None."""
        return self.municipality_id == municipality_id and self.venue_id in (None, venue_id)

    def outlasts(self, other: "Grant") -> bool:
        """Whether the grant lasts at least as long as another one."""
        return self.until is None or (other.until is not None and other.until <= self.until)

    def carries_deputy(self, lent: "Grant") -> bool:
        """Whether who holds this may have a deputy as far and as long as `lent` says."""
        names = self.deputy_of is None and self.role in MATRIX[Deed.NAME_DEPUTY]
        return names and self.covers(lent.municipality_id, lent.venue_id) and self.outlasts(lent)

    def is_live(self, now: datetime) -> bool:
        """Whether the grant has not ended."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer or official who signs in by mail or passkey; `grants` are those that have not ended."""

    id: str
    name: str
    email: str
    grants: tuple[Grant, ...] = ()

    def may(self, deed: Deed, *, municipality_id: str, venue_id: str) -> bool:
        """Whether one of the person's grants allows `deed` at this hall. What is not granted is denied."""
        return any(g.role in MATRIX[deed] and g.covers(municipality_id, venue_id) for g in self.grants)

    def may_everywhere(self, deed: Deed, municipality_id: str) -> bool:
        """Whether a grant allows `deed` for the municipality as a whole, not for single halls only."""
        return any(g.role in MATRIX[deed] and g.covers(municipality_id, None) for g in self.grants)

    def may_somewhere(self, deed: Deed) -> bool:
        """Whether one of the person's grants allows `deed` at any hall."""
        return any(grant.role in MATRIX[deed] for grant in self.grants)

    @property
    def administers(self) -> bool:
        """Whether one of the person's roles asks for a passkey."""
        return any(grant.role in ADMINISTRATION for grant in self.grants)

    @property
    def without_administration(self) -> "Person":
        """The person as a session without a passkey knows them: with the roles of a volunteer only."""
        left = tuple(grant for grant in self.grants if grant.role not in ADMINISTRATION)
        return replace(self, grants=left)

    @property
    def municipality_ids(self) -> frozenset[str]:
        """The municipalities in which the person has anything to do."""
        return frozenset(grant.municipality_id for grant in self.grants)


def nobody_grants_more_than_they_hold(giver: Person, grant: Grant) -> None:
    """Nobody grants or ends more than they hold.

    That is every deed of the role, as far as the grant reaches and as long as it lasts.
    """
    held = {
        deed
        for own in giver.grants
        if own.covers(grant.municipality_id, grant.venue_id) and own.outlasts(grant)
        for deed in deeds_of(own.role)
    }
    if not {Deed.MANAGE_PEOPLE, *deeds_of(grant.role)} <= held:
        raise GrantsMoreThanHeld(
            f"Die Rolle „{ROLE_WORDS[grant.role]}“ darf hier nur vergeben und beenden, wer selbst alles darf,"
            " was zu ihr gehört, und mindestens so lange."
        )


def somebody_can_still_manage_people(remaining: Iterable[Grant], municipality_id: str) -> None:
    """Somebody in a municipality can always manage its people: for all halls and without an end date."""
    keepers = (
        grant
        for grant in remaining
        if grant.role in MATRIX[Deed.MANAGE_PEOPLE]
        and grant.covers(municipality_id, None)
        and grant.until is None
    )
    if not any(keepers):
        raise LastKeeper(
            "Das wäre die letzte Person, die hier Rechte vergeben darf. Geben Sie zuerst jemand anderem"
            " die Rolle „Verwaltung“ oder „Plattform“ für die ganze Gemeinde und ohne Enddatum."
        )
