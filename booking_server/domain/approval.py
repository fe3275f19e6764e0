"""Who must say yes before a booking stands: policies, their steps, and where a request stands.

A policy belongs to a hall, and may be for one user group, one purpose or both. The most specific one that
fits decides; where none fits, the hall's default does. A policy without steps asks nobody; several steps
are a chain, each asked after the one before it said yes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking
from booking_server.domain.people import MATRIX, ROLE_WORDS, Deed, Person, Role
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import ApprovalPolicy, Venue

MOST_STEPS = 3
DECIDING_ROLES = tuple(role for role in Role if role in MATRIX[Deed.DECIDE_REQUEST])
SILENCE = timedelta(days=3)
URGENT = timedelta(hours=48)
"""Who has to decide about something so near is told at once, whatever they chose."""


@dataclass(frozen=True, slots=True)
class Step:
    """Who may decide at one step: anybody in one of the roles, or one of the named people."""

    roles: tuple[Role, ...] = ()
    person_ids: tuple[str, ...] = ()


ONE_OF_THE_VILLAGE = (Step(roles=DECIDING_ROLES),)
"""The step of a hall that asks first and says nothing more."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is asked at one hall; None for the group or the purpose means any."""

    id: str
    venue_id: str
    group: UserGroup | None
    purpose: Purpose | None
    steps: tuple[Step, ...]

    def fits(self, use: Use) -> bool:
        """Whether the policy speaks about such a use."""
        return self.group in (None, use.group) and self.purpose in (None, use.purpose)

    @property
    def weight(self) -> int:
        """How specific it is: a purpose counts more than a group."""
        return (self.purpose is not None) * 2 + (self.group is not None)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a hall waits for its deciders.

    After `silence` the municipality's clerks may decide too and are told; a request ends by itself
    after `request_ends`, or never before its time when that is None.
    """

    silence: timedelta = SILENCE
    request_ends: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a request stands: the step that is asked, since when, and what was said before."""

    steps: tuple[Step, ...]
    step: int
    since: datetime
    told_at: datetime | None = None

    @property
    def due(self) -> Step:
        """The step that is asked now."""
        return self.steps[self.step]

    @property
    def is_last(self) -> bool:
        """Whether a yes at this step is the yes to the request."""
        return self.step + 1 >= len(self.steps)

    def is_silent(self, patience: Patience, now: datetime) -> bool:
        """Whether nobody has answered for longer than the hall waits."""
        return now - self.since >= patience.silence


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said at a step; `acted_for` is whom a deputy stood in for."""

    booking_id: str
    step: int
    person_id: str
    acted_for: str | None
    said_yes: bool
    reason: str
    at: datetime


def steps_for(venue: Venue, policies: Iterable[Policy], use: Use) -> tuple[Step, ...]:
    """Return the steps a use of the hall has to pass; none when nobody has to be asked."""
    fitting = sorted((p for p in policies if p.fits(use)), key=lambda p: p.weight, reverse=True)
    if fitting:
        return fitting[0].steps
    return () if venue.approval is ApprovalPolicy.NONE else ONE_OF_THE_VILLAGE


def who_decides(person: Person, booking: Booking, step: Step, *, is_silent: bool) -> str | None:
    """Return for whom `person` may decide at a step: themselves, or whom they are deputy of; else None.

    When nobody answers, the clerks of the municipality may step in.
    """
    for grant in person.grants:
        if grant.role not in DECIDING_ROLES or not grant.covers(booking.municipality_id, booking.venue_id):
            continue
        principal = grant.deputy_of or person.id
        if grant.role in step.roles or principal in step.person_ids:
            return principal
        if is_silent and grant.role is Role.CLERK:
            return principal
    return None


def has_said_yes(
    said: Iterable[Decision], person: Person, booking: Booking, progress: Progress, principal: str
) -> bool:
    """Whether a person, or somebody in their place, said yes at an earlier step of a chain in their own turn.

    Four eyes are two people. A clerk who stepped in because nobody answered may still say their own yes.
    """
    earlier = (one for one in said if one.said_yes and one.booking_id == booking.id)
    return any(
        {one.person_id, one.acted_for} & {person.id, principal}
        and who_decides(person, booking, progress.steps[one.step], is_silent=False) is not None
        for one in earlier
    )


def say_step(step: Step, names: dict[str, str]) -> str:
    """Return in German who is asked at a step; `names` are people's names by id."""
    people = [names[person_id] for person_id in step.person_ids if person_id in names]
    return " oder ".join([*people, *(ROLE_WORDS[role] for role in step.roles)])
