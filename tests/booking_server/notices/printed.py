"""Looking at what was printed: pages as images, text as a person reads it.

To look yourself: `PRINTED_DIR=/some/folder pytest …` leaves every rendered page there as PNG.
"""

import ctypes
import os
import re
import zlib
from pathlib import Path

import pypdfium2
import pypdfium2.raw
from PIL.Image import Image

SHARP = 150
"""Dots per inch of a page as image."""


def pages(pdf: bytes, *, dpi: int = SHARP, name: str = "") -> list[Image]:
    """Return every page as an image; with `name` and PRINTED_DIR also as PNG files."""
    document = pypdfium2.PdfDocument(pdf)
    images = [page.render(scale=dpi / 72).to_pil() for page in document]
    document.close()
    if name and (folder := os.environ.get("PRINTED_DIR")):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, image in enumerate(images, start=1):
            image.save(Path(folder) / f"{name}-{number}.png")
    return images


def text(pdf: bytes) -> str:
    """Return the text of all pages, white space as one blank each."""
    document = pypdfium2.PdfDocument(pdf)
    words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", " ", words.replace("\ufffe", "-")).strip()


def is_tagged(pdf: bytes) -> bool:
    """Whether a screen reader finds structure in the document."""
    document = pypdfium2.PdfDocument(pdf)
    tagged = bool(document.is_tagged())
    document.close()
    return tagged


def metadata(pdf: bytes) -> dict[str, str]:
    """Return title, author and so on."""
    document = pypdfium2.PdfDocument(pdf)
    found: dict[str, str] = document.get_metadata_dict()
    document.close()
    return found


def language(pdf: bytes) -> str:
    """Return the language a screen reader will speak."""
    document = pypdfium2.PdfDocument(pdf)
    room = (ctypes.c_ushort * 32)()
    length = pypdfium2.raw.FPDFCatalog_GetLanguage(document.raw, room, ctypes.sizeof(room))
    document.close()
    return bytes(room)[:length].decode("utf-16-le").rstrip("\0")


def streams(pdf: bytes) -> str:
    """Return the compressed insides: metadata, drawing, fonts."""
    packed = re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(part) for part in packed).decode("latin-1")
