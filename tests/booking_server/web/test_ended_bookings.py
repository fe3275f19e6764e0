"""What a booking that ended asks of its organizer: no more money than was said."""

from dataclasses import replace

import pytest
from flask import Flask

from booking_server.domain.bookings import Booking
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.uses import Purpose, Use
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations, overriding
from booking_server.services.foundation import links
from booking_server.services.money import billing, money_desk, money_overview, payments
from booking_server.services.promises.delivery import claim
from tests.booking_server.domain.money.sums import WIESENBURG
from tests.booking_server.services.bookings.test_overriding import REASON, a_fire
from tests.booking_server.services.money.test_money import paid
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request
from tests.mails import text_of


@pytest.fixture
def party(village: Village) -> Booking:
    """A party for 45 euros and a deposit of 100, both asked for by invoice."""
    publish(village)
    with village.house.unit_of_work() as uow:
        mine = village.cast.municipality.id
        uow.payees.save(replace(WIESENBURG, municipality_id=mine, deposit_way=DepositWay.BANK))
        uow.commit()
    use = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
    made = bookings.book(village.house, a_request(use=use)).booking
    billing.keep_promises(village.house)
    mails(village)
    return made


def page_of(visitor: Visitor, village: Village, booking: Booking) -> Page:
    """The page behind the booking's link."""
    return visitor.open(f"/buchungen/{booking.id}?t={links.booking_token(village.house, booking)}")


def mails(village: Village) -> list[str]:
    """What the worker would send now."""
    found = (
        m for item in claim(village.house, ("mail",)) for m in compose(village.house, item, "haus@x.org")
    )
    return [text_of(message).replace("\N{NO-BREAK SPACE}", " ") for message in found]


def displace(village: Village, booking: Booking) -> None:
    """The fire brigade needs the hall."""
    agreed = frozenset({booking.id})
    overriding.override(village.house, village.cast.frau_stolle, a_fire(), reason=REASON, agreed=agreed)


def test_from_whoever_had_to_give_way_nothing_is_demanded(
    site: Flask, visitor: Visitor, village: Village, party: Booking
) -> None:
    before = page_of(visitor, village, party)
    displace(village, party)

    at_once = page_of(visitor, village, party)
    (mail,) = [text for text in mails(village) if "Vorrang" in text]
    asked = money_desk.open_booking_money(village.house, village.cast.frau_weber, party.id)
    billing.keep_promises(village.house)
    later = page_of(visitor, village, party)

    assert before.shows("IBAN")
    for page in (at_once, later):
        assert page.shows("Ihre Buchung mussten wir leider absagen")
        assert page.shows("Das tut uns leid.")
        assert page.shows("Die Absage kostet Sie nichts. Sie müssen nichts bezahlen.")
        assert visitor.open(page.link("Andere Zeiten ansehen")).shows("Die Absage kostet Sie nichts.")
        for demand in ("IBAN", "Fällig", "fällig", "Kassenzeichen", "Zu zahlen", "wieder frei", "145,00"):
            assert not page.shows(demand), demand
    assert "Die Absage kostet Sie nichts. Sie müssen nichts bezahlen." in mail
    assert "Preis:" not in mail
    assert not asked.must_be_decided
    weber = signed_in(site, village, village.cast.frau_weber.id)
    treasury = weber.open(f"/schreibtisch/geld/buchungen/{party.id}")
    assert treasury.shows(f"storniert {REASON} Die Stornierung kostet nichts.")
    assert not treasury.shows("Kaution erhalten")
    desk = money_overview.open_money(village.house, village.cast.frau_weber)
    assert (desk.open_cents, desk.overdue, desk.waiting, desk.deposits) == (0, (), (), ())


def test_whoever_had_paid_and_had_to_give_way_is_told_to_get_it_back(
    visitor: Visitor, village: Village, party: Booking
) -> None:
    weber = village.cast.frau_weber
    (state,) = money_desk.open_booking_money(village.house, weber, party.id).account.states
    payments.record(village.house, weber, state.invoice.id, paid(14500))
    displace(village, party)
    billing.keep_promises(village.house)

    page = page_of(visitor, village, party)

    told = "Die Absage kostet Sie nichts. Was Sie schon bezahlt haben, auch die Kaution, bekommen Sie zurück."
    assert page.shows(told)
    assert page.shows("45,00 € sind zu erstatten")
    assert page.shows("100,00 € erhalten")
    assert any(told in text for text in mails(village))


def test_cancelling_in_time_costs_nothing_and_both_page_and_mail_say_so(
    visitor: Visitor, village: Village, party: Booking
) -> None:
    cancellations.cancel(village.house, party.id)

    page, (mail,) = page_of(visitor, village, party), mails(village)

    assert page.shows("Die Stornierung kostet nichts. Sie müssen nichts bezahlen.")
    assert page.shows("Bitte bezahlen Sie diese Rechnung nicht mehr.")
    assert not page.shows("IBAN")
    assert not page.shows("Kaution: 100,00 €")
    assert "Die Stornierung kostet nichts." in mail
    assert "Preis:" not in mail


def test_what_the_desk_cancels_for_nothing_waits_for_nobody(village: Village, party: Booking) -> None:
    weber = village.cast.frau_weber
    cancellations.cancel(village.house, party.id, person=weber, reason="Rohrbruch")
    billing.keep_promises(village.house)

    assert not money_desk.open_booking_money(village.house, weber, party.id).must_be_decided
    assert any("Begründung: Rohrbruch" in text and "kostet nichts" in text for text in mails(village))


def test_what_the_desk_cancels_late_a_person_decides_and_until_then_nobody_pays(
    visitor: Visitor, village: Village, party: Booking
) -> None:
    village.clock.forward(days=3)
    cancellations.cancel(village.house, party.id, person=village.cast.frau_weber, reason="Rohrbruch")

    page = page_of(visitor, village, party)

    assert page.shows("Ob die Stornierung etwas kostet, entscheidet die Gemeinde.")
    assert not page.shows("IBAN")
    assert money_desk.open_booking_money(village.house, village.cast.frau_weber, party.id).must_be_decided
