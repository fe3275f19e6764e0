"""For organizers: an invoice of their booking as PDF."""

from flask import Blueprint, Response, request

from booking_server.notices.invoices import invoice_pdf, title_of
from booking_server.services.bookings.booking_page import open_invoice
from booking_server.web.headers import pdf_answer
from booking_server.web.the_house import the_house, the_settings

invoices = Blueprint("invoices", __name__)


@invoices.get("/buchungen/<key:booking_id>/rechnungen/<key:invoice_id>.pdf")
def invoice(booking_id: str, invoice_id: str) -> Response:
    """Return an invoice to whoever holds the booking's link."""
    found = open_invoice(the_house(), booking_id, request.args.get("t", ""), invoice_id)
    return pdf_answer(
        invoice_pdf(found.invoice, found, is_sample=the_settings().demo), title_of(found.invoice)
    )
