"""The form of a hall's rooms: leaf spaces, bundles and layouts; one empty row each for a new one."""

from dataclasses import dataclass, replace
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from booking_server.domain.errors import RuleBroken
from booking_server.domain.regulation import Bundle, Layout
from booking_server.domain.slugs import slug
from booking_server.domain.venues import Space, Venue
from booking_server.web.forms.text import one_line

NEW = "neu"
LONGEST_BUFFER_MINUTES = 24 * 60
MOST_PERSONS = 5000
LONGEST_NAME = 80


class RoomUnclear(RuleBroken):
    """A room has a name, a capacity and buffers of whole minutes."""

    code = "room-unclear"


@dataclass(frozen=True, slots=True)
class RoomsForm:
    """Every field as typed, by name: `space.saal.capacity`, `bundle.1.spaces`, `layout.1.seats.saal`."""

    typed: MultiDict[str, str]

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return one_line(self.typed.get(name, ""))

    def has(self, name: str, value: str) -> bool:
        """Whether a box of a list is ticked."""
        return value in self.typed.getlist(name)


@dataclass(frozen=True, slots=True)
class ReadRooms:
    """What the form makes of a hall's rooms, and what is wrong with it."""

    spaces: tuple[Space, ...]
    bundles: tuple[Bundle, ...]
    layouts: tuple[Layout, ...]
    mistakes: tuple[RuleBroken, ...]


def form_of(venue: Venue) -> RoomsForm:
    """Return the form as it is first shown."""
    typed: MultiDict[str, str] = MultiDict()
    for space in venue.spaces:
        typed[f"space.{space.slug}.name"] = space.name
        typed[f"space.{space.slug}.capacity"] = str(space.capacity)
        typed[f"space.{space.slug}.setup"] = str(space.setup_buffer // timedelta(minutes=1))
        typed[f"space.{space.slug}.teardown"] = str(space.teardown_buffer // timedelta(minutes=1))
        typed.setlist(f"space.{space.slug}.shares", [shared.slug for shared in space.shares])
    for number, bundle in enumerate(venue.regulation.bundles, 1):
        typed[f"bundle.{number}.name"] = bundle.name
        typed[f"bundle.{number}.slug"] = bundle.slug
        typed.setlist(f"bundle.{number}.spaces", list(bundle.spaces))
    for number, layout in enumerate(venue.regulation.layouts, 1):
        typed[f"layout.{number}.name"] = layout.name
        typed[f"layout.{number}.slug"] = layout.slug
        for space_slug, seats in layout.capacities:
            typed[f"layout.{number}.seats.{space_slug}"] = str(seats)
    return RoomsForm(typed)


def read_rooms(form: RoomsForm, venue: Venue, new_id: str) -> ReadRooms:
    """Return the rooms as typed; a row without a name is no row, but no space ever goes."""
    mistakes: list[RuleBroken] = []
    known = [_space(form, space.slug, space, mistakes) for space in venue.spaces]
    if form.text(f"space.{NEW}.name"):
        fresh = Space(new_id, venue.id, slug(form.text(f"space.{NEW}.name")), "", 1, position=len(known))
        if not fresh.slug or fresh.slug in {space.slug for space in known}:
            mistakes.append(
                RoomUnclear("Diesen Namen gibt es in diesem Haus schon.", field=f"space.{NEW}.name")
            )
        else:
            known.append(_space(form, NEW, fresh, mistakes))
    alone = {space.slug: replace(space, shares=()) for space in known}
    spaces = tuple(replace(space, shares=_shares(form, space, alone)) for space in known)
    return ReadRooms(spaces, _bundles(form), _layouts(form, spaces, mistakes), tuple(mistakes))


def _space(form: RoomsForm, row: str, space: Space, mistakes: list[RuleBroken]) -> Space:
    place = f"space.{row}"
    name = form.text(f"{place}.name")
    if not 0 < len(name) <= LONGEST_NAME:
        mistakes.append(RoomUnclear("Bitte geben Sie dem Raum einen Namen.", field=f"{place}.name"))
    return replace(
        space,
        name=name[:LONGEST_NAME],
        capacity=_number(form, f"{place}.capacity", 1, MOST_PERSONS, mistakes),
        setup_buffer=_minutes(form, f"{place}.setup", mistakes),
        teardown_buffer=_minutes(form, f"{place}.teardown", mistakes),
    )


def _minutes(form: RoomsForm, place: str, mistakes: list[RuleBroken]) -> timedelta:
    if not form.text(place):
        return timedelta()
    return timedelta(minutes=_number(form, place, 0, LONGEST_BUFFER_MINUTES, mistakes))


def _number(form: RoomsForm, place: str, least: int, most: int, mistakes: list[RuleBroken]) -> int:
    text = form.text(place)
    if text.isascii() and text.isdecimal() and len(text) <= 6 and least <= int(text) <= most:
        return int(text)
    told = f"Bitte geben Sie eine ganze Zahl von {least} bis {most} an."
    mistakes.append(RoomUnclear(told, field=place))
    return least


def _shares(form: RoomsForm, space: Space, rooms: dict[str, Space]) -> tuple[Space, ...]:
    ticked = form.typed.getlist(f"space.{space.slug}.shares")
    return tuple(room for name, room in rooms.items() if name in ticked and name != space.slug)


def _bundles(form: RoomsForm) -> tuple[Bundle, ...]:
    return tuple(
        Bundle(_slug(form, row), form.text(f"{row}.name"), tuple(form.typed.getlist(f"{row}.spaces")))
        for row in _rows(form, "bundle")
    )


def _layouts(form: RoomsForm, spaces: tuple[Space, ...], mistakes: list[RuleBroken]) -> tuple[Layout, ...]:
    found = []
    for row in _rows(form, "layout"):
        seats = [
            (space.slug, _number(form, f"{row}.seats.{space.slug}", 1, MOST_PERSONS, mistakes))
            for space in spaces
            if form.text(f"{row}.seats.{space.slug}")
        ]
        found.append(Layout(_slug(form, row), form.text(f"{row}.name"), tuple(sorted(seats))))
    return tuple(found)


def _rows(form: RoomsForm, kind: str) -> list[str]:
    """Return the rows of a kind that have a name, in their order."""
    numbers = {name.split(".")[1] for name in form.typed if name.startswith(f"{kind}.")}
    ordered = sorted(number for number in numbers if number.isdecimal() and len(number) <= 2)
    return [f"{kind}.{number}" for number in sorted(ordered, key=int) if form.text(f"{kind}.{number}.name")]


def _slug(form: RoomsForm, row: str) -> str:
    """An old row keeps its slug, whatever it is called by now."""
    return form.text(f"{row}.slug") or slug(form.text(f"{row}.name"))
