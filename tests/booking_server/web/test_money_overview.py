"""The treasury's overview: every kind of open money in its place, with sums that are true."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from booking_server.domain.bookings import Booking
from booking_server.domain.handover.protocol import ProtocolKind
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.money import billing, money_desk, payments
from tests.booking_server.services.handover.test_handover import power, priced, sign
from tests.booking_server.services.money.test_billing import a_series
from tests.booking_server.services.money.test_money import HIRE, has_account, paid
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import WEDDING, Village, a_request


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of Wiesenburg/Mark, signed in; her municipality has an account."""
    has_account(village)
    return signed_in(site, village, village.cast.frau_weber.id)


def booked(village: Village, quote: Quote = HIRE) -> Booking:
    """A wedding with a price and its invoice."""
    booking = bookings.book(village.house, a_request()).booking
    with village.house.unit_of_work() as uow:
        uow.quotes.add(booking.id, replace(quote, tariff_version=""))
        uow.commit()
    billing.keep_promises(village.house)
    return booking


def overview(weber: Visitor) -> Page:
    """The page, once the worker came by."""
    return weber.open("/schreibtisch/geld")


def test_a_booking_without_a_final_price_waits_where_the_treasury_sees_it(
    weber: Visitor, village: Village
) -> None:
    publish(village)
    bookings.book(village.house, a_request(use=Use(Purpose.PRIVATE_PARTY)))

    page = overview(weber)
    price = weber.open(page.link("Anna Lehmann, DGH Benken"))

    assert page.shows("Buchungen, deren Preis noch nicht feststeht 1 noch offen")
    assert page.shows("Preis offen")
    assert price.shows("Offene Frage beantworten")


def test_a_cancellation_at_the_desk_is_to_be_decided_and_is_not_counted_as_open(
    weber: Visitor, village: Village
) -> None:
    booking = booked(village)
    cancellations.cancel(village.house, booking.id, person=village.cast.frau_weber, reason="Rohrbruch")
    billing.keep_promises(village.house)

    page = overview(weber)

    assert page.shows("Stornierungen, über die Sie entscheiden 1 noch offen")
    assert page.shows("noch nicht fällig 0 0,00 €")
    assert page.shows("storniert, Rechnung steht noch")
    assert weber.open(page.link("Rechnung 2026-00001")).shows("Was kostet die Stornierung?")


def test_an_invoice_of_a_series_says_that_dates_were_cancelled_since(
    weber: Visitor, village: Village
) -> None:
    dates = a_series(village, 3)
    invoice = money_desk.issue_series(village.house, village.cast.frau_weber, dates[0].id)
    assert not overview(weber).shows("abgesagt")

    for one in dates[1:]:
        cancellations.cancel(village.house, one.id)
    page = overview(weber)
    payments.cancel_by_hand(village.house, village.cast.frau_weber, invoice.id, reason="Termine fallen aus")

    assert page.shows("Rechnungen mit abgesagten Terminen 1")
    assert page.shows("2 Termine abgesagt")
    assert not overview(weber).shows("Rechnungen mit abgesagten Terminen")


def test_what_a_deposit_pays_is_no_debt_and_a_deposit_after_the_use_is_to_go_back(
    site: Flask, weber: Visitor, village: Village
) -> None:
    booking = priced(village, has_account=False)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    sign(village, booking, ProtocolKind.HANDOVER, power("1000"), "a", deposit_cents=10000)
    assert overview(weber).shows("Kautionen, die Sie verwahren 1 100,00 €")
    assert not overview(weber).shows("bitte zurückzahlen oder verrechnen")
    sign(village, booking, ProtocolKind.RETURN, power("1040"), "b")
    village.clock.now = WEDDING.end + timedelta(days=30)

    page = overview(signed_in(site, village, village.cast.frau_weber.id))

    assert page.shows("Überfällige Rechnungen 0 0,00 €")
    assert page.shows("Abrechnungen, die die Kaution bezahlt 1 16,00 €")
    assert page.shows("Kautionen, die Sie verwahren 1 100,00 €")
    assert page.shows("bitte zurückzahlen oder verrechnen")


def test_each_sum_leads_to_what_it_is_made_of(site: Flask, weber: Visitor, village: Village) -> None:
    booking = booked(village)
    (state,) = money_desk.open_booking_money(
        village.house, village.cast.frau_weber, booking.id
    ).account.states
    payments.record(village.house, village.cast.frau_weber, state.invoice.id, paid(4000))
    village.clock.forward(days=30)

    page = overview(signed_in(site, village, village.cast.frau_weber.id))

    assert page.shows("Überfällige Rechnungen 1 50,00 €")
    for words in ("Überfällige Rechnungen", "Kautionen, die noch kommen"):
        assert page.link(words).removeprefix("#") in page.by_id
