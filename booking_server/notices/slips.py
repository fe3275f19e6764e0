"""The slip a caller or organizer takes along: large print, everything to get in without a telephone."""

from markupsafe import Markup

from booking_server.domain.languages import Language
from booking_server.locks.qr_images import OPENS, qr_svg
from booking_server.notices import paper, pdf, texts
from booking_server.notices.phrases import in_german
from booking_server.notices.voice import ENGLISH, GERMAN, Voice
from booking_server.services.bookings.booking_page import BookingPage
from calendars.local_time import say_period

LONGEST_RULES = 1500
"""Characters of the house rules on the slip; more hangs in the hall."""


def slip_pdf(page: BookingPage) -> bytes:
    """Return the slip of a booking as tagged PDF, A4, 14 pt and larger. Raises PdfUnavailable."""
    return pdf.render(slip_page(page), title=title_of(page), lang=_voice_of(page).language.value)


def slip_page(page: BookingPage) -> str:
    """Return the slip as a paper page, in the language of who booked."""
    rules, say = page.venue.house_rules, _voice_of(page)
    named = ", ".join(space.name for space in page.spaces)
    return paper.fill(
        "slip.html",
        title=title_of(page),
        say=say,
        page=page,
        booking=page.booking,
        venue=page.venue,
        status=say.spoken(page.status_word),
        when=in_one_piece_each(say_period(page.booking.period), say),
        pin=in_fours(page.codes.pin) if page.codes else "",
        offline_pin=in_fours(page.codes.offline_pin) if page.codes and page.codes.offline_pin else "",
        qr=Markup(qr_svg(page.codes.qr, say.spoken(OPENS))) if page.codes else "",  # noqa: S704 - ours
        rooms=say("Ganzes Haus") if page.is_whole_hall else in_german(named, say.language),
        price=texts.say_price(page.quote, say) if page.quote and page.booking.is_occupying else "",
        rules=rules if len(rules) <= LONGEST_RULES else rules[:LONGEST_RULES].rsplit(" ", 1)[0] + " …",
    )


def title_of(page: BookingPage) -> str:
    """Return "Zettel: DGH Benken"."""
    return _voice_of(page)("Zettel: %(a)s", a=page.venue.name)


def _voice_of(page: BookingPage) -> Voice:
    return ENGLISH if page.booking.organizer.language is Language.ENGLISH else GERMAN


def in_one_piece_each(period: str, say: Voice) -> Markup:
    """Return a period that breaks between begin and end only: "02:00 Uhr" stays on its line."""
    begin, found, end = period.partition(" bis ")
    pieces = (begin, f"bis {end}") if found else (begin,)
    piece = Markup('<span class="nowrap">{}</span>')
    return Markup(" ").join(piece.format(say.spoken(one)) for one in pieces)


def in_fours(code: str) -> str:
    """Return a code in groups that can be read aloud: "1234 5671"."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
