"""What a price depends on: the facts of one use, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from booking_server.domain.uses import Purpose, UserGroup
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class PricedUse:
    """One use of a hall as a tariff sees it.

    `spaces` are slugs; `is_whole_hall` when no leaf space is left out. `club` is the club's name, empty
    for none. `answers` are (question, answer) codes. `readings` is what meters counted, `fixed` are the
    prices a person fixed inside a range, both by the code of their rule. `free_uses` tells how often an
    exemption with a yearly quota was used already; a missing code means nobody knows. `booking_day` is
    when the days of a hall begin that is let by whole days: there the regulation's days are the hall's.
    `space_names` is what the hall calls its spaces, for those the regulation does not name.
    """

    hall: str
    spaces: tuple[str, ...]
    is_whole_hall: bool
    period: Period
    booked_on: date
    persons: int = 1
    purpose: Purpose = Purpose.OTHER
    group: UserGroup = UserGroup.OUTSIDER
    club: str = ""
    postcode: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    is_series: bool = False
    booking_day: time | None = None
    readings: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    fixed: Mapping[str, int] = field(default_factory=dict, hash=False)
    free_uses: Mapping[str, int] = field(default_factory=dict, hash=False)
    space_names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def name_of(self, slug: str) -> str:
        """Return what the hall calls a space; people read this, never a slug."""
        return self.space_names.get(slug, slug)
