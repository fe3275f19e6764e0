"""Which hall and which rooms here an area and a room of another booking system are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from booking_server.domain.imports import LONGEST_NAME, MOST_PERSONS, ForeignRoom
from booking_server.domain.slugs import slug as slug_of
from booking_server.domain.venues import ApprovalPolicy, BookingLimits, District, Space, Venue

WHOLE_HALL = frozenset({"", "ganzes-haus", "alles", "alle", "gesamt", "komplett"})
UNKNOWN_CAPACITY = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Spaces of a hall (none named: all of it); `problem` says in German why nobody knows them."""

    venue: Venue | None
    space_slugs: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Places:
    """The halls of a municipality, and what an area (`Rathaus`) or a room (`Rathaus/Saal`) is said to be.

    `known` are halls that areas became before, by area: no other area is one of these by its name. With
    `new_in` an area that nobody knows becomes a draft of a hall in that village, at an address that is not
    among `slugs`.
    """

    halls: Sequence[Venue]
    rooms: Sequence[ForeignRoom]
    said: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    new_in: District | None = None
    slugs: set[str] = field(default_factory=set)
    drafts: dict[str, Venue] = field(default_factory=dict)

    def place(self, area: str, room: str) -> Place:
        """Return where a room is: as it was said, else by its names, else in a new hall."""
        told = self.said.get(f"{area}/{room}") or self.said.get(area) or self.said.get(self._title(area))
        if told is not None:
            return self._told(told, area, room if f"{area}/{room}" not in self.said else "")
        hall = next((one for one in self.halls if one.id == self.known.get(area)), None) or self._named(
            self._title(area)
        )
        if hall is not None:
            return self._room_of(hall, area, room)
        hall = self._named(room)
        if hall is not None:
            return Place(hall)
        if self.new_in is not None and area:
            return self._room_of(self.draft(area), area, room)
        return Place(None, problem=f"Welches Haus „{self._title(area)}“ ist, steht nicht fest.")

    def draft(self, area: str) -> Venue:
        """Return the hall an unknown area becomes; nobody has stored it yet."""
        if area not in self.drafts and self.new_in is not None:
            self.drafts[area] = self._draft(area, self.new_in)
            self.slugs.add(self.drafts[area].slug)
        return self.drafts[area]

    def _draft(self, area: str, village: District) -> Venue:
        return Venue(
            id="",
            municipality_id=village.municipality_id,
            district_id=village.id,
            slug=_free(slug_of(self._title(area))[:70] or "haus", self.slugs),
            name=self._title(area)[:LONGEST_NAME],
            address=next((one.address for one in self.rooms if one.area == area and one.address), ""),
            approval=ApprovalPolicy.REQUIRED,
            limits=BookingLimits(),
            house_rules="",
            contact_phone="",
            site_number=0,
            is_sample=False,
            spaces=self._spaces(area),
            is_draft=True,
        )

    def _title(self, area: str) -> str:
        return next((one.title for one in self.rooms if one.area == area and one.title), area)

    def _spaces(self, area: str) -> tuple[Space, ...]:
        """Return the leaf spaces of a draft: what means all of it is none of them."""
        found: dict[str, Space] = {}
        whole = (*WHOLE_HALL, slug_of(self._title(area)))
        for room in self.rooms:
            slug = slug_of(room.name)[:80]
            if room.area == area and slug not in found and slug not in whole:
                capacity = min(max(room.capacity, UNKNOWN_CAPACITY), MOST_PERSONS)
                found[slug] = Space("", "", slug, room.name[:LONGEST_NAME], capacity)
        return tuple(found.values()) or (Space("", "", "saal", "Saal", UNKNOWN_CAPACITY),)

    def _told(self, told: str, area: str, room: str) -> Place:
        slug, _, named = told.partition("/")
        spaces = tuple(one for one in named.split(",") if one)
        hall = next((one for one in self.halls if one.slug == slug), None)
        if hall is None:
            return Place(None, problem=f"Das Haus „{slug}“ gibt es in dieser Gemeinde nicht.")
        unknown = [one for one in spaces if not hall.spaces_named((one,))]
        if unknown:
            return Place(None, problem=f"Den Raum „{unknown[0]}“ gibt es in „{hall.name}“ nicht.")
        return Place(hall, spaces) if spaces else self._room_of(hall, area, room)

    def _room_of(self, hall: Venue, area: str, room: str) -> Place:
        wanted = slug_of(room)
        for space in hall.spaces:
            if wanted and wanted[:80] in (space.slug, slug_of(space.name)[:80]):
                return Place(hall, (space.slug,))
        alone = sum(one.area == area for one in self.rooms) == 1
        if wanted in (*WHOLE_HALL, hall.slug, slug_of(hall.name)) or (area and alone):
            return Place(hall)
        names = ", ".join(space.name for space in hall.spaces)
        problem = f"Den Raum „{room}“ gibt es in „{hall.name}“ nicht. Es gibt: {names}."
        return Place(hall, problem=problem)

    def _named(self, name: str) -> Venue | None:
        """Return the one hall of a name: its own, with or without DGH, or its address here."""
        wanted = slug_of(name)
        found = [
            hall
            for hall in self.halls
            if hall.id not in self.known.values()
            and wanted
            and wanted in (hall.slug, slug_of(hall.name), hall.slug.removeprefix("dgh-"))
        ]
        return found[0] if len(found) == 1 else None


def _free(slug: str, taken: set[str]) -> str:
    return next(one for one in (slug, *(f"{slug}-{number}" for number in range(2, 999))) if one not in taken)
