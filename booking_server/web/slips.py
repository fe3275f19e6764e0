"""For organizers: the slip to print and take along."""

from flask import Blueprint, Response, request

from booking_server.notices.slips import slip_pdf, title_of
from booking_server.services.bookings import booking_page
from booking_server.web.headers import pdf_answer
from booking_server.web.the_house import the_house

slips = Blueprint("slips", __name__)


@slips.get("/buchungen/<key:booking_id>/zettel.pdf")
def slip(booking_id: str) -> Response:
    """Return the slip to whoever holds the booking's link."""
    page = booking_page.open_booking(the_house(), booking_id, request.args.get("t", ""))
    return pdf_answer(slip_pdf(page), title_of(page))
