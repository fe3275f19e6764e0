"""Walking through a regulation's document: every mistake is collected with its place."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from enum import StrEnum
from typing import Any, TypeVar

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.regulation import (
    Bundle,
    ElectionDays,
    GroupLimits,
    Hours,
    Layout,
    OvernightStay,
    QuietHours,
    Regulation,
)
from booking_server.domain.uses import Purpose, UserGroup

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
CLOSED = "geschlossen"
BOUNDS = {"lead_days": (0, 365), "horizon_months": (1, 36), "longest_hours": (1, 744)}
MOST_PERSONS = 5000
MOST_ENTRIES = 30
LONGEST_NAME = 80
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")

Code = TypeVar("Code", bound=StrEnum)


class RegulationUnreadable(RuleBroken):
    """A regulation says only what can be kept."""

    code = "regulation-unreadable"


class RegulationRefused(RequestRefused):
    """A document with one or more mistakes; `errors` holds all of them, each with its place as field."""


class Reader:
    """Walks through a document and collects what is wrong with it."""

    def __init__(self, space_slugs: tuple[str, ...]) -> None:
        self.errors: list[RegulationUnreadable] = []
        self._spaces = space_slugs

    def read(self, document: object) -> Regulation:
        members = self._members(document, "", tuple(Regulation.__dataclass_fields__))
        default = Regulation()
        overnight = self._code(members.get("overnight"), "overnight", OvernightStay)
        elections = self._code(members.get("elections"), "elections", ElectionDays)
        return Regulation(
            everybody=self._group(members.get("everybody", {}), "everybody"),
            groups=self._groups(members.get("groups", {})),
            opening=self._opening(members.get("opening", {})),
            quiet=self._quiet(members["quiet"]) if "quiet" in members else default.quiet,
            booking_day=self._clock(members.get("booking_day", ""), "booking_day"),
            overnight=overnight or default.overnight,
            closed_on=self._texts(members.get("closed_on", []), "closed_on"),
            rests_in_school_holidays=self._purposes(
                members.get("rests_in_school_holidays", []), "rests_in_school_holidays"
            ),
            elections=elections or default.elections,
            adult_required=self._truth(members.get("adult_required", False), "adult_required"),
            hold_open=self._purposes(members.get("hold_open", []), "hold_open"),
            bundles=self._named(members.get("bundles", []), "bundles", self._bundle),
            layouts=self._named(members.get("layouts", []), "layouts", self._layout),
        )

    def _wrong(self, place: str, message: str) -> None:
        self.errors.append(RegulationUnreadable(message, field=place))

    def _members(self, value: object, place: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._wrong(place, "Hier wird eine Gruppe von Angaben erwartet.")
            return {}
        for name in value:
            if name not in known:
                self._wrong(f"{place}.{name}".lstrip("."), f"„{name}“ ist hier keine bekannte Angabe.")
        return {name: inner for name, inner in value.items() if name in known}

    def _groups(self, value: object) -> tuple[tuple[UserGroup, GroupLimits], ...]:
        members = self._members(value, "groups", tuple(UserGroup))
        found = ((UserGroup(name), self._group(own, f"groups.{name}")) for name, own in members.items())
        return tuple(sorted((group, limits) for group, limits in found if limits != GroupLimits()))

    def _group(self, value: object, place: str) -> GroupLimits:
        members = self._members(value, place, tuple(BOUNDS))
        return GroupLimits(
            **{
                name: self._number(number, f"{place}.{name}", *BOUNDS[name])
                for name, number in members.items()
            }
        )

    def _number(self, value: object, place: str, least: int, most: int) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._wrong(place, f"Bitte geben Sie eine ganze Zahl von {least} bis {most} an.")
        return None

    def _opening(self, value: object) -> tuple[Hours | None, ...]:
        members = self._members(value, "opening", WEEKDAYS)
        if not members:
            return ()
        for day in WEEKDAYS:
            if day not in members:
                self._wrong(f"opening.{day}", "Bitte geben Sie alle Wochentage an, oder keinen.")
        return tuple(self._hours(members.get(day, CLOSED), f"opening.{day}") for day in WEEKDAYS)

    def _hours(self, value: object, place: str) -> Hours | None:
        if value == CLOSED:
            return None
        begins, _, ends = str(value).partition("-")
        first, last = _clock(begins), _clock(ends)
        if first is None or last is None or not isinstance(value, str):
            self._wrong(
                place, f"Bitte schreiben Sie die Zeiten so: 08:00-22:00, oder „{CLOSED}“. 24:00 ist 00:00."
            )
            return None
        return Hours(first, last)

    def _quiet(self, value: object) -> QuietHours | None:
        if value == CLOSED:
            return None
        members = self._members(value, "quiet", ("hours", "end_before"))
        hours = self._hours(members.get("hours", "22:00-06:00"), "quiet.hours")
        purposes = self._purposes(members.get("end_before", []), "quiet.end_before")
        return QuietHours(hours, purposes) if hours else None

    def _clock(self, value: object, place: str) -> time | None:
        if value == "":
            return None
        clock = _clock(value) if isinstance(value, str) else None
        if clock is None:
            self._wrong(place, "Bitte geben Sie eine Uhrzeit an, zum Beispiel 11:00.")
        return clock

    def _code(self, value: object, place: str, codes: type[Code]) -> Code | None:
        if isinstance(value, str) and value in tuple(codes):
            return codes(value)
        if value is not None:
            self._wrong(place, f"Zur Wahl stehen: {', '.join(codes)}.")
        return None

    def _truth(self, value: object, place: str) -> bool:
        if not isinstance(value, bool):
            self._wrong(place, "Bitte geben Sie ja oder nein an (true, false).")
        return value is True

    def _texts(self, value: object, place: str) -> tuple[str, ...]:
        fine = isinstance(value, list) and len(value) <= MOST_ENTRIES
        if not fine or not all(isinstance(text, str) and 0 < len(text) <= LONGEST_NAME for text in value):  # type: ignore[attr-defined]
            self._wrong(place, f"Hier wird eine Liste von höchstens {MOST_ENTRIES} Namen erwartet.")
            return ()
        return tuple(dict.fromkeys(value))  # type: ignore[call-overload]

    def _purposes(self, value: object, place: str) -> tuple[Purpose, ...]:
        names = self._texts(value, place)
        for name in names:
            if name not in tuple(Purpose):
                self._wrong(place, f"„{name}“ ist keine Art der Nutzung. Bekannt sind: {', '.join(Purpose)}.")
        return tuple(Purpose(name) for name in names if name in tuple(Purpose))

    def _named(self, value: object, place: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            self._wrong(place, f"Hier wird eine Liste von höchstens {MOST_ENTRIES} Einträgen erwartet.")
            return ()
        found = [read(entry, f"{place}.{number}") for number, entry in enumerate(value, 1)]
        slugs = [one.slug for one in found]
        for number, slug in enumerate(slugs, 1):
            if slug in slugs[: number - 1] or slug in self._spaces:
                self._wrong(f"{place}.{number}.name", "Diesen Namen gibt es in diesem Haus schon.")
        return tuple(found)

    def _bundle(self, value: object, place: str) -> Bundle:
        members = self._members(value, place, ("slug", "name", "spaces"))
        spaces = self._texts(members.get("spaces", []), f"{place}.spaces")
        self._known_spaces(spaces, f"{place}.spaces")
        if not spaces:
            self._wrong(f"{place}.spaces", "Ein Paket besteht aus mindestens einem Raum.")
        return Bundle(*self._slug_and_name(members, place), spaces)

    def _layout(self, value: object, place: str) -> Layout:
        members = self._members(value, place, ("slug", "name", "capacities"))
        given = members.get("capacities", {})
        capacities = self._members(given, f"{place}.capacities", self._spaces or tuple(given))
        if not capacities:
            self._wrong(f"{place}.capacities", "Bitte geben Sie für mindestens einen Raum die Plätze an.")
        seats = (
            (slug, self._number(count, f"{place}.capacities.{slug}", 1, MOST_PERSONS))
            for slug, count in sorted(capacities.items())
        )
        return Layout(
            *self._slug_and_name(members, place), tuple((slug, count) for slug, count in seats if count)
        )

    def _slug_and_name(self, members: Mapping[str, Any], place: str) -> tuple[str, str]:
        slug, name = members.get("slug"), members.get("name")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
            self._wrong(f"{place}.name", f"Bitte geben Sie einen Namen an (bis {LONGEST_NAME} Zeichen).")
            name = ""
        if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
            self._wrong(f"{place}.slug", "Ein Kürzel hat nur kleine Buchstaben, Ziffern, Bindestriche.")
            slug = ""
        return slug, name.strip()

    def _known_spaces(self, slugs: tuple[str, ...], place: str) -> None:
        for slug in slugs:
            if self._spaces and slug not in self._spaces:
                self._wrong(place, f"Den Raum „{slug}“ gibt es in diesem Haus nicht.")


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None
