"""Every kind of paper the programs print, read as a screen reader does."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

import booking_server.notices
from booking_server.domain.figures.span import a_span
from booking_server.domain.handover.protocol import Finding
from booking_server.domain.holders import HolderCode
from booking_server.notices import holder_slips, invoices, posters, protocols, receipts, slips
from booking_server.notices.figures import report
from booking_server.notices.press import print_pdf
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.desk import figures
from booking_server.services.handover import handover
from booking_server.services.holders import holder_pages
from booking_server.services.money import deposit_receipts
from tests.booking_server.holders import a_code, a_keyholder, an_envelope
from tests.booking_server.notices import printed
from tests.booking_server.notices.test_invoices import the_wedding
from tests.booking_server.services.handover.test_handover import HANDOVER, RETURN, a_jpeg, power, priced, sign
from tests.builders import Village, a_request

FOLDER = Path(booking_server.notices.__file__).parent


@dataclass(frozen=True)
class Sheet:
    """One kind of paper: what prints it, from which template, an example, and how many pictures it has."""

    maker: Callable[..., bytes]
    template: str
    print: Callable[[Village], bytes]
    pictures: int


def a_slip(village: Village) -> bytes:
    booked = bookings.book(village.house, a_request())
    return slips.slip_pdf(booking_by_id(village.house, booked.booking.id))


def a_holder_slip(village: Village, give: Callable[[Village], HolderCode]) -> bytes:
    code = give(village)
    return holder_slips.slip_pdf(holder_pages.show_given(village.house, village.cast.frau_stolle, code.id))


def a_poster(village: Village, days: int) -> bytes:
    shown = [date(2026, 10, 5) + timedelta(days=n) for n in range(days)]
    told = posters.poster_days(village.cast.benken, shown, ())
    changed_at = village.house.clock()
    poster = posters.Poster(
        village.cast.benken, "Oktober 2026", told, "https://x", changed_at, is_week=days == 7
    )
    return posters.poster_pdf(poster)


def taken_back(village: Village) -> BookingPage:
    """A wedding that was handed over against a deposit, with a photo of a scratch, and taken back."""
    booking = priced(village)
    sign(village, booking, HANDOVER, power("1000"), "a", deposit_cents=10000)
    keeper = village.cast.frau_stolle
    photo = handover.keep_photo(village.house, keeper, booking.id, a_jpeg(), field="photo_0")
    scratch = power("1040", findings=(Finding("Kratzer im Parkett", (photo,)),))
    sign(village, booking, RETURN, scratch, "b", pays_back_now=True)
    return booking_by_id(village.house, booking.id)


def a_protocol(village: Village) -> bytes:
    page = taken_back(village)
    protocol = page.protocols[-1]
    pictures = handover.pictures_of(village.house, protocol)
    return protocols.protocol_pdf(page.booking, page.venue, protocol, pictures)


def a_receipt(village: Village) -> bytes:
    page = taken_back(village)
    receipt = deposit_receipts.receipt_of(village.house, village.cast.frau_weber, page.booking.id)
    return receipts.receipt_pdf(receipt)


def a_report(village: Village) -> bytes:
    bookings.book(village.house, a_request())
    span = a_span(date(2026, 9, 1), date(2026, 10, 1))
    return report.figures_pdf(figures.of_hall(village.house, village.cast.frau_stolle, "dgh-benken", span))


SHEETS = (
    Sheet(slips.slip_pdf, "slip.html", a_slip, 1),
    Sheet(
        holder_slips.slip_pdf,
        "holder_slip.html",
        lambda v: a_holder_slip(v, lambda v: a_code(v, a_keyholder(v))),
        0,
    ),
    Sheet(holder_slips.slip_pdf, "brigade_slip.html", lambda v: a_holder_slip(v, an_envelope), 0),
    Sheet(invoices.invoice_pdf, "invoice.html", lambda _: invoices.invoice_pdf(the_wedding()), 1),
    Sheet(protocols.protocol_pdf, "protocol.html", a_protocol, 1),
    Sheet(receipts.receipt_pdf, "receipt.html", a_receipt, 0),
    Sheet(posters.poster_pdf, "poster_month.html", lambda v: a_poster(v, 31), 1),
    Sheet(posters.poster_pdf, "poster_week.html", lambda v: a_poster(v, 7), 1),
    Sheet(report.figures_pdf, "figures.html", a_report, 6),
)


def makers() -> set[Callable[..., bytes]]:
    """Every function of the package that returns a PDF."""
    names = [one.name for one in pkgutil.walk_packages([str(FOLDER)], f"{booking_server.notices.__name__}.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("press_process")]
    functions = [f for module in modules for _, f in inspect.getmembers(module, inspect.isfunction)]
    return {f for f in functions if f.__name__.endswith("_pdf") and f.__module__ in names} - {print_pdf}


def templates() -> set[str]:
    """Every paper template."""
    found = FOLDER.glob("templates/*.html")
    return {one.name for one in found if '{% extends "base.html" %}' in one.read_text(encoding="utf-8")}


def test_every_kind_of_paper_is_looked_at_here() -> None:
    assert {sheet.maker for sheet in SHEETS} == makers()
    assert {sheet.template for sheet in SHEETS} == templates()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.template.removesuffix(".html"))
def test_a_screen_reader_finds_title_language_headings_and_every_picture(
    village: Village, sheet: Sheet
) -> None:
    pdf = sheet.print(village)

    pages = printed.elements(pdf)
    kinds = [one.kind for page in pages for one in page]
    figures = [one.alt for page in pages for one in page if one.kind == "Figure"]
    headings = [kind for kind in kinds if kind in ("H1", "H2", "H3")]
    printed.pages(pdf, name=sheet.template.removesuffix(".html"))
    assert printed.is_tagged(pdf)
    assert printed.metadata(pdf)["Title"]
    assert printed.language(pdf) == "de"
    assert all(page for page in pages), "no page without structure"
    assert headings[0] == "H1"
    assert len(figures) == sheet.pictures
    assert all(figures), "every picture says what it shows"
    assert ("TH" in kinds) or ("Table" not in kinds), "a table says what its cells are about"
