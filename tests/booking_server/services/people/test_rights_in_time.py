"""Rights end when they say, nobody lends what they will not hold, and four eyes are two people."""

from datetime import timedelta

import pytest

from booking_server.domain import errors
from booking_server.domain.approval import Step
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.people import Grant, Person, Role
from booking_server.services.bookings import bookings
from booking_server.services.desk import deputies
from booking_server.services.operation import notices
from booking_server.services.people import people
from booking_server.services.requests import approval_policies, decisions, mail_decisions
from booking_server.services.series import series, series_dates
from calendars import local_time
from tests.booking_server.series import FIRST, a_series
from tests.builders import Village, a_request

HEAD, CLERK = Step(roles=(Role.DISTRICT_HEAD,)), Step(roles=(Role.CLERK,))
A_DAY = timedelta(days=1)


def somebody(village: Village, role: Role, **more: object) -> Person:
    town = village.cast.municipality.id
    name = f"{role.value}{len(more)}"
    return people.add_person(
        village.house, None, name=name, email=f"{name}@example.org", grant=Grant(role, town, **more)
    )


def held(village: Village, person: Person) -> tuple[Grant, ...]:
    with village.house.reading() as uow:
        return uow.people.get(person.id).grants


def test_who_holds_a_role_for_a_day_gives_it_for_a_day_at_most(village: Village) -> None:
    town, now = village.cast.municipality.id, village.clock.now
    short = somebody(village, Role.CLERK, until=now + A_DAY)

    for until in (None, now + 2 * A_DAY):
        with pytest.raises(errors.GrantsMoreThanHeld):
            people.give(village.house, short, short.id, Grant(Role.CLERK, town, until=until))
    people.give(village.house, short, short.id, Grant(Role.CLERK, town, until=now + A_DAY))


def test_the_end_of_a_role_only_moves_closer(village: Village) -> None:
    weber, now = village.cast.frau_weber, village.clock.now
    short = somebody(village, Role.KEYHOLDER, until=now + 3 * A_DAY)
    (grant,) = held(village, short)

    with pytest.raises(errors.EndsLater):
        people.end_grant(village.house, weber, grant.id, now + 4 * A_DAY)
    people.end_grant(village.house, weber, grant.id, now + A_DAY)
    people.end_grant(village.house, weber, grant.id)
    with pytest.raises(errors.NotFound, match="schon beendet"):
        people.end_grant(village.house, weber, grant.id, now + A_DAY)
    assert held(village, short) == ()


def test_a_deputy_goes_with_whom_they_stand_in_for(village: Village) -> None:
    krueger = village.cast.herr_krueger
    last_day = local_time.local_date(village.clock.now) + 100 * A_DAY
    deputy = deputies.name_deputy(
        village.house,
        krueger,
        "dgh-schlamau",
        name="Vera Vogt",
        email="vogt@example.org",
        last_day=last_day,
    )
    (own,) = [grant for grant in krueger.grants if grant.role is Role.DISTRICT_HEAD]

    people.end_grant(village.house, village.cast.frau_weber, own.id)

    assert held(village, deputy) == ()


def test_nobody_names_a_deputy_beyond_their_own_end(village: Village) -> None:
    schlamau = village.cast.schlamau
    soon = village.clock.now + A_DAY
    head = somebody(village, Role.DISTRICT_HEAD, venue_id=schlamau.id, until=soon)
    today = local_time.local_date(village.clock.now)

    with pytest.raises(errors.DeputyRefused, match="endet früher"):
        deputies.name_deputy(
            village.house,
            head,
            schlamau.slug,
            name="Vera Vogt",
            email="v@example.org",
            last_day=today + 2 * A_DAY,
        )


@pytest.fixture
def twice(village: Village) -> Person:
    """A second Ortsvorsteher, at a hall that asks two of them."""
    weber, schlamau = village.cast.frau_weber, village.cast.schlamau
    approval_policies.add_policy(
        village.house, weber, schlamau.slug, group=None, purpose=None, steps=(HEAD, HEAD)
    )
    return somebody(village, Role.DISTRICT_HEAD, venue_id=schlamau.id)


def test_four_eyes_are_two_people(village: Village, twice: Person) -> None:
    krueger = village.cast.herr_krueger
    booking = bookings.book(village.house, a_request("dgh-schlamau")).booking
    link = mail_decisions.decision_url(village.house, booking, krueger).rpartition("/")[2]

    mail_decisions.decide(village.house, link, yes=True, reason="")
    with pytest.raises(errors.AlreadyDecided):
        mail_decisions.decide(village.house, link, yes=True, reason="")
    with pytest.raises(errors.NotYourTurn, match="schon zugesagt"):
        decisions.approve(village.house, booking.id, krueger)

    assert decisions.approve(village.house, booking.id, twice).status is BookingStatus.CONFIRMED


def test_a_series_and_its_dates_pass_the_same_chain(village: Village, twice: Person) -> None:
    krueger = village.cast.herr_krueger
    saved = series.save(village.house, a_series("dgh-schlamau"), source="desk", person=krueger)

    with village.house.reading() as uow:
        made = uow.bookings.of_series(saved.series.id)
    assert {one.status for one in made} == {BookingStatus.REQUESTED}
    moved = series_dates.move_date(
        village.house,
        saved.series.id,
        FIRST,
        period=a_request().period,
        person=krueger,
    )
    assert moved.booking.status is BookingStatus.REQUESTED


def test_an_old_link_shows_nobody(village: Village) -> None:
    krueger = village.cast.herr_krueger
    booking = bookings.book(village.house, a_request("dgh-schlamau")).booking
    link = mail_decisions.decision_url(village.house, booking, krueger).rpartition("/")[2]
    assert mail_decisions.look(village.house, link).is_open

    (own,) = [grant for grant in krueger.grants if grant.role is Role.DISTRICT_HEAD]
    people.end_grant(village.house, village.cast.frau_weber, own.id)

    assert not mail_decisions.look(village.house, link).is_open


def test_a_clerk_of_the_next_town_hears_of_no_silence_here(village: Village) -> None:
    voigt, benken = village.cast.herr_voigt, village.cast.benken
    people.give(village.house, None, voigt.id, Grant(Role.KEYHOLDER, village.cast.municipality.id, benken.id))
    booking = bookings.book(village.house, a_request("dgh-schlamau")).booking

    asked = notices.asked_in_silence(village.house, booking.id)

    assert voigt.id not in {one.person.id for one in asked}
    assert village.cast.frau_weber.id in {one.person.id for one in asked}
