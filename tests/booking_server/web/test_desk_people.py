"""The clerk's pages: people and their roles, clubs and their codes."""

import pytest
from flask import Flask

from booking_server.domain.people import Role
from booking_server.domain.uses import Use
from booking_server.services.bookings import bookings
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of Wiesenburg/Mark, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def a_new_club(weber: Visitor) -> Page:
    page = weber.open("/schreibtisch/vereine")
    number = [form.action for form in page.forms].index("/schreibtisch/vereine")
    return weber.send(page, {"name": "Chor Benken", "contact_name": "Frau Sänger"}, form=number)


def code_on(page: Page) -> str:
    return page.text.split("Vereins-Code ")[1].split(" ")[0]


def test_a_clerk_takes_somebody_in_and_ends_the_role_again(weber: Visitor) -> None:
    page = weber.open("/schreibtisch/personen")
    assert page.shows("Herr Krüger")
    assert not page.shows("Frau Richter"), "she belongs to the municipality next door"

    known = weber.send(
        page,
        {
            "name": "Frau Otto",
            "email": "otto@example.org",
            "role": Role.KEYHOLDER,
            "venue": "dgh-benken",
            "until": "2026-12-31",
        },
    )
    assert known.shows("Schlüsselträgerin oder Schlüsselträger DGH Benken bis Do., 31.12.2026")

    number = next(at for at, form in enumerate(known.forms) if form.action.endswith("/ende"))
    ended = weber.send(known, form=number)
    assert ended.shows("Keine Rolle.")
    assert ended.shows("Früher Schlüsselträgerin oder Schlüsselträger: DGH Benken")


def test_every_mistake_is_named_and_what_was_typed_stays(weber: Visitor) -> None:
    page = weber.send(
        weber.open("/schreibtisch/personen"), {"name": "Frau Otto", "email": "otto", "until": "bald"}
    )

    assert page.status == 422
    assert page.message_at("role")
    assert page.message_at("until")
    assert page.typed("name") == "Frau Otto"


def test_the_last_clerk_is_told_why_she_must_stay(weber: Visitor, village: Village) -> None:
    page = weber.open(f"/schreibtisch/personen/{village.cast.frau_weber.id}")
    number = next(at for at, form in enumerate(page.forms) if form.action.endswith("/ende"))

    answer = weber.send(page, form=number)

    assert answer.status == 409
    assert answer.shows("die letzte Person, die hier Rechte vergeben darf")


def test_a_club_books_with_the_code_from_the_clerk_s_page(
    weber: Visitor, visitor: Visitor, village: Village
) -> None:
    club = a_new_club(weber)
    hall = {"venue": "dgh-benken", "unit": "events", "amount": "10", "purposes": ["club_activity"]}
    number = [form.action.endswith("/haeuser") for form in club.forms].index(True)
    page = weber.send(club, hall, form=number)
    assert page.shows("frei im Jahr: 10 Nutzungen gebucht 0, übrig 10")

    form = visitor.open(f"{FORM}?verein={code_on(page)}")
    assert form.typed("club_code") == code_on(page)
    assert form.shows("Chor Benken: 10 von 10 Nutzungen sind 2026 noch frei")
    visitor.send(form, {**FILLED_IN, "purpose": "club_activity"})

    assert weber.open(page.address).shows("gebucht 1, übrig 9")


def test_a_wrong_club_code_is_told_at_its_field(visitor: Visitor, village: Village) -> None:
    page = visitor.send(visitor.open(FORM), {**FILLED_IN, "club_code": "AAAA-BBBB-CCCC"})

    assert page.status == 422
    assert page.message_at("club_code")


def test_a_clerk_says_which_postcodes_are_residents(weber: Visitor, village: Village) -> None:
    page = weber.open("/schreibtisch/vereine")
    number = [form.action for form in page.forms].index("/schreibtisch/vereine/einwohner")

    assert weber.send(page, {"postcode": "1482"}, form=number).message_at("postcode")
    assert weber.send(page, {"postcode": "14828, 14829"}, form=number).shows("14827, 14828, 14829")
    booked = bookings.book(village.house, a_request(use=Use(postcode="14829"))).booking
    assert booked.use.group == "resident"
