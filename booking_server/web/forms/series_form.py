"""The form for a series: what was typed, and the request it becomes."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, time

from werkzeug.datastructures import MultiDict

from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import RequestRefused, RuleBroken, SeasonTooLong, TimeUnreadable
from booking_server.domain.requests import broken_apart_from_times
from booking_server.domain.series import NTH_WORDS, WEEKDAY_NAMES, Plan, SeriesRequest
from booking_server.domain.uses import PURPOSE_WORDS, Purpose, Use
from booking_server.domain.venues import Venue
from booking_server.web.forms.booking_form import (
    BUNDLE,
    ROOMS,
    WHOLE,
    BookingForm,
    empty_form,
    extent_missing,
    number,
    purpose_missing,
    read_form,
    slugs_of,
    use_of,
)
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date, read_time
from calendars import local_time
from calendars.recurrence import Clock, Frequency, Rule, Season

FREQUENCIES: dict[str, tuple[Frequency, int]] = {
    "weekly": (Frequency.WEEKLY, 1),
    "fortnightly": (Frequency.FORTNIGHTLY, 1),
    **{f"monthly{nth}": (Frequency.MONTHLY, nth) for nth in NTH_WORDS},
}
FREQUENCY_CHOICES = (
    ("", "Bitte wählen"),
    ("weekly", "jede Woche"),
    ("fortnightly", "jede zweite Woche"),
    *((f"monthly{nth}", f"einmal im Monat, am {word}") for nth, word in NTH_WORDS.items()),
)
WEEKDAY_CHOICES = (("", "Bitte wählen"), *((str(at), name) for at, name in enumerate(WEEKDAY_NAMES)))
MOST_EXCEPTIONS = 60
_DATE = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{4}|\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class SeriesForm:
    """Every field of the form as typed; `common` are the fields it shares with a single booking."""

    common: BookingForm = field(default_factory=BookingForm)
    frequency: str = ""
    weekday: str = ""
    first_day: str = ""
    last_day: str = ""
    start_time: str = ""
    end_time: str = ""
    without_school_holidays: bool = False
    without_public_holidays: bool = False
    exceptions: str = ""

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """Return names and values that bring the form along on the preview."""
        common = self.common
        pairs = [(name, str(getattr(common, name))) for name in _CARRIED]
        pairs += [("spaces", slug) for slug in common.spaces]
        pairs += [(f"answer_{question}", answer) for question, answer in common.answers]
        pairs += [(name, str(getattr(self, name))) for name in _TEXTS]
        pairs += [(name, "1") for name in _TICKS if getattr(self, name)]
        pairs += [(name, "1") for name in ("adult", "house_rules", "publish") if getattr(common, name)]
        return tuple(pairs)


_CARRIED = (
    "extent", "occasion", "persons", "name", "email", "phone", "purpose", "public_title", "postcode",
    "club_code", "layout", "key", "stamp",
)  # fmt: skip
_TEXTS = ("frequency", "weekday", "first_day", "last_day", "start_time", "end_time", "exceptions")
_TICKS = ("without_school_holidays", "without_public_holidays")


def empty_series_form(venue: Venue, day: date | None = None) -> SeriesForm:
    """Return the form as it is first shown, with the day picked in the calendar as the first."""
    if day is None:
        return SeriesForm(empty_form(venue), without_school_holidays=True)
    return SeriesForm(
        empty_form(venue),
        weekday=str(day.weekday()),
        first_day=day.isoformat(),
        without_school_holidays=True,
    )


def form_of(request: SeriesRequest, venue: Venue) -> SeriesForm:
    """Return the form that says what a stored series says."""
    plan = request.plan
    frequency = plan.rule.frequency.value
    monthly = plan.rule.frequency is Frequency.MONTHLY
    bundles = {f"{BUNDLE}{one.slug}": (one.slug,) for one in venue.regulation.bundles}
    bundle = next((extent for extent, slugs in bundles.items() if slugs == request.space_slugs), "")
    extent = bundle or (ROOMS if request.space_slugs else WHOLE)
    spaces = () if bundle else request.space_slugs
    common = replace(empty_form(venue), extent=extent, spaces=spaces)
    return SeriesForm(
        common,
        frequency=f"monthly{plan.rule.nth}" if monthly else frequency,
        weekday=str(plan.rule.weekday),
        first_day=plan.season.first.isoformat(),
        last_day=plan.season.last.isoformat(),
        start_time=f"{plan.clock.start:%H:%M}",
        end_time=f"{plan.clock.end:%H:%M}",
        without_school_holidays=plan.without_school_holidays,
        without_public_holidays=plan.without_public_holidays,
        exceptions=", ".join(f"{day:%d.%m.%Y}" for day in plan.exceptions),
    )


def read_series_form(typed: MultiDict[str, str]) -> SeriesForm:
    """Read what was sent, without judging it."""
    texts = {name: one_line(typed.get(name, "")) for name in _TEXTS}
    ticks = {name: typed.get(name) == "1" for name in _TICKS}
    return replace(SeriesForm(read_form(typed)), **texts, **ticks)  # type: ignore[arg-type]


def to_series(form: SeriesForm, venue: Venue, *, at_desk: bool = False) -> SeriesRequest:
    """Return the request the form makes. Raises RequestRefused with every mistake at once.

    At the desk every purpose may be picked, and whoever enters it answers for house rules and age.
    """
    common = form.common
    plan, wrong = read_plan(form)
    request = SeriesRequest(
        venue_slug=venue.slug,
        plan=plan or _ANY_PLAN,
        persons=number(common.persons),
        occasion=common.occasion,
        organizer=Organizer(common.name, common.email, common.phone),
        house_rules_accepted=at_desk or common.house_rules,
        space_slugs=slugs_of(common),
        use=_desk_use(common) if at_desk else use_of(common),
        club_code=common.club_code,
        is_adult=at_desk or common.adult,
    )
    a_day = request.on(local_time.day(request.plan.season.first))
    broken = (
        *extent_missing(common),
        *wrong,
        *(() if at_desk and common.purpose in PURPOSE_WORDS else purpose_missing(common)),
        *broken_apart_from_times(venue, a_day),
    )
    if broken:
        raise RequestRefused(broken)
    return request


def to_change(form: SeriesForm, old: SeriesRequest) -> SeriesRequest:
    """Return a stored series' request with the times and rooms typed. Raises RequestRefused."""
    plan, wrong = read_plan(form)
    broken = (*extent_missing(form.common), *wrong)
    if broken or plan is None:
        raise RequestRefused(broken)
    return replace(old, plan=plan, space_slugs=slugs_of(form.common))


def read_plan(form: SeriesForm) -> tuple[Plan | None, tuple[RuleBroken, ...]]:
    """Return when the series takes place, or what is wrong with it."""
    wrong: list[RuleBroken] = []
    if form.frequency not in FREQUENCIES:
        wrong.append(TimeUnreadable("Bitte wählen Sie, wie oft Sie das Haus brauchen.", field="frequency"))
    if form.weekday not in dict(WEEKDAY_CHOICES[1:]):
        wrong.append(TimeUnreadable("Bitte wählen Sie einen Wochentag.", field="weekday"))
    midnight = form.end_time.startswith("24")
    start, end = read_time(form.start_time), read_time("00:00" if midnight else form.end_time)
    for read, name, words in ((start, "start_time", "den Beginn"), (end, "end_time", "das Ende")):
        if read is None:
            message = f"Bitte geben Sie für {words} eine Uhrzeit an, zum Beispiel 19:00."
            wrong.append(TimeUnreadable(message, field=name))
    season = _season(form, wrong)
    exceptions = _exceptions(form, wrong)
    if wrong or season is None or start is None or end is None:
        return None, tuple(wrong)
    frequency, nth = FREQUENCIES[form.frequency]
    return Plan(
        rule=Rule(frequency, int(form.weekday), nth),
        season=season,
        clock=Clock(start, end),
        without_school_holidays=form.without_school_holidays,
        without_public_holidays=form.without_public_holidays,
        exceptions=exceptions,
    ), ()


def _desk_use(form: BookingForm) -> Use:
    purpose = Purpose(form.purpose) if form.purpose in PURPOSE_WORDS else Purpose.OTHER
    return replace(use_of(form), purpose=purpose)


def _season(form: SeriesForm, wrong: list[RuleBroken]) -> Season | None:
    first, last = read_date(form.first_day), read_date(form.last_day)
    if first is None:
        message = "Bitte geben Sie den ersten Tag an, zum Beispiel 05.10.2026."
        wrong.append(TimeUnreadable(message, field="first_day"))
    if last is None:
        message = "Bitte geben Sie den letzten Tag an, zum Beispiel 24.06.2027."
        wrong.append(TimeUnreadable(message, field="last_day"))
    if first is None or last is None:
        return None
    if last < first:
        wrong.append(SeasonTooLong("Der letzte Tag liegt vor dem ersten.", field="last_day"))
        return None
    return Season(first, last)


def _exceptions(form: SeriesForm, wrong: list[RuleBroken]) -> tuple[date, ...]:
    read = [read_date(text) for text in _DATE.findall(form.exceptions)[: MOST_EXCEPTIONS + 1]]
    left_over = _DATE.sub("", form.exceptions)
    if None in read or len(read) > MOST_EXCEPTIONS or re.search(r"\d", left_over):
        message = "Bitte schreiben Sie die Tage so: 24.12.2026, 31.12.2026."
        wrong.append(TimeUnreadable(message, field="exceptions"))
    return tuple(sorted({day for day in read if day is not None}))


_ANY_PLAN = Plan(
    Rule(Frequency.WEEKLY, 0), Season(date(2026, 1, 5), date(2026, 1, 5)), Clock(time(0), time(0))
)
