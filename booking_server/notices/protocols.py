"""The protocol of a handover or return on paper, and the mail that tells of it."""

from collections.abc import Mapping

from booking_server.domain.bookings import Booking
from booking_server.domain.handover.protocol import Protocol, ProtocolKind, Settlement
from booking_server.domain.handover.readings import say_number
from booking_server.domain.money.euros import say_euros
from booking_server.domain.venues import Venue
from booking_server.notices import paper, pdf, texts
from booking_server.notices.voice import Voice
from booking_server.services.bookings.booking_page import BookingPage

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
    say = texts.voice_of(page)
    protocol = next(one for one in page.protocols if one.id == protocol_id)
    told = _settled if protocol.kind is ProtocolKind.RETURN else _handed_over
    return (
        f"{say.spoken(protocol.title)}: {page.venue.name}",
        f"{texts.greeting(page, say)}\n\n{told(protocol, say)}\n\n{texts.facts(page, say)}\n\n"
        + say("Das Protokoll zum Ansehen und Drucken finden Sie hier:")
        + f"\n{page.url}\n{texts.closing(page.venue, say)}",
    )


def _handed_over(protocol: Protocol, say: Voice) -> str:
    cash = ""
    if protocol.deposit_cents:
        cash = "\n" + say("Kaution bar erhalten: %(a)s.", a=say.spoken(say_euros(protocol.deposit_cents)))
    return say("das Haus ist übergeben. Beide Seiten haben das Protokoll unterschrieben.") + cash


def _settled(protocol: Protocol, say: Voice) -> str:
    settled = protocol.settlement
    lines = "".join(f"\n- {say.spoken(line.text)}: {_euros(line.cents, say)}" for line in settled.lines)
    points = "".join(f"\n- {say.spoken(point)}" for point in settled.open_points)
    told = say("danke, das Haus ist zurückgegeben. Beide Seiten haben das Protokoll unterschrieben.")
    if lines:
        told += f"\n\n{say('Nach der Nutzung berechnen wir:')}{lines}\n{_sums(settled, say)}"
    if points:
        told += f"\n\n{say('Noch offen:')}{points}"
    elif settled.held_cents:
        told += "\n" + say("Kaution zurück: %(a)s", a=_euros(settled.back_cents, say))
    return told


def _sums(settled: Settlement, say: Voice) -> str:
    """Return who pays what was charged: what the deposit pays is not demanded."""
    kept, rest = settled.kept_cents, settled.to_pay_cents
    sums = [say("Zusammen: %(a)s", a=_euros(settled.total_cents, say))]
    if kept:
        sums.append(say("Bezahlt aus der Kaution: %(a)s", a=_euros(kept, say)))
    if rest:
        sums.append(say("Noch zu zahlen: %(a)s. Dazu bekommen Sie eine Rechnung.", a=_euros(rest, say)))
    return "\n".join(sums)


def _euros(cents: int, say: Voice) -> str:
    return say.spoken(say_euros(cents))
