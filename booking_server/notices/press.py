"""The printing press: HTML in, tagged PDF (PDF/UA-1) out. The only module that knows WeasyPrint.

What a page may show beside its text: files of `notices/paper` ("paper:paper.css") and pictures handed
over with it ("bild:name"). Every other address is refused before anything is opened or connected.
"""

import logging
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

BUNDLED = Path(__file__).parent / "paper"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
MARKS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells every CSS property of the screen


class AddressRefused(Exception):
    """A page asked for something that is neither bundled nor handed over with it."""


def print_pdf(html: str, title: str, lang: str, images: Mapping[str, bytes]) -> bytes:
    """Return the pages of `html` as one tagged PDF; the same input gives the same bytes.

    Raises ImportError or OSError where Python package or system libraries (pango) are missing.
    """
    from weasyprint import HTML  # noqa: PLC0415 - 1.6 s and 60 MiB that only printing pays
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class Shelf(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type information
        def __init__(self) -> None:
            super().__init__(allowed_protocols=())

        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":
            return fetch(url, images)

    document = HTML(string=html, base_url="paper:", url_fetcher=Shelf()).render()
    document.metadata.title = title
    document.metadata.lang = lang
    made: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=sha256(html.encode()).digest()[:16]
    )
    return made


def fetch(url: str, images: Mapping[str, bytes]) -> "URLFetcherResponse":
    """Return a bundled file or a picture handed over. Raises AddressRefused for everything else."""
    from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415

    scheme, _, name = url.partition(":")
    if scheme == "paper" and name in {path.name for path in BUNDLED.iterdir()}:
        path = BUNDLED / name
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
    if scheme == "bild" and name in images:
        return URLFetcherResponse(url, images[name], {"Content-Type": _type_of(images[name])})
    raise AddressRefused(scheme)


def _type_of(image: bytes) -> str:
    for mark, type_ in MARKS.items():
        if image.startswith(mark):
            return type_
    raise AddressRefused("a picture is PNG or JPEG")
