"""The slip a caller or organizer takes along: large print, everything to get in without a telephone."""

from markupsafe import Markup

from booking_server.locks.qr_images import qr_svg
from booking_server.notices import paper, pdf, texts
from booking_server.services.booking_page import BookingPage

LONGEST_RULES = 1500
"""Characters of the house rules on the slip; more hangs in the hall."""


def slip_pdf(page: BookingPage) -> bytes:
    """Return the slip of a booking as tagged PDF, A4, 14 pt and larger. Raises PdfUnavailable."""
    return pdf.render(slip_page(page), title=title_of(page))


def slip_page(page: BookingPage) -> str:
    """Return the slip as a paper page."""
    rules = page.venue.house_rules
    return paper.fill(
        "slip.html",
        title=title_of(page),
        page=page,
        booking=page.booking,
        venue=page.venue,
        pin=in_fours(page.codes.pin) if page.codes else "",
        offline_pin=in_fours(page.codes.offline_pin) if page.codes and page.codes.offline_pin else "",
        qr=Markup(qr_svg(page.codes.qr)) if page.codes else "",  # noqa: S704 - ours
        rooms="ganzes Haus" if page.is_whole_hall else ", ".join(space.name for space in page.spaces),
        price=texts.say_price(page.quote) if page.quote and page.booking.is_occupying else "",
        rules=rules if len(rules) <= LONGEST_RULES else rules[:LONGEST_RULES].rsplit(" ", 1)[0] + " …",
    )


def title_of(page: BookingPage) -> str:
    """Return "Zettel: DGH Benken"."""
    return f"Zettel: {page.venue.name}"


def in_fours(code: str) -> str:
    """Return a code in groups that can be read aloud: "1234 5671"."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
