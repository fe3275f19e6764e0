"""Clubs and residency: who is local where, and what a yearly quota leaves."""

import re
from datetime import timedelta

import pytest

from booking_server.domain.clubs import (
    Club,
    ClubHall,
    Quota,
    QuotaState,
    QuotaUnit,
    Used,
    add_up,
    new_code,
    plain_code,
)
from booking_server.domain.residency import user_group
from booking_server.domain.uses import Purpose, Use, UserGroup
from tests.builders import between

CHOIR = Club("c", "town", "Chor", halls=(ClubHall("benken"),))
EVENING = between("2026-10-02 18:00", "2026-10-02 20:30")
WEEKEND = between("2026-10-03 11:00", "2026-10-05 11:00")


@pytest.mark.parametrize(
    ("use", "club", "group"),
    [
        (Use(postcode="14827"), None, UserGroup.RESIDENT),
        (Use(postcode="14828"), None, UserGroup.RESIDENT),
        (Use(postcode="14806"), None, UserGroup.OUTSIDER),
        (Use(), None, UserGroup.OUTSIDER),
        (Use(postcode="14827"), CHOIR, UserGroup.LOCAL_CLUB),
        (Use(group=UserGroup.MUNICIPALITY), None, UserGroup.OUTSIDER),
        (Use(purpose=Purpose.ELECTION), None, UserGroup.MUNICIPALITY),
        (Use(purpose=Purpose.MUNICIPAL, postcode="99999"), CHOIR, UserGroup.MUNICIPALITY),
    ],
)
def test_the_system_decides_who_somebody_is(use: Use, club: Club | None, group: UserGroup) -> None:
    assert user_group(use, venue_id="benken", postcodes=("14827", "14828"), club=club) is group


def test_a_club_is_local_only_where_it_is_entered() -> None:
    assert user_group(Use(), venue_id="reetz", postcodes=(), club=CHOIR) is UserGroup.OUTSIDE_CLUB


def test_uses_add_up_in_every_unit() -> None:
    used = add_up([EVENING, WEEKEND])

    assert used == Used(timedelta(hours=50, minutes=30), days=3, events=2)
    assert [used.of(unit) for unit in QuotaUnit] == [51, 3, 2]


def test_a_quota_covers_a_use_as_a_whole_or_not_at_all() -> None:
    quota = Quota(QuotaUnit.HOURS, 10)

    state = QuotaState(quota, Used(timedelta(hours=8)), 2026)

    assert state.left == 2
    assert state.covers(Used(timedelta(hours=2)))
    assert not state.covers(Used(timedelta(hours=2, minutes=1)))


def test_a_quota_that_was_overdrawn_leaves_nothing() -> None:
    assert QuotaState(Quota(QuotaUnit.EVENTS, 2), Used(events=3), 2026).left == 0


def test_a_quota_without_bound_covers_everything() -> None:
    state = QuotaState(Quota(QuotaUnit.EVENTS, None), Used(events=500), 2026)

    assert state.left is None
    assert state.covers(Used(events=1))


def test_a_quota_counts_the_purposes_it_names() -> None:
    meetings = Quota(QuotaUnit.EVENTS, 5, frozenset({Purpose.MEETING}))

    assert meetings.counts(Purpose.MEETING)
    assert not meetings.counts(Purpose.PRIVATE_PARTY)
    assert Quota(QuotaUnit.EVENTS, 5).counts(Purpose.PRIVATE_PARTY)


def test_a_club_code_is_long_enough_and_easy_to_read() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", code) for code in codes)


def test_a_club_code_is_read_however_it_is_typed() -> None:
    assert plain_code(" ab2c-de3f  gh4j ") == plain_code("AB2C-DE3F-GH4J") == "AB2CDE3FGH4J"
