"""Municipalities, their villages, the halls in them and the spaces of a hall."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


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

    `capacity` is in persons; the buffers are occupied time before and after a use.
    """

    id: str
    venue_id: str
    slug: str
    name: str
    capacity: int
    setup_buffer: timedelta = timedelta()
    teardown_buffer: timedelta = timedelta()
    position: int = 0


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """What a hall asks of the times of a booking."""

    lead_time: timedelta = timedelta()
    horizon: timedelta = timedelta(days=548)
    longest_use: timedelta = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Venue:
    """A village hall. Its whole is the union of its leaf spaces."""

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

    def spaces_named(self, slugs: tuple[str, ...]) -> tuple[Space, ...]:
        """Return the leaf spaces for `slugs`; none named means the whole hall."""
        if not slugs:
            return self.spaces
        return tuple(space for space in self.spaces if space.slug in slugs)

    @property
    def capacity(self) -> int:
        """Persons the whole hall holds."""
        return sum(space.capacity for space in self.spaces)
