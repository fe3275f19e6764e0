"""Figures on paper: every picture with its table."""

from functools import lru_cache

from booking_server.notices import paper, pdf
from booking_server.notices.figures.pictures import pictures_of
from booking_server.services.desk.figures import Figures


def figures_pdf(figures: Figures) -> bytes:
    """Return figures as tagged PDF, A4. Raises PdfUnavailable."""
    title = title_of(figures)
    page = paper.fill("figures.html", title=title, figures=figures, pictures=pictures_of(figures))
    return _printed(page, title)


@lru_cache(maxsize=8)
def _printed(page: str, title: str) -> bytes:
    """A report is the longest document there is: whoever asks twice gets the same one."""
    return pdf.render(page, title=title)


def title_of(figures: Figures) -> str:
    """Return "Auswertung DGH Benken, Oktober 2025 bis September 2026"."""
    return f"Auswertung {figures.name}, {figures.span.words}"
