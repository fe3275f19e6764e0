"""The protocol of a handover or return on paper, and the mail that tells of it."""

from collections.abc import Mapping

from booking_server.domain.bookings import Booking
from booking_server.domain.handover.protocol import Protocol, ProtocolKind, Settlement
from booking_server.domain.handover.readings import say_number
from booking_server.domain.money.euros import say_euros
from booking_server.domain.venues import Venue
from booking_server.notices import paper, pdf, texts
from booking_server.services.booking_page import BookingPage

Letter = tuple[str, str]


def protocol_pdf(booking: Booking, venue: Venue, protocol: Protocol, pictures: Mapping[str, bytes]) -> bytes:
    """Return a protocol as tagged PDF, with its photos. Raises PdfUnavailable."""
    page = paper.fill(
        "protocol.html",
        title=protocol.title,
        booking=booking,
        venue=venue,
        rooms=[space.name for space in venue.spaces if space.id in booking.space_ids],
        protocol=protocol,
        stated=protocol.stated,
        settlement=protocol.settlement,
        is_return=protocol.kind is ProtocolKind.RETURN,
        say_number=say_number,
    )
    return pdf.render(page, title=protocol.title, images=pictures)


def letter(page: BookingPage, protocol_id: str) -> Letter:
    """Return subject and text of the mail about a protocol of the booking."""
    protocol = next(one for one in page.protocols if one.id == protocol_id)
    body = _settled(protocol) if protocol.kind is ProtocolKind.RETURN else _handed_over(protocol)
    return (
        f"{protocol.title}: {page.venue.name}",
        f"Guten Tag {page.booking.organizer.name},\n\n{body}\n\n{texts.facts(page)}\n\n"
        f"Das Protokoll zum Ansehen und Drucken finden Sie hier:\n{page.url}\n" + texts.closing(page),
    )


def _handed_over(protocol: Protocol) -> str:
    cash = f"\nKaution bar erhalten: {say_euros(protocol.deposit_cents)}." if protocol.deposit_cents else ""
    return f"das Haus ist übergeben. Beide Seiten haben das Protokoll unterschrieben.{cash}"


def _settled(protocol: Protocol) -> str:
    settled = protocol.settlement
    lines = "".join(f"\n- {line.text}: {say_euros(line.cents)}" for line in settled.lines)
    points = "".join(f"\n- {point}" for point in settled.open_points)
    return (
        "danke, das Haus ist zurückgegeben. Beide Seiten haben das Protokoll unterschrieben."
        + (f"\n\nNach der Nutzung kostet:{lines}\n{_sums(settled)}" if lines else "")
        + (f"\n\nNoch offen:{points}" if points else "")
        + (f"\nKaution zurück: {say_euros(settled.back_cents)}" if settled.held_cents and not points else "")
    )


def _sums(settled: Settlement) -> str:
    """Return who pays what was charged: what the deposit pays is not demanded."""
    kept, rest = settled.kept_cents, settled.to_pay_cents
    return (
        f"Zusammen: {say_euros(settled.total_cents)}"
        + (f"\nBezahlt aus der Kaution: {say_euros(kept)}" if kept else "")
        + (f"\nNoch zu zahlen: {say_euros(rest)}. Dazu bekommen Sie eine Rechnung." if rest else "")
    )
