"""At the desk a credential of another booking system has a name, gives way like a use, and can be ended."""

from dataclasses import replace

import pytest
from flask import Flask

from booking_server.domain.bookings import Organizer
from booking_server.domain.credentials import CredentialState
from booking_server.domain.errors import NotFound
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import booking_page, callers, helpers, overriding
from booking_server.services.foundation import links
from booking_server.services.halls import blackouts
from booking_server.services.halls.blackouts import BookingsInTheWay
from booking_server.services.operation.verify import verify
from booking_server.services.partners import api_keys, credential_records, credentials
from booking_server.services.partners.api_keys import GivenKey
from booking_server.services.partners.credentials import CredentialRecord
from booking_server.storage.tables import outbox
from tests.booking_server.doors import enrol
from tests.booking_server.keys import give
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.test_credentials_api import hears
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between

EVENING = between("2026-10-02 19:00", "2026-10-02 22:00")
PAGE = "/schreibtisch/buchungen/"
INTERFACE = "/schreibtisch/schnittstelle"


@pytest.fixture
def portal(village: Village) -> GivenKey:
    return give(village, name="Kulturportal")


@pytest.fixture
def made(village: Village, portal: GivenKey) -> CredentialRecord:
    return credentials.make(village.house, portal.key, venue="dgh-benken", spaces=("saal",), period=EVENING)


def state(village: Village, made: CredentialRecord) -> CredentialState:
    return credential_records.standing(village.house, made.credential.id).state


def test_the_desk_reads_which_program_it_is_and_nothing_of_a_closure(
    village: Village, stolle: Visitor, made: CredentialRecord
) -> None:
    desk = stolle.open("/schreibtisch")
    listed = stolle.open("/schreibtisch/buchungen?monat=2026-10&suche=kulturportal")
    page = stolle.open(f"{PAGE}{made.booking.id}")

    for shown in (desk, listed, page):
        assert shown.shows("Kulturportal (anderes Buchungssystem)")
        assert not shown.shows("geschlossen")
        assert not shown.shows("0 Personen")
    assert listed.link("Fr., 02.10.2026, 19:00 bis 22:00 Uhr") == f"{PAGE}{made.booking.id}"
    assert page.shows("Wer kommt, steht nur in seinem Buchungssystem.")
    for useless in ("Code und Zettel", "Übergabe und Rückgabe", "Rechnung und Kaution"):
        assert not page.shows(useless)


def test_no_slip_and_no_link_lead_to_a_credential(
    village: Village, stolle: Visitor, made: CredentialRecord
) -> None:
    house, token = village.house, links.booking_token(village.house, made.booking)

    assert stolle.client.get(f"/schreibtisch/zettel/{made.booking.id}").status_code == 404
    with pytest.raises(NotFound):
        callers.renew_link(house, village.cast.frau_stolle, made.booking.id)
    with pytest.raises(NotFound):
        booking_page.open_booking(house, made.booking.id, token)
    with pytest.raises(NotFound):
        helpers.invite(house, made.booking.id, token, name="Emil", email="", window=None, key="1")


def test_what_the_desk_ends_is_revoked_with_its_reason_and_stays_so(
    village: Village, stolle: Visitor, portal: GivenKey, made: CredentialRecord
) -> None:
    house, door = village.house, enrol(village.house, village.cast.benken)
    hears(village, door)
    page = stolle.open(f"{PAGE}{made.booking.id}")

    assert page.shows("Bitte rufen Sie dort an: Die Gäste erfahren es nur von dort.")
    gone = stolle.send(page, {"reason": "Wasserschaden."}, form=-1)

    assert gone.shows("storniert")
    found = credential_records.one(house, made.credential.id)
    assert (found.booking.is_occupying, found.booking.decision_reason) == (False, "Wasserschaden.")
    assert state(village, made) is CredentialState.REVOCATION_PENDING
    assert credentials.revoke(house, portal.key, made.credential.id).booking == found.booking
    hears(village, door)
    assert state(village, made) is CredentialState.REVOKED
    with house.reading() as uow:
        assert "mail" not in [row.kind for row in uow.connection.execute(outbox.select())]
    assert verify(house) == ()


def test_who_ends_a_key_reads_that_its_codes_open_on(
    village: Village, site: Flask, portal: GivenKey, made: CredentialRecord
) -> None:
    api_keys.end_by_number(village.house, portal.key.id, actor="test")

    def page() -> Page:
        return signed_in(site, village, village.cast.frau_weber.id).open(INTERFACE)

    assert page().shows("Von diesem Programm gilt noch 1 Tür-Code, jetzt oder später.")
    village.clock.now = EVENING.end
    assert page().shows("Kulturportal")
    assert not page().shows("Tür-Code, jetzt oder später")


def test_a_closure_names_it_as_in_the_way(village: Village, stolle: Visitor, made: CredentialRecord) -> None:
    with pytest.raises(BookingsInTheWay) as refused:
        blackouts.close(village.house, village.cast.frau_stolle, "dgh-benken", EVENING, reason="Umbau")
    form = {"hall": "dgh-benken", "start_date": "2026-10-02", "end_date": "2026-10-02", "reason": "Umbau"}

    page = stolle.send(stolle.open("/schreibtisch/sperrzeiten"), form, form=-1)

    assert [one.id for one in refused.value.bookings] == [made.booking.id]
    assert page.shows("Kulturportal (anderes Buchungssystem)")
    assert page.link("Fr., 02.10.2026, 19:00 bis 22:00 Uhr") == f"{PAGE}{made.booking.id}"


def test_the_fire_brigade_goes_first_and_is_told_where_to_call(
    village: Village, stolle: Visitor, made: CredentialRecord
) -> None:
    house, person = village.house, village.cast.frau_stolle
    fire = replace(
        a_request(period=EVENING, occasion="Notunterkunft", use=Use(Purpose.EMERGENCY)),
        organizer=Organizer("Wehrführer Braun", "", "112"),
    )
    seen = overriding.look(house, person, fire, reason="Hochwasser")

    done = overriding.override(house, person, fire, reason="Hochwasser", agreed=seen.ids)

    assert [one.id for one in seen.displaced] == [made.booking.id]
    assert stolle.open(f"/schreibtisch/vorrang/{done.booking.id}").shows(
        "bitte dort anrufen: Die Gäste erfahren es nur von dort"
    )
    found = credential_records.one(house, made.credential.id)
    assert (found.booking.is_occupying, found.booking.decision_reason) == (False, "Hochwasser")
    with house.reading() as uow:
        mails = [row.subject for row in uow.connection.execute(outbox.select()) if row.kind == "mail"]
    assert made.booking.id not in mails
    assert verify(house) == ()
