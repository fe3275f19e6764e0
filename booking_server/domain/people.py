"""Who may do what: deny by default, one declared matrix."""

from dataclasses import dataclass
from enum import StrEnum


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
    READ_FULL_FEED = "read_full_feed"
    ENTER_BOOKING = "enter_booking"
    MANAGE_SERIES = "manage_series"
    OVERRIDE_BOOKING = "override_booking"
    HAND_OVER = "hand_over"
    EDIT_HALL = "edit_hall"
    MANAGE_BLACKOUTS = "manage_blackouts"
    IMPORT_PLAN = "import_plan"
    EDIT_TARIFF = "edit_tariff"
    WAIVE_FEE = "waive_fee"
    SEE_MONEY = "see_money"
    RECORD_PAYMENT = "record_payment"
    MANAGE_PEOPLE = "manage_people"
    NAME_DEPUTY = "name_deputy"
    MANAGE_CLUBS = "manage_clubs"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    SEE_AUDIT = "see_audit"


MATRIX: dict[Deed, frozenset[Role]] = {
    Deed.SEE_DESK: frozenset(
        {Role.DISTRICT_HEAD, Role.KEYHOLDER, Role.CARETAKER, Role.CLERK, Role.TECHNICIAN, Role.ADMIN}
    ),
    Deed.DECIDE_REQUEST: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.CANCEL_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.SEE_DOORS: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK, Role.TECHNICIAN, Role.ADMIN}),
    Deed.READ_FULL_FEED: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.ENTER_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CARETAKER, Role.CLERK}),
    Deed.MANAGE_SERIES: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.OVERRIDE_BOOKING: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.HAND_OVER: frozenset({Role.DISTRICT_HEAD, Role.KEYHOLDER, Role.CARETAKER, Role.CLERK}),
    Deed.EDIT_HALL: frozenset({Role.CLERK}),
    Deed.MANAGE_BLACKOUTS: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.IMPORT_PLAN: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.EDIT_TARIFF: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.WAIVE_FEE: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.SEE_MONEY: frozenset({Role.DISTRICT_HEAD, Role.CLERK, Role.TREASURY}),
    Deed.RECORD_PAYMENT: frozenset({Role.CLERK, Role.TREASURY}),
    Deed.MANAGE_PEOPLE: frozenset({Role.CLERK, Role.ADMIN}),
    Deed.NAME_DEPUTY: frozenset({Role.DISTRICT_HEAD, Role.CLERK}),
    Deed.MANAGE_CLUBS: frozenset({Role.CLERK}),
    Deed.EXPORT_PERSON: frozenset({Role.CLERK}),
    Deed.ERASE_PERSON: frozenset({Role.CLERK}),
    Deed.SEE_AUDIT: frozenset({Role.CLERK, Role.ADMIN}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for one hall, or for every hall of a municipality when `venue_id` is None."""

    role: Role
    municipality_id: str
    venue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer or official who signs in by a mailed link."""

    id: str
    name: str
    email: str
    grants: tuple[Grant, ...] = ()

    def may(self, deed: Deed, *, municipality_id: str, venue_id: str) -> bool:
        """Whether one of the person's grants allows `deed` at this hall. What is not granted is denied."""
        return any(
            grant.role in MATRIX[deed]
            and grant.municipality_id == municipality_id
            and grant.venue_id in (None, venue_id)
            for grant in self.grants
        )

    def may_somewhere(self, deed: Deed) -> bool:
        """Whether one of the person's grants allows `deed` at any hall."""
        return any(grant.role in MATRIX[deed] for grant in self.grants)
