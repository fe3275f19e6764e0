"""Looking at what was printed: pages as images, text as a person reads it.

To look yourself: `PRINTED_DIR=/some/folder pytest …` leaves every rendered page there as PNG.
"""

import ctypes
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class Element:
    """A part of the document as a screen reader meets it: "H1", "Figure", "TH"; `alt` stands for pictures."""

    kind: str
    alt: str


def elements(pdf: bytes) -> list[list[Element]]:
    """Return what each page consists of, in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        tree = pypdfium2.raw.FPDF_StructTree_GetForPage(page.raw)
        count = pypdfium2.raw.FPDF_StructTree_CountChildren(tree)
        tops = [pypdfium2.raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(count)]
        found.append([one for top in tops for one in _within(top)])
        pypdfium2.raw.FPDF_StructTree_Close(tree)
    document.close()
    return found


def _within(element: Any) -> Iterator[Element]:
    if not element:  # a piece of text, or a part that stands on another page
        return
    yield Element(
        _said(pypdfium2.raw.FPDF_StructElement_GetType, element),
        _said(pypdfium2.raw.FPDF_StructElement_GetAltText, element),
    )
    for at in range(pypdfium2.raw.FPDF_StructElement_CountChildren(element)):
        yield from _within(pypdfium2.raw.FPDF_StructElement_GetChildAtIndex(element, at))


def _said(ask: Any, element: Any) -> str:
    room = ctypes.create_string_buffer(2048)
    length = ask(element, room, len(room))
    return room.raw[: max(length - 2, 0)].decode("utf-16-le") if length <= len(room) else ""


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
