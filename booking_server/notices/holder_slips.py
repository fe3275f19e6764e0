"""Slips with a code held for good: one for a person's purse, one for the fire brigade's sealed envelope."""

from booking_server.domain.holders import HolderKind
from booking_server.notices import paper, pdf
from booking_server.services.holders.holder_pages import ShownCode


def slip_pdf(shown: ShownCode) -> bytes:
    """Return the slip as tagged PDF, A4, 14 pt and larger. Raises PdfUnavailable."""
    return pdf.render(slip_page(shown), title=title_of(shown))


def slip_page(shown: ShownCode) -> str:
    """Return the slip as a paper page; the fire brigade's has a second one, for the outside."""
    is_brigade = shown.view.code.kind is HolderKind.BRIGADE
    return paper.fill(
        "brigade_slip.html" if is_brigade else "holder_slip.html",
        title=title_of(shown),
        code=shown.view.code,
        venue=shown.view.venue,
        digits=in_threes(shown.digits),
    )


def title_of(shown: ShownCode) -> str:
    """Return "Dauer-Code: DGH Benken"; the digits stand in no title."""
    return f"Dauer-Code: {shown.view.venue.name}"


def in_threes(digits: str) -> str:
    """Return nine digits as they are read aloud: "071 234 562"."""
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))
