"""The PDF workshop: fills in a paper template and prints it."""

import logging
from collections.abc import Mapping
from threading import Lock
from typing import ClassVar

from booking_server.domain.errors import DomainError
from booking_server.notices import press

log = logging.getLogger(__name__)

LONGEST_PAGE = 512 * 1024
"""Characters of HTML; a year's calendar of a hall takes a tenth of it."""

LARGEST_IMAGES = 16 * 1024 * 1024
"""Bytes of all pictures of one document."""

_one_at_a_time = Lock()


class PdfUnavailable(DomainError):
    """A PDF needs pango on the server."""

    code: ClassVar[str] = "pdf-unavailable"


class PdfTooLarge(DomainError):
    """A PDF has bounds."""

    code: ClassVar[str] = "pdf-too-large"


def render(html: str, *, title: str, lang: str = "de", images: Mapping[str, bytes] | None = None) -> bytes:
    """Return `html` (a filled-in paper template, see `paper.fill`) as tagged PDF/UA-1, A4.

    `images` are PNG or JPEG pictures the page shows as `<img src="bild:name" alt="…">`; no other
    address is followed. Raises PdfUnavailable where the server lacks the libraries, PdfTooLarge.
    """
    given = images or {}
    if len(html) > LONGEST_PAGE or sum(map(len, given.values())) > LARGEST_IMAGES:
        raise PdfTooLarge("Das ist zu viel für ein Dokument. Bitte wählen Sie einen kürzeren Zeitraum.")
    try:
        with _one_at_a_time:
            return press.print_pdf(html, title, lang, given)
    except (ImportError, OSError) as error:
        log.error("PDFs need pango and a font on this machine: %s", error)
        raise PdfUnavailable(
            "Auf diesem Server fehlt ein Programm für PDFs. Bitte drucken Sie stattdessen die Seite selbst."
        ) from error
