"""The forms in which a club and its halls are entered."""

import re
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from booking_server.domain.clubs import Quota, QuotaUnit
from booking_server.domain.errors import NameMissing, PersonsMissing, PostcodeInvalid, RequestRefused
from booking_server.domain.uses import FOR_EVERYBODY, Purpose
from booking_server.web.forms.text import one_line

LONGEST = {"name": 120, "contact_name": 120, "contact_email": 254, "contact_phone": 40}
MOST_A_YEAR = 9999


@dataclass(frozen=True, slots=True)
class ClubForm:
    """What is written about a club itself, as typed."""

    name: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class ClubHallForm:
    """A hall of a club and its yearly quota, as typed."""

    venue: str = ""
    unit: str = ""
    amount: str = ""
    purposes: tuple[str, ...] = field(default=())


def read_club_form(typed: MultiDict[str, str]) -> ClubForm:
    """Return what was sent. Raises RequestRefused without a name."""
    form = ClubForm(**{name: one_line(typed.get(name, ""))[:most] for name, most in LONGEST.items()})
    if not form.name:
        raise RequestRefused((NameMissing("Bitte geben Sie den Namen des Vereins an."),))
    return form


def read_club_hall_form(typed: MultiDict[str, str]) -> ClubHallForm:
    """Read what was sent, without judging it."""
    return ClubHallForm(
        venue=typed.get("venue", ""),
        unit=typed.get("unit", ""),
        amount=one_line(typed.get("amount", "")),
        purposes=tuple(typed.getlist("purposes")),
    )


def to_quota(form: ClubHallForm) -> Quota | None:
    """Return the quota the form makes, None for none. Raises RequestRefused."""
    if form.unit not in set(QuotaUnit):
        return None
    amount = int(form.amount) if form.amount.isascii() and form.amount.isdecimal() else None
    if form.amount and (amount is None or amount > MOST_A_YEAR):
        raise RequestRefused(
            (PersonsMissing("Bitte geben Sie eine ganze Zahl an, zum Beispiel 10.", field="amount"),)
        )
    purposes = frozenset(Purpose(one) for one in form.purposes if one in FOR_EVERYBODY)
    return Quota(QuotaUnit(form.unit), amount, purposes)


def read_postcodes(text: str) -> tuple[str, ...]:
    """Return the postcodes in a text, each once. Raises RequestRefused for anything else."""
    found = tuple(dict.fromkeys(re.split(r"[\s,;]+", one_line(text).strip()))) if text.strip() else ()
    if not all(re.fullmatch("[0-9]{5}", one) for one in found):
        raise RequestRefused(
            (PostcodeInvalid("Eine Postleitzahl hat fünf Ziffern. Mehrere trennen Sie mit Komma."),)
        )
    return found
