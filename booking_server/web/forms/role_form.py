"""The form in which somebody is given a role: what was typed, and the grant it becomes."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from booking_server.domain.errors import RequestRefused, RuleBroken, TimeUnreadable
from booking_server.domain.people import Grant, Role
from booking_server.services.people.people import TownPeople
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from calendars import local_time


class RoleMissing(RuleBroken):
    """Somebody is given a role for something."""

    code = "role-missing"
    field = "role"


@dataclass(frozen=True, slots=True)
class RoleForm:
    """Every field as typed. `until` is the last day on which the role counts, empty for no end."""

    name: str = ""
    email: str = ""
    role: str = ""
    venue: str = ""
    until: str = ""


def read_role_form(typed: MultiDict[str, str]) -> RoleForm:
    """Read what was sent, without judging it."""
    return RoleForm(**{name: one_line(typed.get(name, "")) for name in RoleForm.__slots__})


def to_grant(form: RoleForm, town: TownPeople) -> Grant:
    """Return the grant the form makes. Raises RequestRefused with every mistake."""
    broken: list[RuleBroken] = []
    day = read_date(form.until) if form.until else None
    venue = next((one for one in town.venues if one.slug == form.venue), None)
    if form.role not in set(Role):
        broken.append(RoleMissing("Bitte wählen Sie eine Rolle."))
    if form.venue and venue is None:
        broken.append(RoleMissing("Bitte wählen Sie ein Haus dieser Gemeinde oder alle.", field="venue"))
    if form.until and day is None:
        broken.append(TimeUnreadable("Bitte geben Sie einen Tag an, zum Beispiel 31.12.2026.", field="until"))
    if broken:
        raise RequestRefused(tuple(broken))
    return Grant(
        role=Role(form.role),
        municipality_id=town.municipality.id,
        venue_id=venue.id if venue else None,
        until=local_time.day(day).end if day else None,
    )
