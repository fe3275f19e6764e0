"""Who is asked, and who may answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.approval import (
    ONE_OF_THE_VILLAGE,
    Patience,
    Policy,
    Progress,
    Step,
    steps_for,
    who_decides,
)
from booking_server.domain.bookings import Booking, BookingStatus, Organizer
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import ApprovalPolicy, District
from tests.builders import NOW, WEDDING, a_venue

HALL = a_venue("dgh-x", District("d", "town", "x", "X"))
ASKS = replace(HALL, approval=ApprovalPolicy.REQUIRED)
HEAD, CLERK = Step(roles=(Role.DISTRICT_HEAD,)), Step(roles=(Role.CLERK,))
CHAIN = (HEAD, CLERK)


def policy(group: UserGroup | None, purpose: Purpose | None, *steps: Step) -> Policy:
    return Policy(f"{group}{purpose}", "v", group, purpose, steps)


def test_without_a_policy_the_hall_s_default_holds() -> None:
    assert steps_for(HALL, [], Use()) == ()
    assert steps_for(ASKS, [], Use()) == ONE_OF_THE_VILLAGE


def test_the_most_specific_policy_holds_whatever_their_order() -> None:
    residents = policy(UserGroup.RESIDENT, None)
    parties = policy(None, Purpose.PRIVATE_PARTY, HEAD)
    both = policy(UserGroup.RESIDENT, Purpose.PRIVATE_PARTY, *CHAIN)
    party = Use(Purpose.PRIVATE_PARTY, UserGroup.RESIDENT)

    for policies in ([residents, parties, both], [both, parties, residents]):
        assert steps_for(ASKS, policies, party) == CHAIN
        assert steps_for(ASKS, policies, replace(party, group=UserGroup.OUTSIDER)) == (HEAD,)
        assert steps_for(ASKS, policies, replace(party, purpose=Purpose.MEETING)) == ()
        assert steps_for(ASKS, policies, Use(Purpose.MEETING)) == ONE_OF_THE_VILLAGE


def person(name: str, *grants: Grant) -> Person:
    return Person(name, name, f"{name}@example.org", grants)


BOOKING = Booking(
    "b", "town", "v", (), WEDDING, 40, "Hochzeit", Organizer("Anna"), BookingStatus.REQUESTED, "web", NOW, NOW
)
FRAU_KURZ = person("kurz", Grant(Role.DISTRICT_HEAD, "town", "v"))
HERR_LANG = person("lang", Grant(Role.CLERK, "town"))


@pytest.mark.parametrize(
    ("who", "step", "silent", "for_whom"),
    [
        (FRAU_KURZ, HEAD, False, "kurz"),
        (FRAU_KURZ, CLERK, False, None),
        (FRAU_KURZ, CLERK, True, None),
        (HERR_LANG, HEAD, False, None),
        (HERR_LANG, HEAD, True, "lang"),
        (HERR_LANG, CLERK, False, "lang"),
        (FRAU_KURZ, Step(person_ids=("kurz",)), False, "kurz"),
        (FRAU_KURZ, Step(person_ids=("lang",)), False, None),
        (person("vera", Grant(Role.DISTRICT_HEAD, "town", "v", deputy_of="kurz")), HEAD, False, "kurz"),
        (person("vera", Grant(Role.DISTRICT_HEAD, "town", "v", deputy_of="kurz")),
         Step(person_ids=("kurz",)), False, "kurz"),
        (person("eva", Grant(Role.DISTRICT_HEAD, "town", "other hall")), HEAD, True, None),
        (person("uwe", Grant(Role.CLERK, "other town")), CLERK, True, None),
        (person("tim", Grant(Role.TECHNICIAN, "town")), Step(person_ids=("tim",)), True, None),
    ],
)  # fmt: skip
def test_whose_turn_it_is(who: Person, step: Step, silent: bool, for_whom: str | None) -> None:
    assert who_decides(who, BOOKING, step, is_silent=silent) == for_whom


def test_silence_begins_when_the_hall_s_patience_ends() -> None:
    progress, patience = Progress(CHAIN, 0, NOW), Patience(silence=timedelta(days=2))

    assert not progress.is_silent(patience, NOW + timedelta(days=2) - timedelta(seconds=1))
    assert progress.is_silent(patience, NOW + timedelta(days=2))
    assert (progress.is_last, replace(progress, step=1).is_last) == (False, True)
