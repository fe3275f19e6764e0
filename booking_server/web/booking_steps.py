"""The booking form in four short steps: one form, of which the page shows a part.

The other parts are there and hidden, so that every answer carries all that was typed: a step back, an error
or a lost connection loses nothing, and no session has to remember anything.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Venue
from booking_server.services.bookings import alternatives, judging, quoting
from booking_server.services.foundation.house import House
from booking_server.web.forms.booking_form import (
    LAST_STEP,
    ROOMS,
    BookingForm,
    ReadRequest,
    in_form_order,
    to_request,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.typed_times import TypedMoment
from calendars import local_time
from calendars.period import Period

STEPS = ("Wann und welche Räume", "Wofür und zu welchem Preis", "Wer verantwortlich ist", "Prüfen und senden")
FIRST = ("spaces", "start", "end", "layout")
THIRD = ("name", "email", "phone", "adult")
LAST = ("house_rules",)
WHAT_DECIDES = ("spaces", "purpose")
"""Fields without which nobody knows which questions about the price matter."""

TAKEN = "booking-overlaps"
_OTHER = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d) (\d{4}-\d\d-\d\d) (\d\d:\d\d)(?: ([a-z0-9,-]{1,400}))?")


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known so far, shown on top of every step but the first."""

    period: Period | None
    rooms: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A time or room that is free instead, as the form's fields have it."""

    words: str
    start: datetime
    end: datetime
    rooms: str

    @property
    def value(self) -> str:
        """Return it as a button sends it."""
        start, end = local_time.to_local(self.start), local_time.to_local(self.end)
        return f"{start:%Y-%m-%d %H:%M} {end:%Y-%m-%d %H:%M} {self.rooms}".strip()


def step_of(field_name: str | None) -> int:
    """Return the step in which a field stands; what belongs to no field is told in the last one."""
    if field_name in FIRST:
        return 1
    if field_name in THIRD:
        return 3
    return LAST_STEP if field_name is None or field_name in LAST else 2


def shown_steps(at: int, mistakes: Mistakes) -> frozenset[int]:
    """Return the steps a page shows: the one somebody is at, and each in which something is wrong."""
    return frozenset({at, *(step_of(one.field) for one in mistakes.all if one.field)})


def missing(house: House, venue: Venue, typed: BookingForm) -> tuple[ReadRequest, tuple[RuleBroken, ...]]:
    """Return the request, and what cannot be read of it or was not answered."""
    read = to_request(typed, venue, now=house.clock())
    judged = read.times_known and not any(one.field_name in WHAT_DECIDES for one in read.mistakes)
    unanswered = quoting.missing_answers(house, read.request) if judged else ()
    return read, read.mistakes + unanswered


def judge(house: House, venue: Venue, typed: BookingForm) -> tuple[RuleBroken, ...]:
    """Return everything that is wrong with the form, the rules of the hall included, in its order."""
    read, wrong = missing(house, venue, typed)
    return in_form_order(wrong + judging.broken_rules(house, read.request, times_known=read.times_known))


def with_time(typed: BookingForm, value: str) -> BookingForm:
    """Return the form with another time, and rooms, as a button of `OtherTime` says; else as it is."""
    found = _OTHER.fullmatch(value)
    if found is None:
        return typed
    start, end = TypedMoment(found[1], found[2]), TypedMoment(found[3], found[4])
    if not found[5]:
        return replace(typed, start=start, end=end)
    return replace(typed, start=start, end=end, extent=ROOMS, spaces=tuple(found[5].split(",")))


def summary(house: House, venue: Venue, typed: BookingForm) -> Summary:
    """Return what is known so far; a price only once nothing it depends on is missing."""
    read = to_request(typed, venue, now=house.clock())
    spaces = venue.spaces_named(read.request.space_slugs)
    rooms = "ganzes Haus" if len(spaces) == len(venue.spaces) else ", ".join(one.name for one in spaces)
    quote = None
    with suppress(RuleBroken, RequestRefused):
        if not read.mistakes and not quoting.missing_answers(house, read.request):
            quote = quoting.look_up(house, read.request)
    return Summary(read.request.period if read.times_known else None, rooms, quote)


def other_times(
    house: House,
    venue: Venue,
    typed: BookingForm,
    mistakes: Mistakes,
    *,
    without: Collection[str] = (),
) -> tuple[OtherTime, ...]:
    """Return what is free instead of a time that is taken; nothing where it was not taken.

    The bookings in `without` are not in the way: they are what is to be moved.
    """
    read = to_request(typed, venue, now=house.clock())
    if not mistakes.has(TAKEN) or not read.times_known:
        return ()
    wanted = replace(read.request, persons=max(read.request.persons, 1))
    found = alternatives.alternatives(house, wanted, without=without)
    names = {space.slug: space.name for space in venue.spaces}
    return tuple(
        OtherTime(
            local_time.say_period(one.period)
            + (f": {', '.join(names.get(slug, slug) for slug in one.spaces)}" if one.spaces else ""),
            one.period.start,
            one.period.end,
            ",".join(one.spaces),
        )
        for one in found
    )
