"""The policies of a hall: who is asked for which use, and how long the hall waits."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from booking_server.domain.approval import MOST_STEPS, Patience, Policy, Step
from booking_server.domain.errors import PolicyRefused
from booking_server.domain.people import Deed, Person
from booking_server.domain.uses import Purpose, UserGroup
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried

LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Policies:
    """What a hall demands, with the people whom a step may name."""

    venue: Venue
    all: tuple[Policy, ...]
    patience: Patience
    people: tuple[Person, ...]


def open_policies(house: House, person: Person, venue_slug: str) -> Policies:
    """Return the policies of a hall the person edits. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(venue_slug)
        require_at(person, Deed.EDIT_HALL, venue)
        return Policies(
            venue,
            uow.approvals.policies(venue.id),
            uow.approvals.patience(venue.id),
            tuple(
                p
                for p in uow.people.granted_in(venue.municipality_id)
                if p.may(Deed.DECIDE_REQUEST, municipality_id=venue.municipality_id, venue_id=venue.id)
            ),
        )


@retried
def add_policy(
    house: House,
    person: Person,
    venue_slug: str,
    *,
    group: UserGroup | None,
    purpose: Purpose | None,
    steps: tuple[Step, ...],
) -> Policy:
    """Say who is asked for a group and a purpose; what was said for the same before no longer holds.

    Requests that wait keep what was demanded of them. Raises NotFound, NotPermitted, PolicyRefused.
    """
    known = {p.id for p in open_policies(house, person, venue_slug).people}
    if len(steps) > MOST_STEPS:
        raise PolicyRefused(f"Höchstens {MOST_STEPS} Stufen.")
    if any(set(step.person_ids) - known or not (step.roles or step.person_ids) for step in steps):
        raise PolicyRefused("Bitte wählen Sie für jede Stufe, wer entscheidet.")
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        policy = Policy(secrets.token_hex(8), venue.id, group, purpose, steps)
        uow.approvals.add_policy(policy)
        uow.audit.add(
            person.id,
            "approval_policy_set",
            venue.id,
            municipality_id=venue.municipality_id,
            group=group,
            purpose=purpose,
            steps=len(steps),
        )
        uow.venues.touch(venue.id, uow.now)
        uow.commit()
    return policy


@retried
def remove_policy(house: House, person: Person, venue_slug: str, policy_id: str) -> None:
    """Forget a policy: the next less specific one holds. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        require_at(person, Deed.EDIT_HALL, venue)
        uow.approvals.remove_policy(venue.id, policy_id)
        uow.audit.add(person.id, "approval_policy_removed", venue.id, municipality_id=venue.municipality_id)
        uow.venues.touch(venue.id, uow.now)
        uow.commit()


@retried
def set_patience(house: House, person: Person, venue_slug: str, patience: Patience) -> None:
    """Say how long a hall waits. Raises NotFound, NotPermitted, PolicyRefused."""
    a_day = timedelta(days=1)
    if not a_day <= patience.silence <= LONGEST:
        raise PolicyRefused("Bitte geben Sie 1 bis 90 Tage an.", field="silence")
    if patience.request_ends is not None and not a_day <= patience.request_ends <= LONGEST:
        raise PolicyRefused("Bitte geben Sie 1 bis 90 Tage an, oder nichts.", field="request_ends")
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        require_at(person, Deed.EDIT_HALL, venue)
        uow.approvals.set_patience(venue.id, patience)
        uow.audit.add(person.id, "approval_patience_set", venue.id, municipality_id=venue.municipality_id)
        uow.commit()
