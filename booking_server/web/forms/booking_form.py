"""The booking form: what was typed, and the request it becomes."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from werkzeug.datastructures import MultiDict

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.errors import PurposeMissing, RuleBroken, SpaceUnknown, TitleMissing
from booking_server.domain.uses import FOR_EVERYBODY, Purpose, Use
from booking_server.domain.venues import Venue
from booking_server.services.bookings.quoting import ANSWER
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import TypedMoment, read_days, read_times
from calendars.period import Period

WHOLE, ROOMS, BUNDLE = "haus", "raeume", "paket:"
FIELDS = (
    "spaces", "start", "end", "purpose", "layout", "occasion", "public_title", "persons", "name", "email",
    "phone", "postcode", "club_code", "adult", "house_rules",
)  # fmt: skip
"""The fields a message may belong to, from top to bottom."""

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MOST_PERSONS_DIGITS = 6
MOST_ANSWERS = 20
LAST_STEP = 4


@dataclass(frozen=True, slots=True)
class BookingForm:
    """Every field of the form as typed. `key` makes a form sent twice one booking and keeps its time.

    `stamp` says when it was first shown, `trap` is what stands in the field nobody sees; `waits` that
    whoever opened it came from a taken day and sees the waiting list from the start; `step` which part of
    it is shown.
    """

    extent: str = ""
    spaces: tuple[str, ...] = ()
    start: TypedMoment = field(default_factory=TypedMoment)
    end: TypedMoment = field(default_factory=TypedMoment)
    occasion: str = ""
    persons: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    purpose: str = ""
    publish: bool = False
    public_title: str = ""
    postcode: str = ""
    club_code: str = ""
    layout: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    adult: bool = False
    house_rules: bool = False
    stamp: str = ""
    trap: str = ""
    waits: bool = False
    step: int = 1
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    def is_ambiguous(self, which: str) -> bool:
        """Whether the form must ask which of two equal times is meant."""
        errors = read_times(self._unfolded(self.start), self._unfolded(self.end)).errors
        return any(e.code == "local-time-ambiguous" and e.field_name == which for e in errors)

    def with_new_key(self) -> "BookingForm":
        """Return the form so that sending it makes another booking."""
        return replace(self, key=secrets.token_urlsafe(18))

    def _unfolded(self, typed: TypedMoment) -> TypedMoment:
        return TypedMoment(typed.date, typed.time)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """The request a form makes, and what of it could not be read; its period is a stopgap unless known."""

    request: BookingRequest
    mistakes: tuple[RuleBroken, ...]
    times_known: bool


def empty_form(venue: Venue, day: date | None = None, club_code: str = "", persons: str = "") -> BookingForm:
    """Return the form as first shown, with what was picked in calendar or search, or a club's link says."""
    return BookingForm(
        extent=WHOLE,
        start=TypedMoment(day.isoformat() if day else ""),
        club_code=one_line(club_code)[:40],
        persons=str(number(persons) or ""),
    )


def read_form(typed: MultiDict[str, str]) -> BookingForm:
    """Read what was sent, without judging it."""
    key = typed.get("key", "")
    return BookingForm(
        extent=typed.get("extent", ""),
        spaces=tuple(one_line(slug) for slug in typed.getlist("spaces")),
        start=_moment(typed, "start"),
        end=_moment(typed, "end"),
        occasion=one_line(typed.get("occasion", "")),
        persons=one_line(typed.get("persons", "")),
        name=one_line(typed.get("name", "")),
        email=one_line(typed.get("email", "")),
        phone=one_line(typed.get("phone", "")),
        purpose=typed.get("purpose", ""),
        publish=typed.get("publish") == "1",
        public_title=one_line(typed.get("public_title", "")),
        postcode=one_line(typed.get("postcode", "")),
        club_code=one_line(typed.get("club_code", "")),
        layout=typed.get("layout", ""),
        answers=read_answers(typed),
        adult=typed.get("adult") == "1",
        house_rules=typed.get("house_rules") == "1",
        stamp=one_line(typed.get("stamp", "")),
        trap=typed.get("website", ""),
        waits=typed.get("warten") == "1",
        step=min(max(number(typed.get("bei", "")), 1), LAST_STEP),
        key=key if _KEY.fullmatch(key) else secrets.token_urlsafe(18),
    )


def to_request(form: BookingForm, venue: Venue, *, now: datetime) -> ReadRequest:
    """Return the request the form makes; the rules of the hall are for the service to judge."""
    hour = venue.regulation.booking_day
    times = read_times(form.start, form.end) if hour is None else read_days(form.start, form.end, hour)
    request = BookingRequest(
        venue_slug=venue.slug,
        period=times.period or Period(now, now + timedelta(hours=1)),
        persons=number(form.persons),
        occasion=form.occasion,
        organizer=Organizer(form.name, form.email, form.phone),
        house_rules_accepted=form.house_rules,
        space_slugs=slugs_of(form),
        use=use_of(form),
        club_code=form.club_code,
        is_adult=form.adult,
    )
    mistakes = (*extent_missing(form), *times.errors, *purpose_missing(form), *title_missing(form))
    return ReadRequest(request, mistakes, times_known=times.period is not None)


def in_form_order(errors: Iterable[RuleBroken]) -> tuple[RuleBroken, ...]:
    """Return mistakes in the order of the fields they belong to."""
    return tuple(sorted(errors, key=_place))


def _place(error: RuleBroken) -> int:
    name = error.field_name or ""
    if name.startswith(ANSWER):
        return FIELDS.index("adult")  # the questions about the price stand above
    return FIELDS.index(name) if name in FIELDS else len(FIELDS)


def slugs_of(form: BookingForm) -> tuple[str, ...]:
    """Return the rooms that were ticked, or the bundle that was picked."""
    return (form.extent.removeprefix(BUNDLE),) if form.extent.startswith(BUNDLE) else form.spaces


def extent_missing(form: BookingForm) -> tuple[RuleBroken, ...]:
    """No box ticked must never quietly mean the whole hall, nor a ticked box be passed over."""
    if (form.extent == WHOLE or form.extent.startswith(BUNDLE)) and form.spaces:
        return (SpaceUnknown("Bitte wählen Sie nur eines: das ganze Haus, ein Paket oder einzelne Räume."),)
    if form.extent == WHOLE or form.extent.startswith(BUNDLE) or form.spaces:
        return ()
    if form.extent == ROOMS:
        return (SpaceUnknown("Bitte kreuzen Sie mindestens einen Raum an."),)
    return (SpaceUnknown("Bitte wählen Sie: das ganze Haus oder einzelne Räume."),)


def title_missing(form: BookingForm) -> tuple[RuleBroken, ...]:
    """A ticked box without a title would publish nothing, and nobody would know why."""
    if not form.publish or form.public_title:
        return ()
    return (TitleMissing("Bitte geben Sie den Titel an, der veröffentlicht werden soll."),)


def purpose_missing(form: BookingForm) -> tuple[RuleBroken, ...]:
    """The kind of use is picked, not guessed."""
    if form.purpose in FOR_EVERYBODY:
        return ()
    return (PurposeMissing("Bitte wählen Sie die Art der Nutzung."),)


def use_of(form: BookingForm) -> Use:
    """Return what the form says about the use; a purpose that is not offered counts as another."""
    purpose = Purpose(form.purpose) if form.purpose in FOR_EVERYBODY else Purpose.OTHER
    return Use(
        purpose=purpose,
        postcode=form.postcode,
        layout=form.layout,
        answers=form.answers,
        public_title=form.public_title if form.publish else "",
    )


def read_answers(typed: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the answers to classification questions: fields named `answer_<question>`."""
    given = (
        (name.removeprefix(ANSWER), one_line(value))
        for name, value in typed.items()
        if name.startswith(ANSWER) and value
    )
    return tuple(sorted(given))[:MOST_ANSWERS]


def _moment(typed: MultiDict[str, str], which: str) -> TypedMoment:
    return TypedMoment(
        *(one_line(typed.get(f"{which}_{part}", "")) for part in ("date", "time", "fold")),
    )


def number(text: str) -> int:
    """Return the whole number that was typed, 0 when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_PERSONS_DIGITS else 0
