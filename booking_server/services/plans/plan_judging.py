"""Holding the lines of a year plan against the hall: what is there, what is in the way, what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from booking_server.domain.bookings import OCCUPYING, BookingRequest
from booking_server.domain.errors import BookingTooSoon, RequestRefused, RuleBroken
from booking_server.domain.occupancy import Occupancy, occupancies
from booking_server.domain.plan_lines import Line, Wish
from booking_server.domain.plan_verdicts import JudgedLine, Verdict
from booking_server.domain.requests import broken_apart_from_times, broken_times
from booking_server.domain.venues import Venue
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.taken_times import TakenTimes, taken_at
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.period import Period

_LINE = "line "


@dataclass(frozen=True)
class PlanJudge:
    """The taken times of every hall a plan names; accepted lines are taken too."""

    house: House
    uow: UnitOfWork
    taken: dict[str, TakenTimes]
    accepted: dict[int, BookingRequest] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House, uow: UnitOfWork, wishes: Sequence[Wish]) -> "PlanJudge":
        """Return a judge who has looked at the halls for as long as the plan reaches, once each."""
        spans: dict[str, Period] = {}
        for wish in wishes:
            wanted = _occupied("", wish.venue, wish.period, wish.space_slugs)
            periods = [row.period for row in wanted] + [spans.get(wish.venue.id, wish.period)]
            spans[wish.venue.id] = Period(min(p.start for p in periods), max(p.end for p in periods))
        return cls(house, uow, {venue_id: taken_at(uow, venue_id, span) for venue_id, span in spans.items()})

    def judged(self, line: Line, request: BookingRequest | None) -> JudgedLine:
        """Return what becomes of one line; the request is the classified one."""
        if line.wish is None or request is None:
            return JudgedLine(line, Verdict.UNREADABLE, line.problems)
        venue = line.wish.venue
        try:
            known = classify(self.uow, venue, request)
        except RequestRefused as error:
            return JudgedLine(line, Verdict.BROKEN, tuple(each.message for each in error.errors))
        wanted = _occupied(f"{_LINE}{line.number}", venue, known.period, known.space_slugs)
        blocking = self.taken[venue.id].in_the_way(wanted) if wanted else None
        if blocking is not None:
            return self._in_the_way(line, venue, known, blocking)
        if broken := self._broken(venue, known):
            return JudgedLine(line, Verdict.BROKEN, tuple(error.message for error in broken))
        self.taken[venue.id].note(wanted)
        self.accepted[line.number] = known
        return JudgedLine(line, Verdict.NEW, request=known)

    def _broken(self, venue: Venue, request: BookingRequest) -> tuple[RuleBroken, ...]:
        """Return the broken rules; how early a hall wants to be asked binds nobody who keeps its plan."""
        days = calendar_days(self.uow, venue, request.period)
        times = broken_times(venue, request, now=self.uow.now, grace=self.house.policy.grace, days=days)
        found = (*times, *broken_apart_from_times(venue, request))
        return tuple(error for error in found if not isinstance(error, BookingTooSoon))

    def _in_the_way(
        self, line: Line, venue: Venue, request: BookingRequest, blocking: Occupancy
    ) -> JudgedLine:
        if blocking.booking_id.startswith(_LINE):
            return self._same_file(line, request, int(blocking.booking_id.removeprefix(_LINE)))
        other = self.uow.bookings.get(blocking.booking_id)
        spaces = {space.id for space in venue.spaces_named(request.space_slugs)}
        same = (other.period, set(other.space_ids)) == (request.period, spaces)
        if same and other.status in OCCUPYING and _is_alike(other.occasion, request.occasion):
            return JudgedLine(line, Verdict.EXISTS, ("Diese Buchung gibt es schon.",))
        what = f"„{other.occasion}“, " if other.occasion else ""
        said = f"Dort ist schon belegt: {what}{say_period(other.period)}."
        return JudgedLine(line, Verdict.OVERLAPS, (said,))

    def _same_file(self, line: Line, request: BookingRequest, number: int) -> JudgedLine:
        earlier = self.accepted[number]
        alike = (earlier.period, earlier.space_slugs) == (request.period, request.space_slugs)
        if alike and _is_alike(earlier.occasion, request.occasion):
            return JudgedLine(line, Verdict.EXISTS, (f"Das steht schon in Zeile {number}.",))
        said = f"Überschneidet sich mit Zeile {number}: „{earlier.occasion}“, {say_period(earlier.period)}."
        return JudgedLine(line, Verdict.OVERLAPS, (said,))


def _occupied(name: str, venue: Venue, period: Period, slugs: tuple[str, ...]) -> tuple[Occupancy, ...]:
    return occupancies(name, period, venue.spaces_named(slugs))


def _is_alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
