"""Municipalities, their villages, the halls in them and the spaces of a hall."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from booking_server.domain.hall_facts import UNSURVEYED, HallFacts
from booking_server.domain.regulation import PERMISSIVE, GroupLimits, Regulation
from booking_server.domain.uses import UserGroup
from calendars import local_time

A_DAY = timedelta(days=1)
KITCHEN = "kueche"


class ApprovalPolicy(StrEnum):
    """Whether somebody must say yes before a booking is confirmed."""

    NONE = "none"
    REQUIRED = "required"


class SeriesCode(StrEnum):
    """Whether the dates of a series share one PIN or each date has its own."""

    SERIES = "series"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Municipality:
    """A tenant: nothing private crosses from one to another.

    Who lives in its postcode, or in one of `more_postcodes`, is a resident.
    """

    id: str
    slug: str
    name: str
    ags: str
    postcode: str
    more_postcodes: tuple[str, ...] = ()

    @property
    def all_postcodes(self) -> tuple[str, ...]:
        """Every postcode of its residents."""
        return (self.postcode, *self.more_postcodes)


@dataclass(frozen=True, slots=True)
class District:
    """A village (Ortsteil) of a municipality."""

    id: str
    municipality_id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Space:
    """A leaf space: the smallest part of a hall that is booked on its own.

    `capacity` is in persons; the buffers are occupied time before and after a use. `shares` are the
    other leaf spaces that are taken along with it: two halls that share a foyer block each other.
    """

    id: str
    venue_id: str
    slug: str
    name: str
    capacity: int
    setup_buffer: timedelta = timedelta()
    teardown_buffer: timedelta = timedelta()
    position: int = 0
    shares: tuple["Space", ...] = ()


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """What a hall asks of the times of a booking. A horizon in months counts by the calendar."""

    lead_time: timedelta = timedelta()
    horizon: timedelta = timedelta(days=548)
    longest_use: timedelta = timedelta(days=4)
    horizon_months: int | None = None

    def earliest_start(self, now: datetime) -> datetime:
        """Return from when a booking made now may start; a lead of whole days counts Berlin days."""
        if self.lead_time and not self.lead_time % A_DAY:
            return local_time.at(local_time.local_date(now) + self.lead_time, time())
        return now + self.lead_time

    def latest_start(self, now: datetime) -> datetime:
        """Return until when a booking made now may start."""
        if self.horizon_months is None:
            return now + self.horizon
        last = local_time.months_later(local_time.local_date(now), self.horizon_months)
        return local_time.at(last + A_DAY, time())

    def for_group(self, asked: GroupLimits) -> "BookingLimits":
        """Return the limits where `asked` has its own say."""
        return replace(
            self,
            lead_time=self.lead_time if asked.lead_days is None else timedelta(days=asked.lead_days),
            longest_use=self.longest_use
            if asked.longest_hours is None
            else timedelta(hours=asked.longest_hours),
            horizon_months=self.horizon_months if asked.horizon_months is None else asked.horizon_months,
        )


@dataclass(frozen=True, slots=True)
class Venue:
    """A village hall. Its whole is the union of its leaf spaces.

    `limits` hold for everybody a group has no limits of its own for. `rooms_version` counts the changes
    to buffers and shared rooms: each booking remembers under which of them it took its spaces.
    `easy_text` says in Leichte Sprache what the hall is like, a sentence a line. A draft is at the desk only.
    """

    id: str
    municipality_id: str
    district_id: str
    slug: str
    name: str
    address: str
    approval: ApprovalPolicy
    limits: BookingLimits
    house_rules: str
    contact_phone: str
    site_number: int
    is_sample: bool
    spaces: tuple[Space, ...] = field(default=())
    revision: int = 0
    series_code: SeriesCode = SeriesCode.SERIES
    regulation: Regulation = PERMISSIVE
    rooms_version: int = 0
    facts: HallFacts = UNSURVEYED
    easy_text: str = ""
    is_draft: bool = False

    def spaces_named(self, slugs: tuple[str, ...]) -> tuple[Space, ...]:
        """Return the leaf spaces for the slugs of spaces and bundles; none named means the whole hall."""
        if not slugs:
            return self.spaces
        named = set(slugs).union(*(one.spaces for one in self.regulation.bundles if one.slug in slugs))
        return tuple(space for space in self.spaces if space.slug in named)

    def limits_for(self, group: UserGroup) -> BookingLimits:
        """Return what a user group is asked for."""
        own = dict(self.regulation.groups).get(group)
        return self.limits.for_group(own) if own else self.limits

    def latest_start(self, now: datetime) -> datetime:
        """Return until when anybody may book: calendars reach so far."""
        groups = [self.limits_for(group) for group, _ in self.regulation.groups]
        return max(limits.latest_start(now) for limits in [self.limits, *groups])

    @property
    def has_kitchen(self) -> bool:
        """Whether one can cook: a room is a kitchen, or it was surveyed that another one has one."""
        return bool(self.facts.kitchen) or any(KITCHEN in space.slug for space in self.spaces)

    @property
    def capacity(self) -> int:
        """Persons the whole hall holds."""
        return sum(space.capacity for space in self.spaces)
