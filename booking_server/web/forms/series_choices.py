"""What was chosen for each date in the preview of a series, and what there is to choose."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from werkzeug.datastructures import MultiDict

from booking_server.domain.series import DateState
from booking_server.domain.series_judging import Choice, Choices, JudgedDate, Wish
from booking_server.domain.suggestions import Suggestion, Way
from booking_server.domain.venues import Venue
from booking_server.services.series.series import Preview
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import TypedMoment, read_times
from calendars.errors import CalendarError
from calendars.local_time import say_period, to_local
from calendars.period import Period

CHOICE, FROM, TO = "wahl_", "von_", "bis_"
OWN = "eigene"
WISHES = {"nehmen": Wish.TAKE, "auslassen": Wish.SKIP, "warten": Wish.WAIT}
MOST = 400
_TIMED = re.compile(r"zeit:(\d{12})-(\d{12})(?:/([a-z0-9+-]{1,400}))?")
_STAMP = "%Y%m%d%H%M"

WAY_WORDS = {
    Way.EARLIER: "früher",
    Way.LATER: "später",
    Way.SHORTER: "kürzer",
    Way.OTHER_ROOM: "anderer Raum",
    Way.OTHER_READING: "die andere Stunde",
}
STATE_WORDS = {
    DateState.BOOKED: ("frei", "success"),
    DateState.TAKEN: ("belegt", "danger"),
    DateState.REFUSED: ("nicht möglich", "danger"),
    DateState.HOLIDAY: ("entfällt", "info"),
    DateState.OPEN: ("noch zu klären", "warning"),
    DateState.SKIPPED: ("ausgelassen", "info"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose for a date."""

    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of the preview: what stands about it, and what can be chosen."""

    day: date
    when: str
    word: str
    kind: str
    reasons: tuple[str, ...]
    options: tuple[Option, ...]
    own_from: str
    own_to: str
    error: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether a person should look at it."""
        return self.kind in ("danger", "warning") or bool(self.error)


@dataclass(frozen=True, slots=True)
class TypedChoices:
    """The choices as read; `errors` are messages for days whose own time cannot be read."""

    choices: Choices
    errors: dict[date, str]


def read_choices(typed: MultiDict[str, str]) -> TypedChoices:
    """Read what was chosen. A day without a field keeps what the preview proposes."""
    choices: dict[date, Choice] = {}
    errors: dict[date, str] = {}
    for name in [name for name in typed if name.startswith(CHOICE)][:MOST]:
        day = _day(name.removeprefix(CHOICE))
        if day is None:
            continue
        said = one_line(typed[name])
        found = _own(typed, day) if said == OWN else _choice(said)
        if isinstance(found, Choice):
            choices[day] = found
        elif found:
            errors[day] = found
    return TypedChoices(choices, errors)


def rows(preview: Preview, typed: MultiDict[str, str], errors: dict[date, str]) -> tuple[DateRow, ...]:
    """Return what the preview shows, each choice marked that was made."""
    return tuple(_row(preview.venue, one, typed, errors.get(one.day, "")) for one in preview.dates)


def _row(venue: Venue, one: JudgedDate, typed: MultiDict[str, str], error: str) -> DateRow:
    word, kind = STATE_WORDS[one.state]
    chosen = one_line(typed.get(f"{CHOICE}{one.day}", ""))
    return DateRow(
        day=one.day,
        when=say_period(one.period) if one.period else "",
        word=word,
        kind=kind,
        reasons=(*one.reasons, *one.notes),
        options=_options(venue, one, chosen),
        own_from=one_line(typed.get(f"{FROM}{one.day}", "")),
        own_to=one_line(typed.get(f"{TO}{one.day}", "")),
        error=error,
    )


def _options(venue: Venue, one: JudgedDate, chosen: str) -> tuple[Option, ...]:
    found: list[tuple[str, str]] = []
    if one.is_bookable and one.period:
        changed = one.period != one.wanted
        found.append((_timed(one.period, one.spaces) if changed else "nehmen", "buchen"))
    found += [(_timed(each.period, each.spaces), _offer(venue, each)) for each in one.suggestions]
    if one.state in (DateState.HOLIDAY, DateState.OPEN):
        found.append(("nehmen", "trotzdem buchen"))
    if one.state is DateState.TAKEN:
        found.insert(0, ("warten", "auslassen, Bescheid wenn frei"))
    if one.state is DateState.OPEN:
        found.insert(0, ("warten", "später entscheiden"))
    if one.state is DateState.REFUSED:
        found.insert(0, ("warten", "nicht buchen"))
    if one.state is DateState.HOLIDAY:
        found.insert(0, ("warten", "entfällt"))
    if one.state in (DateState.BOOKED, DateState.TAKEN, DateState.OPEN, DateState.SKIPPED):
        found.append(("auslassen", "auslassen"))
    if one.state is DateState.SKIPPED:
        found.append(("nehmen", "doch buchen"))
    found.append((OWN, "andere Zeit, siehe unten"))
    values = {value for value, _ in found}
    first = chosen if chosen in values else found[0][0]
    return tuple(Option(value, words, value == first) for value, words in dict(found).items())


def _offer(venue: Venue, suggestion: Suggestion) -> str:
    when = say_period(suggestion.period)
    if suggestion.way is Way.OTHER_ROOM:
        names = ", ".join(space.name for space in venue.spaces_named(suggestion.spaces))
        return f"{WAY_WORDS[suggestion.way]}: {names}"
    return f"{WAY_WORDS[suggestion.way]}: {when.split(', ', 2)[-1]}"


def _choice(said: str) -> Choice | str:
    if said in WISHES:
        return Choice(WISHES[said])
    timed = _TIMED.fullmatch(said)
    if timed is None:
        return ""
    try:
        start, end = (datetime.strptime(timed[at], _STAMP).replace(tzinfo=UTC) for at in (1, 2))
        period = Period(start, end)
    except (ValueError, CalendarError):
        return ""
    spaces = tuple(timed[3].split("+")) if timed[3] else ()
    return Choice(Wish.OTHER, period, spaces)


def _own(typed: MultiDict[str, str], day: date) -> Choice | str:
    moments = (TypedMoment(day.isoformat(), one_line(typed.get(f"{FROM}{day}", ""))),
               TypedMoment("", one_line(typed.get(f"{TO}{day}", ""))))  # fmt: skip
    times = read_times(*moments)
    if times.period is None:
        return times.errors[0].message
    return Choice(Wish.OTHER, times.period)


def _timed(period: Period, spaces: tuple[str, ...]) -> str:
    stamp = f"zeit:{period.start:{_STAMP}}-{period.end:{_STAMP}}"
    return f"{stamp}/{'+'.join(spaces)}" if spaces else stamp


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def says_time(period: Period) -> tuple[str, str]:
    """Return start and end of a period as they stand in two fields."""
    return f"{to_local(period.start):%H:%M}", f"{to_local(period.end):%H:%M}"
