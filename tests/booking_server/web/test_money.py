"""Money on the pages: what the organizer sees, what the treasury does."""

import io
import sys
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from flask import Flask

from booking_server.domain.money.invoices import Invoice
from booking_server.domain.tariffs.quote import Quote
from booking_server.notices import pdf
from booking_server.notices.receipts import receipt_page
from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.money import invoicing
from booking_server.services.money.deposit_receipts import receipt_of
from tests.booking_server.domain.money.bank_files import camt, transfer
from tests.booking_server.domain.money.sums import WIESENBURG, a_line
from tests.booking_server.notices import printed
from tests.booking_server.web.conftest import MakeSite, signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

HIRE = Quote("", (a_line("Saal, 1 Tag", 9000),), deposit_cents=10000)
TOWN = "/schreibtisch/geld/wiesenburg-mark"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of Wiesenburg/Mark, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


@pytest.fixture
def booked(village: Village) -> Booked:
    """The wedding, not yet invoiced."""
    with village.house.unit_of_work() as uow:
        uow.payees.save(replace(WIESENBURG, municipality_id=village.cast.municipality.id))
        uow.commit()
    return bookings.book(village.house, a_request())


@pytest.fixture
def invoice(village: Village, booked: Booked) -> Invoice:
    """The invoice of the wedding over 90 euros, with a deposit in cash."""
    with village.house.unit_of_work() as uow:
        made = invoicing.issue_quote(uow, booked.booking, HIRE, actor="clock")
        uow.commit()
    return made


def own_page(visitor: Visitor, booked: Booked) -> Page:
    """The organizer's page."""
    return visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")


def money_of(weber: Visitor, booked: Booked) -> Page:
    """The desk's page about the money of the wedding."""
    return weber.open(f"/schreibtisch/geld/buchungen/{booked.booking.id}")


def send_statement(weber: Visitor, data: bytes) -> Page:
    """Upload a bank statement as a browser does."""
    form = weber.open(f"{TOWN}/kontoauszug").forms[-1]
    body = {**form.values.to_dict(), "statement": (io.BytesIO(data), "camt.xml")}
    answer = weber.client.post(form.action, data=body, content_type="multipart/form-data")
    return Page(answer.status_code, form.action, answer.headers, answer.get_data(as_text=True))


def test_the_organizer_sees_what_is_to_be_paid_and_how(
    visitor: Visitor, booked: Booked, invoice: Invoice
) -> None:
    page = own_page(visitor, booked)

    for wanted in (
        "Rechnung 2026-00001", "offen bis Mo., 12.10.2026", "90,00 €", "WM 26 00001 24",
        "DE02 1203 0000 0000 2020 51", "Kaution: 100,00 € noch nicht gezahlt",
    ):  # fmt: skip
        assert page.shows(wanted), wanted


def test_the_organizer_opens_the_invoice_as_pdf(visitor: Visitor, booked: Booked, invoice: Invoice) -> None:
    link = own_page(visitor, booked).link("als PDF")

    answer = visitor.client.get(link)

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'inline; filename="Rechnung-2026-00001.pdf"'
    image = printed.pages(answer.data)[0].convert("L")
    assert zxingcpp.read_barcodes(image)[0].text == invoice.giro_code().payload()


def test_an_invoice_opens_with_its_own_booking_s_link_only(
    visitor: Visitor, village: Village, booked: Booked, invoice: Invoice
) -> None:
    other = bookings.book(village.house, a_request("dgh-reetz"))

    for booking_id, token in (
        (booked.booking.id, ""), (booked.booking.id, other.token), (other.booking.id, other.token),
    ):  # fmt: skip
        assert (
            visitor.client.get(f"/buchungen/{booking_id}/rechnungen/{invoice.id}.pdf?t={token}").status_code
            == 404
        )


def test_where_pango_is_missing_the_page_says_so_and_names_the_way_out(
    visitor: Visitor, booked: Booked, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = pdf._Press()
    monkeypatch.setattr(pdf, "_press", press)
    monkeypatch.setattr(pdf, "PRESS", (sys.executable, "-S", *pdf.PRESS[1:]))  # a Python without any packages

    page = visitor.open(own_page(visitor, booked).link("als PDF"))

    press.close()
    assert page.status == 503
    assert page.shows("drucken Sie die Seite, von der Sie kommen")
    assert "weasyprint" not in page.html


def test_the_api_tells_where_an_invoice_stands_and_nothing_of_the_bank(
    visitor: Visitor, booked: Booked, invoice: Invoice
) -> None:
    answer = visitor.client.get(
        f"/api/v1/bookings/{booked.booking.id}", headers={"Authorization": f"Bearer {booked.token}"}
    )

    assert answer.json is not None
    assert answer.json["invoices"] == [
        {
            "number": "2026-00001", "kind": "usage", "status": "open", "total_cents": 9000,
            "open_cents": 9000, "due_on": "2026-10-12",
        }
    ]  # fmt: skip
    assert "DE02" not in answer.get_data(as_text=True)


def test_the_treasury_sees_what_is_open(weber: Visitor, invoice: Invoice) -> None:
    page = weber.open("/schreibtisch/geld")

    assert page.shows("Überfällige Rechnungen 0 0,00 € Offene Rechnungen, noch nicht fällig 1 90,00 €")
    assert page.shows("Kautionen, die noch kommen 1 100,00 €")
    assert page.shows("Anna Lehmann, Rechnung 2026-00001")
    assert page.shows("100,00 € noch nicht gezahlt")


def test_cash_is_recorded_and_the_page_says_so(
    weber: Visitor, visitor: Visitor, booked: Booked, invoice: Invoice
) -> None:
    page = weber.send(money_of(weber, booked), {"way": "cash"}, form=form_of(weber, booked, "zahlung"))

    assert page.shows("bezahlt am Mo., 28.09.2026")
    assert page.shows("90,00 € bar am Mo., 28.09.2026")
    assert own_page(visitor, booked).shows("bezahlt am Mo., 28.09.2026")


def form_of(weber: Visitor, booked: Booked, end: str) -> int:
    """The place of the form on the page whose address ends so."""
    forms = money_of(weber, booked).forms
    return next(at for at, form in enumerate(forms) if form.action.endswith(end))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"amount": "neunzig"}, "Bitte geben Sie einen Betrag in Euro an"),
        ({"paid_on": "gestern"}, "Bitte geben Sie den Tag an"),
        ({"paid_on": "01.01.2027"}, "Der Tag der Zahlung liegt in der Zukunft"),
        ({"amount": "", "paid_on": ""}, "Bitte geben Sie den Tag an"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    weber: Visitor, booked: Booked, invoice: Invoice, typed: dict[str, str], message: str
) -> None:
    page = weber.send(
        money_of(weber, booked), {**typed, "note": "aus der Hand"}, form=form_of(weber, booked, "zahlung")
    )

    assert page.status == 422
    assert page.shows(message)
    assert all(page.message_at(field) for field in typed)
    assert page.typed("note") == "aus der Hand"
    assert page.typed(next(iter(typed))) == next(iter(typed.values()))


def test_a_payment_recorded_by_mistake_is_taken_back(
    weber: Visitor, booked: Booked, invoice: Invoice
) -> None:
    weber.send(money_of(weber, booked), form=form_of(weber, booked, "zahlung"))

    page = weber.send(
        money_of(weber, booked), {"reason": "Falsche Rechnung"}, form=form_of(weber, booked, "korrektur")
    )

    assert page.shows("offen bis Mo., 12.10.2026")
    assert page.shows("Korrektur: Falsche Rechnung")


def test_an_invoice_is_cancelled_with_a_reason(weber: Visitor, booked: Booked, invoice: Invoice) -> None:
    at = form_of(weber, booked, "storno")
    refused = weber.send(money_of(weber, booked), {"reason": ""}, form=at)

    page = weber.send(money_of(weber, booked), {"reason": "Falscher Saal"}, form=at)

    assert refused.status == 422
    assert refused.shows("warum Sie die Rechnung stornieren")
    assert page.shows("Stornorechnung 2026-00002")
    assert page.shows("Aufgehoben durch Stornorechnung 2026-00002")


def test_a_deposit_comes_and_goes(
    weber: Visitor, visitor: Visitor, village: Village, booked: Booked, invoice: Invoice
) -> None:
    held = weber.send(money_of(weber, booked), form=form_of(weber, booked, "kaution"))
    wrong = weber.send(held, {"amount": "80", "withheld": "10", "reason": "Glas"}, button="", form=-1)
    settled = weber.send(wrong, {"amount": "80", "withheld": "20", "reason": "2 Gläser"}, form=-1)

    assert held.shows("Vorhanden: 100,00 €")
    assert wrong.status == 422
    assert wrong.shows("müssen zusammen genau so viel sein")
    assert settled.shows("20,00 € einbehalten am Mo., 28.09.2026: 2 Gläser")
    assert own_page(visitor, booked).shows("80,00 € zurückgezahlt (bar)")
    paper = receipt_page(receipt_of(village.house, village.cast.frau_weber, booked.booking.id))
    assert "80,00\u00a0€ zurückgezahlt (bar) am Mo., 28.09.2026. Zurückgegeben von Frau Weber." in paper
    assert "2 Gläser. Einbehalten von Frau Weber." in paper
    assert "Geld zurückbekommen: Anna Lehmann" in paper


def test_the_receipt_for_a_deposit_says_the_amount_in_words(
    weber: Visitor, booked: Booked, invoice: Invoice
) -> None:
    address = f"/schreibtisch/geld/buchungen/{booked.booking.id}/quittung.pdf"
    nothing_yet = weber.client.get(address)
    held = weber.send(money_of(weber, booked), form=form_of(weber, booked, "kaution"))

    answer = weber.client.get(held.link("Quittung drucken"))

    text = printed.text(answer.data).replace("\N{NO-BREAK SPACE}", " ")
    printed.pages(answer.data, name="receipt")
    assert nothing_yet.status_code == 404
    assert "Von Anna Lehmann erhalten" in text
    assert "100,00 € In Worten: einhundert Euro" in text
    assert "Noch verwahrt: 100,00 €" in text
    assert "Empfänger: Gemeinde Wiesenburg/Mark, " in text
    assert "100,00 € erhalten (bar) am Mo., 28.09.2026. Angenommen von Frau Weber." in text
    assert "Ort, Datum, Unterschrift für Gemeinde Wiesenburg/Mark" in text
    assert "Geld zurückbekommen" not in text


def test_a_statement_is_shown_first_and_then_applied(
    weber: Visitor, visitor: Visitor, booked: Booked, invoice: Invoice
) -> None:
    looked = send_statement(
        weber, camt(transfer("90.00", "KZ WM 26 00001 24"), transfer("7.00", "Hundesteuer Schulze"))
    )
    before = own_page(visitor, booked)
    applied = weber.send(looked, form=0)

    assert looked.shows("Noch ist nichts verbucht.")
    assert looked.shows("passt genau")
    assert looked.shows("Nicht zugeordnet (1)")
    assert before.shows("offen bis")
    assert applied.shows("1 Zahlung ist verbucht, zusammen 90,00 €")
    assert own_page(visitor, booked).shows("bezahlt am Mi., 30.09.2026")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Bitte wählen Sie die Datei"),
        (b"PK\x03\x04", "kein Kontoauszug im Format CAMT.053"),
        (camt(transfer("1.00", "x"))[:300], "beschädigt oder unvollständig"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_at_its_field(
    weber: Visitor, invoice: Invoice, data: bytes, message: str
) -> None:
    page = send_statement(weber, data)

    assert page.status == 422
    assert page.shows(message)
    assert page.message_at("statement")


def test_a_statement_larger_than_any_form_is_taken(weber: Visitor, invoice: Invoice) -> None:
    many = camt(*(transfer("1.00", f"Steuer {n}", reference=str(n)) for n in range(500)))
    assert len(many) > 200_000

    assert send_statement(weber, many).shows("nichts Neues für Ihre Rechnungen")


def test_the_account_is_entered_and_kept(weber: Visitor) -> None:
    page = weber.open(f"{TOWN}/konto")
    typed = {
        "name": "Gemeinde Wiesenburg/Mark", "street": "Schlossstraße 1", "city": "14827 Wiesenburg/Mark",
        "iban": "DE02 1203 0000 0000 2020 51", "prefix": "wm", "due_before": "7", "deposit_way": "bank",
    }  # fmt: skip

    wrong = weber.send(page, {**typed, "iban": "DE02 1203 0000 0000 2020 52", "name": ""}, form=-1)
    saved = weber.send(wrong, typed, form=-1)

    assert wrong.status == 422
    assert wrong.message_at("iban")
    assert wrong.message_at("name")
    assert wrong.typed("street") == "Schlossstraße 1"
    assert saved.shows("Gespeichert")
    assert (saved.typed("prefix"), saved.typed("due_before")) == ("WM", "7")


def test_an_ortsvorsteher_sees_the_money_of_the_own_hall_and_touches_none(
    stolle: Visitor, krueger: Visitor, booked: Booked, invoice: Invoice
) -> None:
    page = money_of(stolle, booked)

    assert page.shows("Rechnung 2026-00001")
    assert [form.action for form in page.forms] == []
    assert money_of(krueger, booked).status == 403
    assert not krueger.open("/schreibtisch/geld").shows("Lehmann")


def test_a_hostile_name_is_shown_as_it_is(weber: Visitor, village: Village, booked: Booked) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }}"
    with village.house.unit_of_work() as uow:
        booking = replace(booked.booking, organizer=replace(booked.booking.organizer, name=hostile))
        uow.bookings.save(booking)
        invoicing.issue_quote(uow, booking, HIRE, actor="clock")
        uow.commit()

    for page in (weber.open("/schreibtisch/geld"), money_of(weber, booked)):
        assert page.shows(hostile)
        assert "<script>" not in page.html


def test_the_demo_s_account_is_marked(make_site: MakeSite, booked: Booked, invoice: Invoice) -> None:
    page = own_page(Visitor(make_site(demo=True).test_client()), booked)

    assert page.shows("Bitte überweisen Sie nichts")
    assert date(2026, 10, 12) == invoice.due_on
