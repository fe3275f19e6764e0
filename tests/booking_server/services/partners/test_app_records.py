"""What is in the Bad Belzig App is kept alike on both databases."""

from dataclasses import replace

import pytest

from booking_server.domain.app_records import Kind, Subject
from booking_server.domain.errors import NotPermitted
from booking_server.services.bookings import cancellations
from booking_server.services.partners import app_accounts, app_desk, app_records
from booking_server.services.partners.app_records import Busy
from tests.booking_server.app import SECRET, InApp


def test_what_is_pushed_and_removed_is_noted_once(in_app: InApp) -> None:
    booked = in_app.book()
    in_app.push()
    town = in_app.village.cast.municipality
    with in_app.house.reading() as uow:
        noted = uow.app.records_of_towns([town.id])
    assert [one.subject.kind for one in noted] == [Kind.EVENT, Kind.HALL, Kind.HALL, Kind.HALL]
    assert {one.remote_id for one in noted} == {str(one["id"]) for one in in_app.app.records()}
    assert {one.pushed_at for one in noted} != {None}
    assert not any(one.failure or one.busy_until for one in noted)

    cancellations.cancel(in_app.house, booked.booking.id)
    in_app.sweep()
    with in_app.house.reading() as uow:
        assert uow.app.record(Subject(Kind.EVENT, booked.booking.id).key) is None


def test_two_workers_never_have_one_record(in_app: InApp) -> None:
    subject = Subject(Kind.HALL, in_app.village.cast.benken.id)
    work = app_records.begin(in_app.house, subject)
    assert work is not None

    with pytest.raises(Busy):
        app_records.begin(in_app.house, subject)
    app_records.let_go(in_app.house, work)
    assert app_records.begin(in_app.house, subject) is not None


def test_only_who_is_responsible_may_look_tell_or_switch(in_app: InApp) -> None:
    cast = in_app.village.cast
    for stranger in (cast.herr_krueger, cast.herr_voigt):
        with pytest.raises(NotPermitted):
            app_desk.open_hall(in_app.house, stranger, "dgh-benken")
        with pytest.raises(NotPermitted):
            app_desk.tell(in_app.house, stranger, "dgh-benken", title="Heizung defekt", text="")
    for stranger in (cast.frau_stolle, cast.herr_voigt):
        with pytest.raises(NotPermitted):
            app_accounts.open_account(in_app.house, stranger, cast.municipality.slug)
        with in_app.house.reading() as uow:
            account = replace(uow.app.town(cast.municipality.id), is_on=False)
        with pytest.raises(NotPermitted):
            app_accounts.save_account(in_app.house, stranger, cast.municipality.slug, account, SECRET)
