"""What somebody may ask about themselves: everything held, and its erasure."""

import re
from dataclasses import dataclass, field
from typing import Any

from calendars.period import Period

Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """By what somebody is found: an e-mail address or a phone number; the empty ones do not count.

    A name narrows that. Alone it may be a namesake's too: then somebody picks, by id, what is meant.
    """

    email: str = ""
    phone: str = ""
    name: str = ""
    picked: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.has_contact or self.name.strip())

    @property
    def has_contact(self) -> bool:
        """Whether there is more to look for than a name."""
        return bool(self.email.strip() or plain_phone(self.phone))

    @property
    def must_pick(self) -> bool:
        """Whether somebody has still to say which of the things found under a name are meant."""
        return not self.has_contact and not self.picked


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything held about somebody, by table, without secrets; the other fields are ids."""

    identity: Identity
    tables: dict[str, Rows]
    bookings: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    clubs: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not any(self.tables.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking that still comes and must be cancelled before its person can be erased."""

    booking_id: str
    venue_name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A use about which something is still owed or unclear, and what, in words."""

    venue_name: str
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class KeptInvoice:
    """An invoice the law keeps, and the last year in which it does."""

    title: str
    until: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure would do or did. While something stands in its way nothing is erased."""

    bookings: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    clubs: tuple[str, ...] = ()
    kept: tuple[KeptInvoice, ...] = ()
    standing: tuple[Standing, ...] = field(default=())
    unsettled: tuple[Unsettled, ...] = ()
    has_role: bool = False

    @property
    def is_blocked(self) -> bool:
        """Whether something must be ended first."""
        return bool(self.standing or self.unsettled) or self.has_role

    @property
    def count(self) -> int:
        """How many things lose their person."""
        return len(self.bookings) + len(self.series) + len(self.people) + len(self.clubs)


def without(text: str, *names: str) -> str:
    """Return a text in which the words of some names are left out, also in the genitive."""
    words = {word for name in names for word in name.split() if len(word) > 2}
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}s?(?!\w)", "…", text, flags=re.IGNORECASE)
    return text


def plain_phone(typed: str) -> str:
    """Return a phone number as it is compared: digits only, the country left out."""
    digits = re.sub(r"[^0-9+]", "", typed)
    return re.sub(r"^(\+49|0049)", "0", digits).lstrip("+")
