"""Codes held for good: given, on the door, renewed, replaced, blocked, and gone with the role."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from booking_server.domain.errors import HolderRefused, NotPermitted
from booking_server.domain.holders import BRIGADE_FOR, PERSON_FOR, Ending
from booking_server.domain.people import Grant, Role
from booking_server.services.desk import deputies
from booking_server.services.doors import door_reports
from booking_server.services.holders import holder_pages, holders
from booking_server.services.operation.verify import verify
from booking_server.services.people import people
from booking_server.services.promises import snapshots
from booking_server.storage.tables import audit, holder_codes
from calendars.local_time import local_date
from calendars.period import Period
from lock_agent.contract.keyholder import hash_keyholder, holder_number
from tests.booking_server.doors import PaperDoor
from tests.booking_server.holders import a_code, a_keyholder, an_envelope, digits, stored
from tests.builders import NOW, Village


def brought_up_to_date(village: Village, door: PaperDoor) -> None:
    snapshots.refresh(village.house, door.id, door.hear)
    raw = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, raw, retained=False)


def words(village: Village) -> list[str]:
    """What the desk says of each code at Benken's door."""
    hall = holder_pages.open_hall(village.house, village.cast.frau_stolle, "dgh-benken")
    return [hold.words for view in (*hall.people, *hall.brigade, *hall.blocked) for hold in view.doors]


def named(door: PaperDoor) -> list[str]:
    """The codes for good the door knows."""
    assert door.creds is not None
    return [holder.ref for holder in door.creds.keyholders]


def test_a_code_reaches_the_door_as_a_hash_with_its_window(village: Village, door: PaperDoor) -> None:
    code = a_code(village, a_keyholder(village))
    assert words(village) == ["noch nicht am Schloss"]

    brought_up_to_date(village, door)

    assert door.creds is not None
    (holder,) = door.creds.keyholders
    typed = digits(village, code)
    assert holder_number(typed) == holder.number == 0
    assert holder.h == hash_keyholder(typed, door.creds.salt)
    assert (holder.nbf, holder.exp) == (NOW.timestamp(), (NOW + PERSON_FOR).timestamp())
    assert words(village) == ["liegt am Schloss"]
    assert verify(village.house) == ()


def test_a_person_has_one_code_at_a_hall_and_only_with_a_role_there(village: Village) -> None:
    otto = a_keyholder(village)
    a_code(village, otto)

    with pytest.raises(HolderRefused, match="schon einen"):
        a_code(village, otto)
    with pytest.raises(HolderRefused, match="eine Rolle"):
        holders.give(village.house, village.cast.frau_weber, "dgh-schlamau", otto.id)
    with pytest.raises(HolderRefused, match="wählen"):
        holders.give(village.house, village.cast.frau_weber, "dgh-schlamau", "")


def test_only_who_looks_after_the_hall_gives_renews_replaces_and_blocks(village: Village) -> None:
    house, krueger, code = village.house, village.cast.herr_krueger, a_code(village, a_keyholder(village))

    for deed in (holders.renew, holders.replace_code, holders.revoke):
        with pytest.raises(NotPermitted):
            deed(house, krueger, code.id)
    with pytest.raises(NotPermitted):
        holders.give(house, krueger, "dgh-benken", krueger.id)
    with pytest.raises(NotPermitted):
        holders.give_brigade(house, krueger, "dgh-benken", name="")


def test_renewing_keeps_the_digits_and_the_door_must_confirm_the_new_end(
    village: Village, door: PaperDoor
) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    brought_up_to_date(village, door)
    village.clock.forward(days=90)

    renewed = holders.renew(village.house, otto, code.id)

    assert digits(village, renewed) == digits(village, code)
    assert renewed.window == Period(NOW, NOW + timedelta(days=90) + PERSON_FOR)
    assert words(village) == ["liegt am Schloss, die neue Frist noch nicht"]
    brought_up_to_date(village, door)
    assert words(village) == ["liegt am Schloss"]
    assert door.creds is not None
    assert door.creds.keyholders[0].exp == renewed.window.end.timestamp()


def test_a_renewed_code_that_is_blocked_before_the_door_heard_is_still_pending(
    village: Village, door: PaperDoor
) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    brought_up_to_date(village, door)
    village.clock.forward(days=1)
    holders.renew(village.house, otto, code.id)

    holders.revoke(village.house, village.cast.frau_stolle, code.id)

    assert words(village) == ["gesperrt, das Schloss hat es noch nicht bestätigt"]
    brought_up_to_date(village, door)
    assert words(village) == []
    assert named(door) == []


def test_replacing_gives_new_digits_under_the_same_number_and_blocks_the_old(
    village: Village, door: PaperDoor
) -> None:
    code = a_code(village, a_keyholder(village))
    brought_up_to_date(village, door)

    fresh = holders.replace_code(village.house, village.cast.frau_stolle, code.id)
    brought_up_to_date(village, door)

    assert fresh.number == code.number
    assert digits(village, fresh) != digits(village, code)
    assert stored(village, code).ending is Ending.REPLACED
    assert named(door) == [fresh.id]
    with pytest.raises(HolderRefused):
        holders.renew(village.house, village.cast.frau_stolle, code.id)


def test_a_device_that_is_replaced_gets_the_codes_anew(village: Village, door: PaperDoor) -> None:
    code = a_code(village, a_keyholder(village))
    brought_up_to_date(village, door)
    with village.house.unit_of_work() as uow:
        uow.doors.begin_anew(door.id, epoch=2, salt=b"s" * 16)
        uow.commit()
    assert words(village) == ["noch nicht am Schloss"]

    door.applied = {"cfg": 0, "creds": 0}
    snapshots.refresh(village.house, door.id, door.hear)

    assert door.creds is not None
    assert door.creds.keyholders[0].h == hash_keyholder(digits(village, code), b"s" * 16)


def test_a_role_that_ends_takes_its_code_along(village: Village, door: PaperDoor) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    brought_up_to_date(village, door)
    with village.house.reading() as uow:
        (grant,) = uow.people.get(otto.id).grants

    people.end_grant(village.house, village.cast.frau_weber, grant.id)

    assert stored(village, code).ending is Ending.ROLE_ENDED
    assert words(village) == ["gesperrt, das Schloss hat es noch nicht bestätigt"]
    brought_up_to_date(village, door)
    assert named(door) == []
    assert verify(village.house) == ()


def test_a_role_that_will_end_sooner_cuts_the_window_and_renewing_goes_no_further(village: Village) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    with village.house.reading() as uow:
        (grant,) = uow.people.get(otto.id).grants
    last = NOW + timedelta(days=7)

    people.end_grant(village.house, village.cast.frau_weber, grant.id, last)

    assert stored(village, code).window.end == last
    with pytest.raises(HolderRefused, match="endet mit der Rolle"):
        holders.renew(village.house, otto, code.id)
    assert verify(village.house) == ()


def test_a_second_role_keeps_the_code(village: Village) -> None:
    otto, benken = a_keyholder(village), village.cast.benken
    also = Grant(Role.CARETAKER, benken.municipality_id, benken.id)
    people.give(village.house, village.cast.frau_weber, otto.id, also)
    code = a_code(village, otto)
    with village.house.reading() as uow:
        first = next(one for one in uow.people.get(otto.id).grants if one.role is Role.KEYHOLDER)

    people.end_grant(village.house, village.cast.frau_weber, first.id)

    assert stored(village, code).ended_at is None


def test_a_deputy_s_code_ends_with_the_deputy(village: Village) -> None:
    house, stolle = village.house, village.cast.frau_stolle
    last = local_date(NOW + timedelta(days=10))
    deputy = deputies.name_deputy(
        house, stolle, "dgh-benken", name="Ida", email="ida@example.org", last_day=last
    )
    code = a_code(village, deputy)
    with house.reading() as uow:
        (grant,) = uow.people.get(deputy.id).grants
    assert code.window.end == grant.until

    deputies.end_deputy(house, stolle, grant.id)

    assert stored(village, code).ending is Ending.ROLE_ENDED


def test_the_oracle_sees_a_code_that_outlives_its_role(village: Village) -> None:
    code = a_code(village, a_keyholder(village, until=NOW + timedelta(days=7)))
    assert verify(village.house) == ()
    with village.house.unit_of_work() as uow:
        longer = update(holder_codes).where(holder_codes.c.id == code.id)
        uow.connection.execute(longer.values(valid_until=NOW + timedelta(days=8)))
        uow.commit()

    assert verify(village.house) == (f"I4: the holder's code {code.id} outlives the role of its holder",)


def test_the_database_refuses_a_second_live_code_of_a_person(village: Village) -> None:
    code = a_code(village, a_keyholder(village))

    with village.house.unit_of_work() as uow:
        row = uow.connection.execute(select(holder_codes).where(holder_codes.c.id == code.id)).one()
        twin = {**row._mapping, "id": "twin", "number": 17}
        with pytest.raises(Exception, match=r"(?i)unique"):
            uow.connection.execute(insert(holder_codes).values(twin))


def test_an_envelope_of_the_fire_brigade_lasts_a_year_under_a_number_of_its_own(
    village: Village, door: PaperDoor
) -> None:
    code = an_envelope(village)
    brought_up_to_date(village, door)

    assert (code.name, code.number, code.window.end) == ("Feuerwehr Benken", 90, NOW + BRIGADE_FOR)
    assert named(door) == [code.id]
    with pytest.raises(HolderRefused, match="schon einen Umschlag"):
        an_envelope(village)
    village.clock.forward(days=350)
    assert holders.renew(village.house, village.cast.frau_stolle, code.id).window.end > code.window.end


def test_every_deed_is_in_the_audit_log_and_no_digit_is(village: Village) -> None:
    house, stolle = village.house, village.cast.frau_stolle
    code = a_code(village, a_keyholder(village))
    holder_pages.show_given(house, stolle, code.id)
    holders.renew(house, stolle, code.id)
    fresh = holders.replace_code(house, stolle, code.id)
    holders.revoke(house, stolle, fresh.id)

    with house.reading() as uow:
        rows = uow.connection.execute(select(audit).order_by(audit.c.id)).all()
    told = [row.action.removeprefix("holder_code_") for row in rows if row.subject in (code.id, fresh.id)]
    assert told == ["given", "shown", "renewed", "replaced", "given", "revoked"]
    assert not [
        row for row in rows if digits(village, code) in str(row) or digits(village, fresh) in str(row)
    ]
