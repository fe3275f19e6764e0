"""Clubs (Vereine): which halls they are local to, and what is free for them there each year."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from booking_server.domain.uses import Purpose
from calendars.period import Period

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a person reads off a sheet and types without asking: no 0 and O, no 1, I and L."""
CODE_LENGTH = 12
_GROUP = 4


class QuotaUnit(StrEnum):
    """What a yearly quota counts."""

    HOURS = "hours"
    DAYS = "days"
    EVENTS = "events"


UNIT_WORDS = {QuotaUnit.HOURS: "Stunden", QuotaUnit.DAYS: "Tage", QuotaUnit.EVENTS: "Nutzungen"}


@dataclass(frozen=True, slots=True)
class Quota:
    """How much is free for a club in one hall in one calendar year, and for which purposes.

    `amount` None is no bound; `purposes` empty means every purpose.
    """

    unit: QuotaUnit
    amount: int | None
    purposes: frozenset[Purpose] = frozenset()

    def counts(self, purpose: Purpose) -> bool:
        """Whether a use for this purpose is free and counts."""
        return not self.purposes or purpose in self.purposes


@dataclass(frozen=True, slots=True)
class ClubHall:
    """A hall a club is local to, with its yearly quota there if it has one."""

    venue_id: str
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Club:
    """A club of one municipality. Who knows its code books in its name; the board hands the code out."""

    id: str
    municipality_id: str
    name: str
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    is_active: bool = True
    halls: tuple[ClubHall, ...] = ()

    def is_local_to(self, venue_id: str) -> bool:
        """Whether the club is at home in a hall."""
        return any(hall.venue_id == venue_id for hall in self.halls)

    def quota_at(self, venue_id: str) -> Quota | None:
        """Return the yearly quota in a hall."""
        return next((hall.quota for hall in self.halls if hall.venue_id == venue_id), None)


@dataclass(frozen=True, slots=True)
class Used:
    """What uses add up to. A day is every 24 hours begun; a use counts in the year in which it starts."""

    time: timedelta = timedelta()
    days: int = 0
    events: int = 0

    def of(self, unit: QuotaUnit) -> int:
        """Return the sum in a unit; hours begun count as whole ones only in the end."""
        hours = -(-self.time // timedelta(hours=1))
        return {QuotaUnit.HOURS: hours, QuotaUnit.DAYS: self.days, QuotaUnit.EVENTS: self.events}[unit]


@dataclass(frozen=True, slots=True)
class QuotaState:
    """A club's quota in a hall in one year, and what of it other bookings use."""

    quota: Quota
    used: Used
    year: int

    @property
    def left(self) -> int | None:
        """What is left, never below 0; None without a bound."""
        if self.quota.amount is None:
            return None
        return max(0, self.quota.amount - self.used.of(self.quota.unit))

    def covers(self, wanted: Used) -> bool:
        """Whether a further use fits into what is left, as a whole."""
        return self.left is None or wanted.of(self.quota.unit) <= self.left


def add_up(periods: Iterable[Period]) -> Used:
    """Return what these uses add up to."""
    every = tuple(periods)
    return Used(
        time=sum((period.duration for period in every), timedelta()),
        days=sum(-(-period.duration // timedelta(days=1)) for period in every),
        events=len(every),
    )


def new_code() -> str:
    """Return a fresh club code: twelve signs, 59 bits, in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[at : at + _GROUP] for at in range(0, CODE_LENGTH, _GROUP))


def plain_code(typed: str) -> str:
    """Return a code as it is compared: capitals, without what people put between the groups."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
