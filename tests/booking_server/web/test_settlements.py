"""What a return came to, on paper, by mail and on the pages: the deposit is not demanded a second time."""

import pytest
from flask import Flask

from booking_server.domain.bookings import Booking
from booking_server.domain.handover.protocol import ProtocolKind
from booking_server.domain.money.invoices import InvoiceKind, InvoiceState
from booking_server.notices import invoice_texts, protocols
from booking_server.notices.invoices import invoice_page
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from tests.booking_server.services.handover.test_handover import power, priced, sign
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village


@pytest.fixture
def wedding(village: Village) -> Booking:
    """The wedding in Benken, with metered power; 100 euros of deposit came in cash."""
    booking = priced(village)
    sign(village, booking, ProtocolKind.HANDOVER, power("1000"), "a", deposit_cents=10000)
    return booking


def settled(village: Village, booking: Booking) -> tuple[BookingPage, InvoiceState]:
    """The page of the booking and its settlement."""
    page = booking_by_id(village.house, booking.id)
    state = page.account.standing(InvoiceKind.SETTLEMENT)
    assert state is not None
    return page, state


def mail(page: BookingPage, state: InvoiceState) -> str:
    """The mail about an invoice, with plain blanks."""
    return invoice_texts.letter(page, state.invoice.id)[1].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("now", [True, False], ids=["paid back at once", "paid back later"])
def test_what_the_deposit_pays_is_not_demanded(
    visitor: Visitor, village: Village, wedding: Booking, now: bool
) -> None:
    back = sign(village, wedding, ProtocolKind.RETURN, power("1040"), "b", pays_back_now=now)

    page, state = settled(village, wedding)
    paper, told = invoice_page(state.invoice, state), mail(page, state)
    own = visitor.open(f"/buchungen/{wedding.id}?t={page.token}")
    protocol = protocols.letter(page, back.id)[1].replace("\N{NO-BREAK SPACE}", " ")

    assert "Bezahlt aus der Kaution" in paper
    assert "Bitte überweisen Sie nichts." in paper
    assert "So bezahlen Sie" not in paper
    assert "<svg" not in paper
    assert "Bezahlt aus der Kaution: 16,00 €" in told
    assert "IBAN" not in told
    assert own.shows("aus der Kaution")
    assert not own.shows("IBAN")
    assert "Zusammen: 16,00 €\nBezahlt aus der Kaution: 16,00 €\n" in protocol
    assert "Noch zu zahlen" not in protocol


def test_only_the_rest_is_demanded_of_what_the_deposit_does_not_cover(
    visitor: Visitor, village: Village, wedding: Booking
) -> None:
    sign(village, wedding, ProtocolKind.RETURN, power("1300"), "b", pays_back_now=True)

    page, state = settled(village, wedding)
    paper, told = invoice_page(state.invoice, state).replace("\N{NO-BREAK SPACE}", " "), mail(page, state)
    own = visitor.open(f"/buchungen/{wedding.id}?t={page.token}")

    assert state.demanded_cents == 2000
    assert 'Noch zu überweisen</th><td class="amount">20,00 €' in paper
    assert "<svg" in paper
    assert "Bezahlt aus der Kaution: 100,00 €\nNoch zu überweisen: 20,00 €\nFällig" in told
    assert own.shows("Bezahlt aus der Kaution 100,00 € Betrag 20,00 €")
    assert state.invoice.giro_code(state.demanded_cents).payload().split("\n")[7] == "EUR20.00"


def test_what_the_treasury_keeps_of_the_deposit_pays_the_settlement(
    site: Flask, village: Village, wedding: Booking
) -> None:
    sign(village, wedding, ProtocolKind.RETURN, power("1040"), "b")
    weber = signed_in(site, village, village.cast.frau_weber.id)
    money = weber.open(f"/schreibtisch/geld/buchungen/{wedding.id}")

    done = weber.send(money, button="abrechnen", form=-1)

    assert (money.forms[-1].values["amount"], money.forms[-1].values["withheld"]) == ("84,00", "16,00")
    assert money.shows("wird aus der Kaution bezahlt")
    assert done.shows("bezahlt aus der Kaution am")
    _, state = settled(village, wedding)
    assert (state.open_cents, state.from_deposit) == (0, 1600)
