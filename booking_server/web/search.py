"""The questions of the start page: what was typed, what it means, and the answers in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from booking_server.domain.finding import How, Part, Wish
from booking_server.services.halls.finding import FoundHall
from booking_server.web.forms.mistakes import Mistake, Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date
from calendars import local_time
from calendars.period import Period

LONGEST = 40
"""Characters of a day or a number that come back as they were typed."""

MOST_PERSONS = 9999
FURTHEST = timedelta(days=731)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Search:
    """The form as typed."""

    day: str = ""
    part: str = Part.DAY
    persons: str = ""
    step_free: bool = False
    kitchen: bool = False
    near: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked."""
        return bool(self.day or self.persons or self.step_free or self.kitchen or self.near)

    def arguments(self, **other: str) -> dict[str, str]:
        """Return the search as it stands in an address, with some of it changed."""
        said = {
            "datum": self.day,
            "zeit": self.part if self.part != Part.DAY else "",
            "personen": self.persons,
            "stufenfrei": "1" if self.step_free else "",
            "kueche": "1" if self.kitchen else "",
            "nahe": self.near,
        }
        return {name: value for name, value in {**said, **other}.items() if value}

    def for_hall(self) -> dict[str, str]:
        """Return what the page of a hall and its form take over: nobody types it twice."""
        return {name: self.arguments()[name] for name in ("datum", "personen") if name in self.arguments()}


def read_search(asked: MultiDict[str, str]) -> Search:
    """Read the address, without judging it."""
    part = asked.get("zeit", "")
    return Search(
        one_line(asked.get("datum", ""))[:LONGEST],
        part if part in set(Part) else Part.DAY,
        one_line(asked.get("personen", ""))[:LONGEST],
        asked.get("stufenfrei") == "1",
        asked.get("kueche") == "1",
        one_line(asked.get("nahe", ""))[:80],
    )


def to_wish(search: Search, today: date) -> tuple[Wish, Mistakes]:
    """Return what is looked for; what cannot be read is named and left out."""
    mistakes = []
    day = read_date(search.day) if search.day else None
    if search.day and (day is None or not today <= day <= today + FURTHEST):
        words = gettext("Bitte geben Sie einen Tag an, der noch kommt.")
        mistakes.append(Mistake("datum", str(words), "day-unreadable"))
        day = None
    persons = int(search.persons) if search.persons.isascii() and search.persons.isdecimal() else 0
    if search.persons and not 0 < persons <= MOST_PERSONS:
        words = gettext("Bitte geben Sie eine Zahl an, zum Beispiel 40.")
        mistakes.append(Mistake("personen", str(words), "persons-unreadable"))
        persons = 0
    wish = Wish(day, Part(search.part), persons, search.step_free, search.kitchen, search.near)
    return wish, Mistakes(tuple(mistakes))


def coming_weekend(today: date) -> tuple[date, date]:
    """Return this week's Saturday and Sunday, as far as they are not over; else those of the next week."""
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    sunday = today if today.weekday() == SATURDAY + 1 else saturday + timedelta(days=1)
    return saturday, sunday


def in_groups(found: tuple[FoundHall, ...]) -> tuple[tuple[FoundHall, ...], ...]:
    """Return what can be had as asked, what is free in part, and what is not."""
    offered = tuple(one for one in found if one.judged.is_offered)
    in_part = tuple(one for one in found if one.judged.how is How.HOURS)
    rest = tuple(one for one in found if one.judged.how in (How.TAKEN, How.REFUSED))
    return offered, in_part, rest


def villages(found: tuple[FoundHall, ...]) -> list[tuple[str, str]]:
    """Return the villages with a hall, (slug, name) by name."""
    return sorted({(one.entry.district.slug, one.entry.district.name) for one in found}, key=lambda v: v[1])


def say_day(day: date) -> str:
    """Return "Sa., 05.12.2026" in the language of the page."""
    names = (
        gettext("Mo."), gettext("Di."), gettext("Mi."), gettext("Do."), gettext("Fr."), gettext("Sa."),
        gettext("So."),
    )  # fmt: skip
    return f"{names[day.weekday()]}, {day:%d.%m.%Y}"


def say_hours(period: Period) -> str:
    """Return "08:00–13:30", which needs no language."""
    start, end = local_time.to_local(period.start), local_time.to_local(period.end)
    return f"{start:%H:%M}–{end:%H:%M}"
