"""Telling people what is held about them, and erasing it: all of it, nobody else's, provably."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from booking_server.domain.bookings import Booking
from booking_server.domain.clubs import Club
from booking_server.domain.errors import LinkInvalid, NotPermitted, TransitionNotAllowed
from booking_server.domain.privacy import Identity, plain_phone
from booking_server.domain.retention import GONE
from booking_server.notices.dossier import pack
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations, clubs
from booking_server.services.bookings.booking_page import open_booking
from booking_server.services.operation import privacy
from booking_server.services.operation.verify import verify
from booking_server.services.promises import delivery
from booking_server.storage.tables import audit, metadata
from tests.builders import Organizer, Village, a_request, between

VERA = Organizer("Vera Zeisig", "zeisig@example.org", "0170 / 123-4567")
OTHER = Organizer("Olga Meise", "meise@example.org", "0170 7654321")
BY_MAIL = Identity(email="Zeisig@Example.org")


def everything_stored(village: Village) -> str:
    with village.house.reading() as uow:
        rows = [str(uow.connection.execute(select(table)).all()) for table in metadata.sorted_tables]
    return " ".join(rows).lower()


def vera_books(village: Village) -> tuple[bookings.Booked, ...]:
    """Two bookings of hers here, one next door, one of somebody else."""
    last = between("2026-10-09 18:00", "2026-10-09 20:00")
    made = [
        bookings.book(village.house, a_request(organizer=VERA, occasion="Feier Zeisig")),
        bookings.book(village.house, a_request(period=last, organizer=VERA), idempotency_key="web:1"),
        bookings.book(village.house, a_request("dgh-luette", organizer=VERA)),
        bookings.book(village.house, a_request("dgh-reetz", organizer=OTHER)),
    ]
    return tuple(made)


def link_of(village: Village, email: str) -> str | None:
    """The sealed part of the link mailed to an address, if one was."""
    privacy.ask_for_link(village.house, email)
    for item in delivery.claim(village.house, ["mail"]):
        if item.payload["template"] == "privacy_link":
            (mail,) = compose(village.house, item, "dgh@example.org")
            assert mail["To"] == email
            assert "/meine-daten/" not in mail["Subject"]
            return str(mail.get_content()).split("/meine-daten/")[1].split()[0]
    return None


@pytest.mark.parametrize("typed", ["+49 170 1234567", "0049170-1234567", "0170 1234567"])
def test_a_phone_number_is_the_same_however_it_is_written(village: Village, typed: str) -> None:
    vera_books(village)
    with village.house.reading() as uow:
        found = uow.dossiers.about(Identity(phone=typed))

    assert plain_phone(typed) == "01701234567"
    assert len(found.bookings) == 3


def test_a_dossier_holds_everything_about_somebody_and_nothing_of_others(village: Village) -> None:
    mine = vera_books(village)[:3]

    dossier, _ = privacy.look_up(
        village.house, village.cast.frau_weber, village.cast.municipality.id, BY_MAIL
    )

    assert set(dossier.bookings) == {mine[0].booking.id, mine[1].booking.id}
    assert {"bookings", "access_codes", "idempotency_keys"} <= set(dossier.tables)
    assert "meise" not in str(dossier.tables).lower()
    assert "pin" not in str([sorted(row) for row in dossier.tables["access_codes"]])


def namesakes(village: Village) -> tuple[Booking, Booking]:
    """Two bookings of two people of one name."""
    two = Organizer(VERA.name, "vera.zwei@example.org", "0171 999")
    made = [
        bookings.book(village.house, a_request(venue, organizer=who)).booking
        for venue, who in (("dgh-benken", VERA), ("dgh-reetz", two))
    ]
    village.clock.forward(days=14)
    return made[0], made[1]


@pytest.mark.parametrize(
    "contact", [{"email": VERA.email}, {"phone": VERA.phone}, {"email": VERA.email, "phone": "0170 1"}]
)
def test_a_name_narrows_what_an_address_or_a_number_finds(village: Village, contact: dict[str, str]) -> None:
    mine, _ = namesakes(village)
    weber, town = village.cast.frau_weber, village.cast.municipality.id

    found, plan = privacy.look_up(village.house, weber, town, Identity(**contact, name=VERA.name))
    other, _ = privacy.look_up(village.house, weber, town, Identity(**contact, name="Olga Meise"))

    assert found.bookings == plan.bookings == (mine.id,)
    assert other.is_empty


def test_what_a_name_alone_finds_is_picked_by_hand(village: Village) -> None:
    mine, other = namesakes(village)
    weber, town = village.cast.frau_weber, village.cast.municipality.id
    found, _ = privacy.look_up(village.house, weber, town, Identity(name=VERA.name))
    assert set(found.bookings) == {mine.id, other.id}

    for act in (privacy.export, privacy.erase):
        with pytest.raises(TransitionNotAllowed, match="mehrere Menschen"):
            act(village.house, weber, town, Identity(name=VERA.name))
    told = privacy.export(village.house, weber, town, Identity(name=VERA.name, picked=(mine.id,)))
    privacy.erase(village.house, weber, town, Identity(name=VERA.name, picked=(mine.id,)))

    assert told.bookings == (mine.id,)
    with village.house.reading() as uow:
        names = [uow.bookings.get(one.id).organizer.name for one in (mine, other)]
    assert names == ["", VERA.name]


def test_the_other_municipality_tells_its_own_part_only(village: Village) -> None:
    mine = vera_books(village)

    dossier, _ = privacy.look_up(village.house, village.cast.herr_voigt, village.cast.next_door.id, BY_MAIL)

    assert dossier.bookings == (mine[2].booking.id,)
    with pytest.raises(NotPermitted):
        privacy.look_up(village.house, village.cast.herr_voigt, village.cast.municipality.id, BY_MAIL)
    with pytest.raises(NotPermitted):
        privacy.look_up(village.house, village.cast.frau_stolle, village.cast.municipality.id, BY_MAIL)


def test_who_proves_an_address_gets_everything_from_everywhere(village: Village) -> None:
    mine = vera_books(village)[:3]
    sealed = link_of(village, "zeisig@example.org")
    assert sealed is not None

    packed = pack(privacy.own_dossier(village.house, sealed), village.clock())

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        told = json.loads(archive.read("auskunft.json"))
        page, table = (archive.read(name).decode() for name in ("auskunft.html", "buchungen.csv"))
    assert {row["id"] for row in told["tables"]["bookings"]} == {one.booking.id for one in mine}
    assert "Feier Zeisig" in page
    assert "Feier Zeisig" in table
    assert "Meise" not in page + table


def test_a_table_of_a_dossier_holds_no_formula(village: Village) -> None:
    bookings.book(village.house, a_request(organizer=VERA, occasion="=HYPERLINK(1)"))
    with village.house.reading() as uow:
        packed = pack(uow.dossiers.about(BY_MAIL), village.clock())

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "'=HYPERLINK(1)" in archive.read("buchungen.csv").decode()


def test_nobody_learns_whether_something_is_held(village: Village) -> None:
    vera_books(village)

    assert link_of(village, "unbekannt@example.org") is None
    for _ in range(5):
        privacy.ask_for_link(village.house, "zeisig@example.org")
    items = [i for i in delivery.claim(village.house, ["mail"]) if i.payload["template"] == "privacy_link"]
    assert len(items) == 3


def test_a_link_is_good_for_a_day_and_for_nothing_else(village: Village) -> None:
    vera_books(village)
    sealed = link_of(village, "zeisig@example.org")
    assert sealed is not None

    with pytest.raises(LinkInvalid):
        privacy.email_of(village.house, sealed.partition(".")[0] + ".x")
    village.clock.forward(hours=24)
    with pytest.raises(LinkInvalid):
        privacy.erase_own(village.house, sealed)


def test_future_bookings_are_cancelled_before_anything_is_erased(village: Village) -> None:
    mine = vera_books(village)
    weber, town = village.cast.frau_weber, village.cast.municipality.id

    with pytest.raises(TransitionNotAllowed):
        privacy.erase(village.house, weber, town, BY_MAIL)
    _, plan = privacy.look_up(village.house, weber, town, BY_MAIL)
    assert {one.booking_id for one in plan.standing} == {mine[0].booking.id, mine[1].booking.id}
    assert open_booking(village.house, mine[0].booking.id, mine[0].token).booking.organizer == VERA

    for one in mine[:2]:
        cancellations.cancel(village.house, one.booking.id)
    erased = privacy.erase(village.house, weber, town, BY_MAIL)

    assert set(erased.bookings) == {mine[0].booking.id, mine[1].booking.id}
    page = open_booking(village.house, mine[0].booking.id, mine[0].token)
    assert (page.booking.organizer.name, page.booking.occasion) == ("", GONE)
    next_door = open_booking(village.house, mine[2].booking.id, mine[2].token)
    assert next_door.booking.organizer == VERA, "the other municipality decides about its own"
    assert verify(village.house) == ()


def test_nothing_of_an_erased_person_is_left_anywhere(village: Village) -> None:
    made = vera_books(village)
    club = Club("", village.cast.municipality.id, "Chor", VERA.name, VERA.email, VERA.phone)
    clubs.add_club(village.house, village.cast.frau_weber, club)
    cancellations.cancel(village.house, made[1].booking.id, reason="Vera Zeisig ist krank")
    village.clock.forward(days=14)
    sealed = link_of(village, "zeisig@example.org")
    assert sealed is not None

    privacy.erase_own(village.house, sealed)
    village.clock.forward(days=120)
    with village.house.unit_of_work() as uow:
        uow.retention.remove("sign_ins", uow.retention.due("sign_ins", uow.now))
        uow.commit()

    stored = everything_stored(village)
    assert "zeisig" not in stored
    assert "1234567" not in stored
    assert "meise" in stored
    assert made[0].booking.id in stored


def test_who_looks_after_a_hall_must_hand_that_over_first(village: Village) -> None:
    stolle = Identity(email="stolle@example.org")

    with pytest.raises(TransitionNotAllowed):
        privacy.erase(village.house, village.cast.frau_weber, village.cast.municipality.id, stolle)


def test_asking_and_erasing_are_logged_without_a_name(village: Village) -> None:
    vera_books(village)
    town = village.cast.municipality.id
    privacy.export(village.house, village.cast.frau_weber, town, BY_MAIL)

    with village.house.reading() as uow:
        rows = uow.connection.execute(select(audit).where(audit.c.action == "person_exported")).all()

    assert [row.actor for row in rows] == [village.cast.frau_weber.id]
    assert "zeisig" not in str(rows).lower()
