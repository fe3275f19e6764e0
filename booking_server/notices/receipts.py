"""The receipt for a deposit: who gave how much, in figures and in words, and what became of it."""

from booking_server.domain.bookings import Booking
from booking_server.domain.money.deposits import Deposit
from booking_server.domain.money.euros import in_words
from booking_server.domain.venues import Venue
from booking_server.notices import paper, pdf

TITLE = "Quittung über die Kaution"


def receipt_pdf(deposit: Deposit, booking: Booking, venue: Venue) -> bytes:
    """Return the receipt as tagged PDF in large print. Raises PdfUnavailable."""
    page = paper.fill(
        "receipt.html",
        title=TITLE,
        deposit=deposit,
        booking=booking,
        venue=venue,
        words=in_words(deposit.received_cents),
    )
    return pdf.render(page, title=TITLE)
