"""When a rule of a regulation applies: three answers, because a question may still be open."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import Purpose, UserGroup
from calendars.local_time import local_date


class Verdict(Enum):
    """Whether a rule applies."""

    YES = "yes"
    NO = "no"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Bounds:
    """From (included, or excluded when `above`) to (included); None is no bound."""

    low: int | None = None
    high: int | None = None
    above: int | None = None

    def hold(self, number: int) -> bool:
        """Whether a number lies within."""
        return (
            (self.low is None or number >= self.low)
            and (self.above is None or number > self.above)
            and (self.high is None or number <= self.high)
        )


@dataclass(frozen=True, slots=True)
class Season:
    """(month, day) to (month, day), both days included; may pass the turn of the year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def contains(self, day: date) -> bool:
        """Whether a day lies within."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything named must hold; what is empty or None does not matter.

    Season and weekday are judged by the Berlin day the use starts on. Minutes are real time.
    """

    halls: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    groups: tuple[UserGroup, ...] = ()
    classes: tuple[str, ...] = ()
    clubs: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    season: Season | None = None
    weekdays: tuple[int, ...] = ()
    persons: Bounds = Bounds()
    minutes: Bounds = Bounds()
    days: Bounds = Bounds()
    is_series: bool | None = None

    def verdict(self, use: PricedUse, *, days: int, class_: str | None) -> Verdict:
        """Return whether the condition holds; what is certain decides before an unanswered question."""
        if not self._facts_hold(use, days, class_):
            return Verdict.NO
        given = dict(use.answers)
        if any(given.get(question, wanted) != wanted for question, wanted in self.answers):
            return Verdict.NO
        if any(question not in given for question, _ in self.answers):
            return Verdict.UNANSWERED
        return Verdict.YES

    def _facts_hold(self, use: PricedUse, days: int, class_: str | None) -> bool:
        start = local_date(use.period.start)
        minutes = -(-use.period.duration // timedelta(minutes=1))
        return (
            (not self.halls or use.hall in self.halls)
            and (not self.spaces or bool(set(self.spaces) & set(use.spaces)))
            and (not self.purposes or use.purpose in self.purposes)
            and (not self.groups or use.group in self.groups)
            and (not self.classes or class_ in self.classes)
            and (not self.clubs or use.club.casefold() in {club.casefold() for club in self.clubs})
            and (not self.postcodes or use.postcode in self.postcodes)
            and (self.season is None or self.season.contains(start))
            and (not self.weekdays or start.weekday() in self.weekdays)
            and (self.is_series is None or use.is_series == self.is_series)
            and self.persons.hold(use.persons)
            and self.minutes.hold(minutes)
            and self.days.hold(days)
        )


def any_of(conditions: tuple[Condition, ...], use: PricedUse, *, days: int, class_: str | None) -> Verdict:
    """Return whether one of several conditions holds; none given means always."""
    if not conditions:
        return Verdict.YES
    verdicts = {condition.verdict(use, days=days, class_=class_) for condition in conditions}
    for verdict in (Verdict.YES, Verdict.UNANSWERED):
        if verdict in verdicts:
            return verdict
    return Verdict.NO
