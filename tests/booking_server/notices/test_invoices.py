"""Invoices as a person holds them: the text read, the page looked at, the code scanned."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp

from booking_server.domain.money.invoices import Invoice, InvoiceKind, taken_back
from booking_server.notices.invoices import invoice_page, invoice_pdf, say_quantity
from tests.booking_server.domain.money.sums import WIESENBURG, a_line, an_invoice
from tests.booking_server.notices import printed

HOSTILE = "<b>Anna</b> & \"Söhne\" {{ 7*7 }} </td><script>alert('x')</script>"
FACTS = (
    ("Haus", "DGH Benken, Dorfstraße 1, 14827 Wiesenburg/Mark"),
    ("Räume", "ganzes Haus"),
    ("Zeit", "Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr"),
    ("Anlass", "Hochzeit"),
    ("Buchungs-Nummer", "58b8c4f0a1d2e3f4"),
)
LINES = (
    a_line("Saal, private Feier", 9500, unit="Nutzung"),
    a_line("Küche", 5000, unit="Nutzung"),
    a_line("Heizkostenpauschale (1.10. bis 31.3.)", 2500, unit="Nutzung"),
    a_line("Endreinigung Saal", 2500, unit="mal"),
    a_line("Wasser", 1800, quantity=Decimal("3"), unit="m³", unit_cents=600),
    a_line("Strom", 1600, quantity=Decimal("40"), unit="kWh", unit_cents=40),
)


def the_wedding(**changes: object) -> Invoice:
    """The invoice of a wedding with meters."""
    return an_invoice(*LINES, **{"facts": FACTS, "tariff_version": "Entgeltordnung 2026", **changes})


def scanned(pdf: bytes) -> list[str]:
    """What a banking app reads from the first page."""
    image = printed.pages(pdf)[0].convert("L")
    return [code.text for code in zxingcpp.read_barcodes(image)]


def words(pdf: bytes) -> str:
    """The text of the pages with plain blanks."""
    return printed.text(pdf).replace("\N{NO-BREAK SPACE}", " ")


def test_an_invoice_tells_everything_a_payer_needs() -> None:
    pdf = invoice_pdf(the_wedding())

    text = words(pdf)
    printed.pages(pdf, name="invoice")
    for wanted in (
        "Rechnung 2026-00001", "Anna Lehmann", "Fr., 11.09.2026", "Saal, private Feier", "3 m³", "6,00 €",
        "Rechnungsbetrag 229,00 €", "bis Fr., 25.09.2026", "WM 26 00001 24", "DE02 1203 0000 0000 2020 51",
        "Umsatzsteuerfrei nach § 4 Nr. 12 UStG.", "Berechnet nach: Entgeltordnung 2026.",
        "16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert printed.is_tagged(pdf)
    assert printed.metadata(pdf)["Title"] == "Rechnung 2026-00001"
    assert len(printed.pages(pdf)) == 1


def test_a_banking_app_reads_the_code_from_the_printed_page() -> None:
    invoice = the_wedding(deposit_cents=10000)

    (read,) = scanned(invoice_pdf(invoice))

    assert read == invoice.giro_code().payload()
    assert read.split("\n")[5:8] == ["Gemeinde Wiesenburg/Mark", "DE02120300000000202051", "EUR329.00"]


def test_the_code_is_read_with_every_letter_a_name_may_have() -> None:
    payee = replace(WIESENBURG, name="Amt Nußbaum/Märkische Höfe »Kasse«", bic="BYLADEM1001")

    (read,) = scanned(invoice_pdf(the_wedding(payee=payee)))

    assert read.split("\n")[4:6] == ["BYLADEM1001", "Amt Nußbaum/Märkische Höfe »Kasse«"]


def test_a_deposit_stands_apart_from_the_price() -> None:
    pdf = invoice_pdf(the_wedding(deposit_cents=10000))

    text = words(pdf)
    printed.pages(pdf, name="invoice-deposit")
    assert "Rechnungsbetrag 229,00 €" in text
    assert "Kaution (bekommen Sie nach der Rückgabe zurück) 100,00 €" in text
    assert "Zu überweisen 329,00 €" in text


def test_vat_is_shown_where_there_is_some() -> None:
    pdf = invoice_pdf(an_invoice(a_line("Saal", 11900, vat_permille=190), facts=FACTS))

    assert "darin 19 % Umsatzsteuer auf 100,00 € netto 19,00 €" in words(pdf)


def test_a_cancellation_asks_for_no_money() -> None:
    back = the_wedding(
        kind=InvoiceKind.CANCELLATION, lines=taken_back(LINES), cancels_id="i1", cancels_number="2026-00001"
    )

    pdf = invoice_pdf(replace(back, number=2))

    printed.pages(pdf, name="invoice-cancelled")
    assert "hebt die Rechnung 2026-00001 ganz auf" in words(pdf)
    assert "So bezahlen Sie" not in words(pdf)
    assert scanned(pdf) == []


def test_a_hostile_name_is_printed_letter_by_letter() -> None:
    invoice = the_wedding(recipient=(HOSTILE,), facts=(("Anlass", HOSTILE),), tariff_version=HOSTILE)

    pdf = invoice_pdf(invoice)

    assert "<script>" not in invoice_page(invoice)
    assert words(pdf).count("{{ 7*7 }} </td><script>alert('x')</script>") >= 2


def test_a_long_invoice_goes_on_over_the_page() -> None:
    lines = tuple(a_line(f"Tisch Nummer {n} mit Stühlen und Decken", 100) for n in range(60))

    pdf = invoice_pdf(the_wedding(lines=lines, due_on=date(2026, 9, 25)))

    pages = printed.pages(pdf, name="invoice-long")
    assert len(pages) == 3
    assert "Tisch Nummer 59" in words(pdf)
    assert words(pdf).count("Einzelpreis") >= 2, "every page says what its columns are"


def test_an_account_of_the_demo_is_marked() -> None:
    assert "Bitte nichts überweisen" in invoice_page(the_wedding(), is_sample=True)
    assert "Bitte nichts überweisen" not in invoice_page(the_wedding())


@pytest.mark.parametrize(
    ("quantity", "said"), [("1", "1"), ("2.50", "2,5"), ("40", "40"), ("1E+2", "100"), ("0.333", "0,333")]
)
def test_a_quantity_has_no_idle_zeros(quantity: str, said: str) -> None:
    assert say_quantity(Decimal(quantity)) == said
