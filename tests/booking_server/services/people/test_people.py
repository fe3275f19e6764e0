"""People and rights: nobody grants more than they hold, nobody locks the municipality out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.errors import (
    GrantsMoreThanHeld,
    LastKeeper,
    NotFound,
    NotPermitted,
    OwnRole,
    RequestRefused,
)
from booking_server.domain.people import Deed, Grant, Person, Role
from booking_server.services.people import people, sign_in
from tests.builders import Village


def at_benken(village: Village, role: Role) -> Grant:
    return Grant(role, village.cast.municipality.id, village.cast.benken.id)


def everywhere(village: Village, role: Role) -> Grant:
    return Grant(role, village.cast.municipality.id)


def grants_of(village: Village, person: Person) -> tuple[Grant, ...]:
    with village.house.reading() as uow:
        return uow.people.get(person.id).grants


def new_admin(village: Village) -> Person:
    grant = everywhere(village, Role.ADMIN)
    return people.add_person(village.house, None, name="Herr Adler", email="adler@example.org", grant=grant)


def test_a_clerk_adds_somebody_who_can_then_do_what_was_granted(village: Village) -> None:
    added = people.add_person(
        village.house,
        village.cast.frau_weber,
        name="Frau Otto",
        email="Otto@Example.org",
        grant=at_benken(village, Role.KEYHOLDER),
    )

    hall = village.cast.benken
    assert added.email == "otto@example.org"
    assert added.may(Deed.HAND_OVER, municipality_id=hall.municipality_id, venue_id=hall.id)
    assert not added.may(Deed.DECIDE_REQUEST, municipality_id=hall.municipality_id, venue_id=hall.id)


def test_one_address_is_one_person_in_both_municipalities(village: Village) -> None:
    grant = Grant(Role.KEYHOLDER, village.cast.next_door.id, village.cast.luette.id)

    same = people.add_person(
        village.house, village.cast.herr_voigt, name="U. Stolle", email="stolle@example.org", grant=grant
    )

    assert same.id == village.cast.frau_stolle.id
    assert {one.municipality_id for one in grants_of(village, same)} == {
        village.cast.municipality.id,
        village.cast.next_door.id,
    }


def test_nobody_grants_more_than_they_hold(village: Village) -> None:
    admin = new_admin(village)

    for role in (Role.CLERK, Role.DISTRICT_HEAD, Role.TREASURY):
        with pytest.raises(GrantsMoreThanHeld):
            people.give(village.house, admin, village.cast.frau_stolle.id, everywhere(village, role))
    people.give(village.house, admin, village.cast.frau_stolle.id, everywhere(village, Role.TECHNICIAN))

    assert [grant.role for grant in grants_of(village, village.cast.frau_stolle)].count(Role.TECHNICIAN) == 1


def test_nobody_ends_more_than_they_hold(village: Village) -> None:
    admin = new_admin(village)
    (of_stolle,) = grants_of(village, village.cast.frau_stolle)

    with pytest.raises(GrantsMoreThanHeld):
        people.end_grant(village.house, admin, of_stolle.id)


@pytest.mark.parametrize("who", ["frau_stolle", "herr_voigt", "herr_krueger"])
def test_only_who_manages_the_municipality_gives_roles(village: Village, who: str) -> None:
    with pytest.raises((NotPermitted, GrantsMoreThanHeld)):
        people.give(
            village.house,
            getattr(village.cast, who),
            village.cast.frau_stolle.id,
            at_benken(village, Role.CARETAKER),
        )


def test_a_grant_names_a_hall_of_its_municipality(village: Village) -> None:
    crossed = replace(at_benken(village, Role.CLERK), venue_id=village.cast.luette.id)

    with pytest.raises(NotFound):
        people.give(village.house, village.cast.frau_weber, village.cast.frau_stolle.id, crossed)


def test_the_last_who_can_manage_people_stays(village: Village) -> None:
    (of_weber,) = grants_of(village, village.cast.frau_weber)
    for until in (None, village.clock() + timedelta(days=300)):
        with pytest.raises(LastKeeper):
            people.end_grant(village.house, village.cast.frau_weber, of_weber.id, until)
    with pytest.raises(LastKeeper):
        people.end_grant(village.house, None, of_weber.id)

    new_admin(village)
    with pytest.raises(OwnRole):
        people.end_grant(village.house, village.cast.frau_weber, of_weber.id)
    people.end_grant(village.house, None, of_weber.id)

    assert grants_of(village, village.cast.frau_weber) == ()


def test_a_deputy_for_a_time_does_not_keep_the_door(village: Village) -> None:
    (of_weber,) = grants_of(village, village.cast.frau_weber)
    in_summer = village.clock() + timedelta(days=30)
    deputy = replace(everywhere(village, Role.CLERK), until=in_summer)
    people.give(village.house, village.cast.frau_weber, village.cast.frau_stolle.id, deputy)

    with pytest.raises(LastKeeper):
        people.end_grant(village.house, village.cast.frau_weber, of_weber.id)


def test_a_grant_ends_by_itself(village: Village) -> None:
    until = village.clock() + timedelta(days=1)
    grant = replace(at_benken(village, Role.CARETAKER), until=until)
    people.give(village.house, village.cast.frau_weber, village.cast.herr_krueger.id, grant)
    assert len(grants_of(village, village.cast.herr_krueger)) == 2

    village.clock.forward(days=1)

    assert len(grants_of(village, village.cast.herr_krueger)) == 1


def test_what_ended_is_still_told(village: Village) -> None:
    (of_stolle,) = grants_of(village, village.cast.frau_stolle)
    people.end_grant(village.house, village.cast.frau_weber, of_stolle.id)

    _, known = people.open_person(village.house, village.cast.frau_weber, village.cast.frau_stolle.id)

    assert known.live == ()
    assert [grant.id for grant in known.ended] == [of_stolle.id]


def test_sign_ins_are_told(village: Village) -> None:
    link = sign_in.make_link(village.house, village.cast.frau_stolle.id).rpartition("/")[2]
    sign_in.use_link(village.house, link)

    _, known = people.open_person(village.house, village.cast.frau_weber, village.cast.frau_stolle.id)

    assert known.signed_in_at == (village.clock(),)


def test_a_person_needs_a_name_and_an_address(village: Village) -> None:
    with pytest.raises(RequestRefused) as refused:
        people.add_person(
            village.house,
            village.cast.frau_weber,
            name=" ",
            email="",
            grant=at_benken(village, Role.KEYHOLDER),
        )

    assert {error.field_name for error in refused.value.errors} == {"name", "email"}
