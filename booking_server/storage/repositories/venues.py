"""Municipalities, districts, venues and spaces."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.hall_facts import HallFacts, stored_facts, write_facts
from booking_server.domain.hall_texts import HallTexts
from booking_server.domain.regulation import Regulation
from booking_server.domain.regulation_document import read_regulation, write_regulation
from booking_server.domain.venues import (
    ApprovalPolicy,
    BookingLimits,
    District,
    Municipality,
    SeriesCode,
    Space,
    Venue,
)
from booking_server.storage.columns import canonical
from booking_server.storage.tables import districts, municipalities, room_versions, spaces, venues

_NO_HALL = "Dieses Dorfgemeinschaftshaus gibt es hier nicht."

# A hall comes together with its spaces, one row for each of them: every booking and page asks for both.
_ALL = (
    select(venues, *(column.label(f"space_{column.name}") for column in spaces.c))
    .join(spaces, spaces.c.venue_id == venues.c.id)
    .order_by(venues.c.name, venues.c.id, spaces.c.position)
)
_BY_SLUG = _ALL.where(venues.c.slug == bindparam("key"))
_BY_ID = _ALL.where(venues.c.id == bindparam("key"))
_OF_TOWN = _ALL.where(venues.c.municipality_id == bindparam("key"))
_TOWN_AT = select(municipalities).where(municipalities.c.slug == bindparam("key"))
_DISTRICT_AT = select(districts).where(
    districts.c.municipality_id == bindparam("town"), districts.c.slug == bindparam("key")
)
_TOWN = select(municipalities).where(municipalities.c.id == bindparam("key"))
_LOCK_TOWN = (
    select(municipalities.c.id).where(municipalities.c.id == bindparam("key")).with_for_update(key_share=True)
)
_LOCK = select(venues.c.id).where(venues.c.id == bindparam("key")).with_for_update(key_share=True)
_TOUCH = (
    update(venues)
    .where(venues.c.id == bindparam("venue"))
    .values(revision=venues.c.revision + 1, changed_at=bindparam("now"))
)


class Venues:
    """The halls and where they stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_municipality(self, municipality: Municipality) -> None:
        """Store a new municipality."""
        self._connection.execute(insert(municipalities).values(_fields(municipality)))

    def add_district(self, district: District) -> None:
        """Store a new village."""
        self._connection.execute(insert(districts).values(_fields(district)))

    def add(self, venue: Venue, *, door_secret_cipher: bytes, now: datetime) -> None:
        """Store a new hall with its leaf spaces and the encrypted secret its doors share."""
        limits = venue.limits
        self._connection.execute(
            insert(venues).values(
                id=venue.id,
                municipality_id=venue.municipality_id,
                district_id=venue.district_id,
                slug=venue.slug,
                name=venue.name,
                address=venue.address,
                approval=venue.approval.value,
                lead_time=limits.lead_time,
                horizon=limits.horizon,
                longest_use=limits.longest_use,
                house_rules=venue.house_rules,
                contact_phone=venue.contact_phone,
                site_number=venue.site_number,
                is_sample=venue.is_sample,
                door_secret_cipher=door_secret_cipher,
                changed_at=now,
                series_code=venue.series_code.value,
                regulation=_text(venue.regulation),
                facts=canonical(write_facts(venue.facts)),
                easy_text=venue.easy_text,
                is_draft=venue.is_draft,
            )
        )
        self._connection.execute(insert(spaces), [_space_fields(space) for space in venue.spaces])
        self._remember_rooms(venue.id, 0, venue.spaces)

    def save_regulation(self, venue_id: str, regulation: Regulation) -> None:
        """Store what a hall decided."""
        self._connection.execute(
            update(venues).where(venues.c.id == venue_id).values(regulation=_text(regulation))
        )

    def save_facts(self, venue_id: str, facts: HallFacts) -> None:
        """Store what a hall is like."""
        text = canonical(write_facts(facts))
        self._connection.execute(update(venues).where(venues.c.id == venue_id).values(facts=text))

    def save_texts(self, venue_id: str, texts: HallTexts) -> None:
        """Store what is written about a hall."""
        self._connection.execute(update(venues).where(venues.c.id == venue_id).values(asdict(texts)))

    def save_spaces(self, venue: Venue, wanted: tuple[Space, ...]) -> None:
        """Store the leaf spaces of a hall: changed ones and new ones; none ever goes.

        Bookings from now on take their spaces by them and name the new version.
        """
        known = {space.id for space in venue.spaces}
        for space in wanted:
            fields = _space_fields(space)
            if space.id in known:
                self._connection.execute(update(spaces).where(spaces.c.id == space.id).values(fields))
            else:
                self._connection.execute(insert(spaces).values(fields))
        version = venue.rooms_version + 1
        self._connection.execute(update(venues).where(venues.c.id == venue.id).values(rooms_version=version))
        self._remember_rooms(venue.id, version, wanted)

    def _remember_rooms(self, venue_id: str, version: int, rooms: tuple[Space, ...]) -> None:
        self._connection.execute(
            insert(room_versions).values(
                venue_id=venue_id, version=version, rooms={room.id: room_facts(room) for room in rooms}
            )
        )

    def municipalities(self) -> tuple[Municipality, ...]:
        """Return all municipalities by name."""
        rows = self._connection.execute(select(municipalities).order_by(municipalities.c.name))
        return tuple(_town(row) for row in rows)

    def municipality(self, municipality_id: str) -> Municipality:
        """Return one municipality."""
        return _town(self._connection.execute(_TOWN, {"key": municipality_id}).one())

    def set_more_postcodes(self, municipality_id: str, postcodes: Sequence[str]) -> None:
        """Store which other postcodes make a resident."""
        self._connection.execute(
            update(municipalities)
            .where(municipalities.c.id == municipality_id)
            .values(more_postcodes=list(postcodes))
        )

    def districts(self) -> tuple[District, ...]:
        """Return all villages by name."""
        rows = self._connection.execute(select(districts).order_by(districts.c.name))
        return tuple(District(**row._mapping) for row in rows)

    def all(self) -> tuple[Venue, ...]:
        """Return every hall with its spaces, by name."""
        return _venues(self._connection.execute(_ALL))

    def town_at(self, slug: str) -> Municipality:
        """Return the municipality at `slug`. Raises NotFound."""
        row = self._connection.execute(_TOWN_AT, {"key": slug}).one_or_none()
        if row is None:
            raise NotFound("Diese Gemeinde gibt es hier nicht.")
        return _town(row)

    def district_at(self, municipality_id: str, slug: str) -> District:
        """Return a village of a municipality. Raises NotFound."""
        row = self._connection.execute(_DISTRICT_AT, {"town": municipality_id, "key": slug}).one_or_none()
        if row is None:
            raise NotFound("Diesen Ort gibt es hier nicht.")
        return District(**row._mapping)

    def of_town(self, municipality_id: str) -> tuple[Venue, ...]:
        """Return the halls of a municipality with their spaces, by name."""
        return _venues(self._connection.execute(_OF_TOWN, {"key": municipality_id}))

    def changed_at(self, venue_ids: Sequence[str]) -> datetime:
        """Return when a calendar of any of some halls last changed."""
        statement = select(func.max(venues.c.changed_at)).where(venues.c.id.in_(venue_ids))
        found: datetime = self._connection.execute(statement).scalar_one()
        return found

    def by_slug(self, slug: str) -> Venue:
        """Return the hall at `slug`. Raises NotFound."""
        return self._one(_BY_SLUG, slug)

    def public_at(self, slug: str) -> Venue:
        """Return the hall at `slug` as visitors find it: a draft is none yet. Raises NotFound."""
        found = self.by_slug(slug)
        if found.is_draft:
            raise NotFound(_NO_HALL)
        return found

    def publish(self, venue_id: str) -> None:
        """Let a draft be a hall."""
        self._connection.execute(update(venues).where(venues.c.id == venue_id).values(is_draft=False))

    def by_id(self, venue_id: str) -> Venue:
        """Return the hall `venue_id`. Raises NotFound."""
        return self._one(_BY_ID, venue_id)

    def set_door_secret(self, venue_id: str, cipher: bytes) -> None:
        """Store a new K_door of a hall, encrypted."""
        self._connection.execute(
            update(venues).where(venues.c.id == venue_id).values(door_secret_cipher=cipher)
        )

    def door_secret_cipher(self, venue_id: str) -> bytes:
        """Return the encrypted secret K_door that the doors of a hall share."""
        statement = select(venues.c.door_secret_cipher).where(venues.c.id == venue_id)
        return bytes(self._connection.execute(statement).scalar_one())

    def choose_series_code(self, venue_id: str, code: SeriesCode) -> None:
        """Store whether series get one PIN or one for each date."""
        self._connection.execute(update(venues).where(venues.c.id == venue_id).values(series_code=code.value))

    def next_site_number(self) -> int:
        """Return a site number no hall has; it stands in QR tokens."""
        highest = self._connection.execute(select(func.max(venues.c.site_number))).scalar_one()
        return (highest or 0) + 1

    def touch(self, venue_id: str, now: datetime) -> None:
        """Raise the hall's revision: something a calendar of it shows has changed."""
        self._connection.execute(_TOUCH, {"venue": venue_id, "now": now})

    def lock(self, venue_id: str) -> bool:
        """Make others who change bookings of this hall wait until this transaction ends.

        Returns whether somebody may have come in between since this transaction began.

        Whoever changes the bookings of a hall does this first: then what is read of the hall stays so, and
        nobody waits for anybody in a circle. SQLite has one writer anyway.
        """
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(_LOCK, {"key": venue_id})
            return True
        return False

    def lock_municipality(self, municipality_id: str) -> None:
        """Make others who do the same wait until this transaction ends."""
        self._connection.execute(_LOCK_TOWN, {"key": municipality_id})

    def revision(self, slug: str) -> tuple[str, int, datetime]:
        """Return id, revision and time of the last change of the hall at `slug`. Raises NotFound."""
        statement = select(venues.c.id, venues.c.revision, venues.c.changed_at).where(venues.c.slug == slug)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound(_NO_HALL)
        return row.id, row.revision, row.changed_at

    def _one(self, statement: Select[Any], key: str) -> Venue:
        found = _venues(self._connection.execute(statement, {"key": key}))
        if not found:
            raise NotFound(_NO_HALL)
        return found[0]


def room_facts(space: Space) -> dict[str, Any]:
    """Return what decides how a space is occupied, as it is remembered by version; minutes and ids."""
    return {
        "setup": int(space.setup_buffer.total_seconds() // 60),
        "teardown": int(space.teardown_buffer.total_seconds() // 60),
        "shares": [shared.id for shared in space.shares],
    }


def _town(row: Any) -> Municipality:
    return Municipality(**{**row._mapping, "more_postcodes": tuple(row.more_postcodes)})


def _space_fields(space: Space) -> dict[str, Any]:
    return {**_fields(space), "shares": [shared.id for shared in space.shares]}


def _text(regulation: Regulation) -> str:
    return canonical(write_regulation(regulation))


@lru_cache(maxsize=1024)
def _regulation(text: str) -> Regulation:
    """Every booking and page asks; a hall's text is read once until it changes."""
    return read_regulation(json.loads(text))


@lru_cache(maxsize=1024)
def _facts(text: str) -> HallFacts:
    """As for regulations: read once until it changes."""
    return stored_facts(json.loads(text))


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _venues(rows: Iterable[Any]) -> tuple[Venue, ...]:
    return tuple(_venue(tuple(group)) for _, group in groupby(rows, key=attrgetter("id")))


def _venue(rows: tuple[Any, ...]) -> Venue:
    row = rows[0]
    regulation = _regulation(row.regulation)
    limits = BookingLimits(row.lead_time, row.horizon, row.longest_use)
    return Venue(
        id=row.id,
        municipality_id=row.municipality_id,
        district_id=row.district_id,
        slug=row.slug,
        name=row.name,
        address=row.address,
        approval=ApprovalPolicy(row.approval),
        limits=limits.for_group(regulation.everybody),
        house_rules=row.house_rules,
        contact_phone=row.contact_phone,
        site_number=row.site_number,
        is_sample=row.is_sample,
        spaces=_spaces(rows),
        revision=row.revision,
        series_code=SeriesCode(row.series_code),
        regulation=regulation,
        rooms_version=row.rooms_version,
        facts=_facts(row.facts),
        easy_text=row.easy_text,
        is_draft=row.is_draft,
    )


def _spaces(rows: tuple[Any, ...]) -> tuple[Space, ...]:
    """Return the leaf spaces, each with those it takes along (which take nothing along themselves)."""
    alone = {row.space_id: _space(row) for row in rows}
    if not any(row.space_shares for row in rows):
        return tuple(alone.values())
    return tuple(
        replace(alone[row.space_id], shares=tuple(alone[one] for one in row.space_shares)) for row in rows
    )


def _space(row: Any) -> Space:
    return Space(
        id=row.space_id,
        venue_id=row.id,
        slug=row.space_slug,
        name=row.space_name,
        capacity=row.space_capacity,
        setup_buffer=row.space_setup_buffer,
        teardown_buffer=row.space_teardown_buffer,
        position=row.space_position,
    )
