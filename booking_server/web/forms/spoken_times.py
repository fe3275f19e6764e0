"""Dates and times as somebody types them while a caller speaks: "2.10.", "fr", "19-2", "18 bis 23"."""

import re
from datetime import date, timedelta

from booking_server.web.forms.typed_times import TypedMoment, read_date, read_time

WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
OTHER_NAMES = {"sonnabend": 5}
NEAR = {"heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
SHORTEST_NAME = 2
_SHORT = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.?(?: ?(?P<year>\d{2}))?")
_NAMED = re.compile(r"(?P<name>[a-zäöü]+)\.?,? ?(?P<rest>.*)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-|–|—|bis)\s*", re.IGNORECASE)
_A_DAY = timedelta(days=1)


def read_spoken_date(text: str, today: date) -> date | None:
    """Return the day somebody means, never one in the past unless they name its year.

    "fr" is the next Friday, today included; "2.10." the next second of October. None when it is no day.
    """
    spoken = " ".join(text.split()).lower()
    if spoken in NEAR:
        return today + NEAR[spoken] * _A_DAY
    if exact := read_date(spoken):
        return exact
    if short := _SHORT.fullmatch(spoken):
        return _short_date(short, today)
    named = _NAMED.fullmatch(spoken)
    weekday = _weekday(named["name"]) if named else None
    if named is None or weekday is None:
        return None
    if not named["rest"]:
        return today + ((weekday - today.weekday()) % 7) * _A_DAY
    meant = read_spoken_date(named["rest"], today)
    return meant if meant and meant.weekday() == weekday else None


def read_spoken_times(text: str) -> tuple[str, str] | None:
    """Return begin and end of "19-23", "19:00–2" or "18 bis 2 Uhr" as texts for read_times(), else None."""
    parts = _BETWEEN.split(text.strip().removeprefix("von ").removesuffix("Uhr").removesuffix("uhr").strip())
    times = [part.lower().removesuffix("uhr").strip() for part in parts]
    if len(times) != 2 or not all(read_time(one) or one in ("24", "24:00") for one in times):
        return None
    return times[0], times[1]


def moments(day: date | None, times: tuple[str, str] | None) -> tuple[TypedMoment, TypedMoment]:
    """Return begin and end as the public form would have them typed."""
    first, last = times or ("", "")
    return TypedMoment(day.isoformat() if day else "", first), TypedMoment("", last)


def _short_date(found: re.Match[str], today: date) -> date | None:
    years = (2000 + int(found["year"]),) if found["year"] else (today.year, today.year + 1)
    for year in years:
        try:
            meant = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if found["year"] or meant >= today:
            return meant
    return None


def _weekday(name: str) -> int | None:
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    fitting = [at for at, word in enumerate(WEEKDAYS) if len(name) >= SHORTEST_NAME and word.startswith(name)]
    return fitting[0] if len(fitting) == 1 else None
