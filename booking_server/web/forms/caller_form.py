"""The caller's form: one screen for whoever has a telephone in the other hand."""

import re
import secrets
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from werkzeug.datastructures import MultiDict

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.errors import RuleBroken, TimeUnreadable
from booking_server.domain.uses import PURPOSE_WORDS, Purpose, Use
from booking_server.domain.venues import Venue
from booking_server.web.forms.booking_form import ReadRequest, read_answers
from booking_server.web.forms.spoken_times import moments, read_spoken_date, read_spoken_times
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import ReadTimes, read_times
from calendars.local_time import local_date
from calendars.period import Period

USUAL_PERSONS = 20
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class CallerForm:
    """Every field as typed; what is seldom said has a usual value.

    `key` makes a form sent twice one booking.
    """

    name: str = ""
    phone: str = ""
    venue: str = ""
    day: str = ""
    times: str = ""
    space: str = ""
    persons: str = str(USUAL_PERSONS)
    purpose: str = Purpose.PRIVATE_PARTY.value
    occasion: str = ""
    email: str = ""
    postcode: str = ""
    fold: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    def with_new_key(self) -> "CallerForm":
        """Return the form so that sending it makes another booking."""
        return replace(self, key=secrets.token_urlsafe(18))

    def read_times(self, now: datetime) -> ReadTimes:
        """Return the period that was said, or what keeps it from being one, by field."""
        day, times = read_spoken_date(self.day, local_date(now)), read_spoken_times(self.times)
        errors: list[RuleBroken] = []
        if day is None:
            errors.append(
                TimeUnreadable("Bitte geben Sie den Tag an, zum Beispiel 2.10. oder fr.", field="day")
            )
        if times is None:
            errors.append(TimeUnreadable("Bitte geben Sie die Zeit an, zum Beispiel 19-23.", field="times"))
        if errors:
            return ReadTimes(None, tuple(errors))
        start, end = moments(day, times)
        read = read_times(replace(start, fold=self.fold), replace(end, fold=self.fold))
        for error in read.errors:
            error.field_name = "times"
        return read


def read_caller_form(typed: MultiDict[str, str]) -> CallerForm:
    """Read what was sent, without judging it."""
    apart = ("key", "answers")
    given = {f.name: one_line(typed.get(f.name, "")) for f in fields(CallerForm) if f.name not in apart}
    key = typed.get("key", "")
    return CallerForm(
        **given, answers=read_answers(typed), key=key if _KEY.fullmatch(key) else secrets.token_urlsafe(18)
    )


def to_request(form: CallerForm, venue: Venue, now: datetime) -> ReadRequest:
    """Return the request the form makes: the house rules were told by telephone.

    Its mistakes are what cannot be read; the rules of the hall are for the service to judge.
    """
    read = form.read_times(now)
    purpose = Purpose(form.purpose) if form.purpose in set(Purpose) else Purpose.OTHER
    request = BookingRequest(
        venue_slug=venue.slug,
        period=read.period or Period(now, now + timedelta(hours=1)),
        persons=int(form.persons) if form.persons.isascii() and form.persons.isdecimal() else 0,
        occasion=form.occasion or PURPOSE_WORDS[purpose],
        organizer=Organizer(form.name, form.email, form.phone),
        house_rules_accepted=True,
        is_adult=True,
        space_slugs=(form.space,) if form.space else (),
        use=Use(purpose=purpose, postcode=form.postcode, answers=form.answers),
    )
    return ReadRequest(request, read.errors, times_known=read.period is not None)
