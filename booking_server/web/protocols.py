"""For organizers: what was signed at handover and return, as PDF."""

from flask import Blueprint, Response, request

from booking_server.notices.protocols import protocol_pdf
from booking_server.services.bookings.booking_page import open_protocol
from booking_server.services.handover.handover import pictures_of
from booking_server.web.headers import pdf_answer
from booking_server.web.the_house import the_house

protocols = Blueprint("protocols", __name__)


@protocols.get("/buchungen/<key:booking_id>/protokolle/<key:protocol_id>.pdf")
def protocol(booking_id: str, protocol_id: str) -> Response:
    """Return a protocol to whoever holds the booking's link."""
    house = the_house()
    page, signed = open_protocol(house, booking_id, request.args.get("t", ""), protocol_id)
    return pdf_answer(
        protocol_pdf(page.booking, page.venue, signed, pictures_of(house, signed)), signed.title
    )
