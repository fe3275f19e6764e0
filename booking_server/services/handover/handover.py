"""Handing a hall over and taking it back. One public function, one transaction."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import NotFound, TransitionNotAllowed
from booking_server.domain.handover.errors import DepositWaits, SignedMeanwhile
from booking_server.domain.handover.protocol import (
    Defect,
    Protocol,
    ProtocolKind,
    Settlement,
    Statement,
    latest,
)
from booking_server.domain.handover.settling import settle
from booking_server.domain.money.deposits import Deposit, Way
from booking_server.domain.money.errors import DepositNotBalanced, PayeeMissing
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import Invoice, InvoiceKind
from booking_server.domain.people import Deed, Person
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.photos import small_photo
from booking_server.services.foundation.retrying import retried
from booking_server.services.handover.handover_state import word_of
from booking_server.services.money import invoicing
from booking_server.services.money.accounts import account_of, states_of
from booking_server.services.money.deposits import receive_deposit
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_moment
from calendars.period import Period

LOOK_BACK = timedelta(days=21)
LOOK_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """A protocol about to be signed.

    `key` makes a form sent twice one protocol; `based_on` is the version its person saw, 0 for none.
    `deposit_cents` is all that came in cash at the handover, also where this corrects an earlier version.
    """

    key: str
    based_on: int
    stated: Statement
    deposit_cents: int = 0
    pays_back_now: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything about the handover and return of one booking."""

    booking: Booking
    venue: Venue
    protocols: tuple[Protocol, ...]
    quote: Quote | None
    deposit: Deposit | None
    status_word: str

    def latest(self, kind: ProtocolKind) -> Protocol | None:
        """Return the version that counts."""
        return latest(self.protocols, kind)

    @property
    def held_cents(self) -> int:
        """What of the deposit is held."""
        return self.deposit.held_cents if self.deposit else 0

    def settlement(self, stated: Statement) -> Settlement:
        """Return what would be charged. Raises MeterRanBackwards."""
        before = self.latest(ProtocolKind.HANDOVER)
        return settle(self.quote, before.stated if before else None, stated, self.held_cents)


def coming(house: House, person: Person) -> tuple[Handover, ...]:
    """Return the bookings of the person's halls that are to be handed over or taken back, by start."""
    with house.reading() as uow:
        halls = [v for v in uow.venues.all() if _may(person, v)]
        around = Period(uow.now - LOOK_BACK, uow.now + LOOK_AHEAD)
        found = uow.bookings.find(
            venue_ids=[v.id for v in halls], statuses=[BookingStatus.CONFIRMED], between=around
        )
        return tuple(_handover(uow, booking) for booking in found if not booking.names_nobody)


def open_handover(house: House, person: Person, booking_id: str) -> Handover:
    """Return the handover of one booking. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.HAND_OVER, booking)
        return _handover(uow, booking)


def find_protocol(house: House, person: Person, protocol_id: str) -> tuple[Handover, Protocol]:
    """Return a protocol to be printed. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        protocol = uow.handovers.get(protocol_id)
        booking = uow.bookings.get(protocol.booking_id)
        require(person, Deed.HAND_OVER, booking)
        return _handover(uow, booking), protocol


def find_photo(house: House, person: Person, photo_id: str) -> bytes:
    """Return a picture. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking_id, picture = uow.handovers.photo(photo_id)
        require(person, Deed.HAND_OVER, uow.bookings.get(booking_id))
        return picture


def pictures_of(house: House, protocol: Protocol) -> dict[str, bytes]:
    """Return the pictures of a protocol by id, for printing."""
    wanted = [photo for finding in protocol.stated.findings for photo in finding.photo_ids]
    with house.reading() as uow:
        return {photo: uow.handovers.photo(photo)[1] for photo in wanted}


@retried
def keep_photo(house: House, person: Person, booking_id: str, data: bytes, *, field: str) -> str:
    """Store a photo before the protocol is signed, and return its id. Raises PhotoRefused, NotPermitted."""
    small = small_photo(data, field=field)
    with house.unit_of_work() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.HAND_OVER, booking)
        photo_id = secrets.token_hex(16)
        uow.handovers.add_photo(photo_id, booking.municipality_id, booking.id, uow.now, small)
        uow.commit()
    return photo_id


@retried
def sign(house: House, person: Person, booking_id: str, kind: ProtocolKind, entry: Entry) -> Protocol:
    """Store what both sides signed, move the money that follows from it, and promise the mail.

    Sent twice it is one protocol. Raises NotFound, NotPermitted, TransitionNotAllowed, SignedMeanwhile,
    MeterRanBackwards, DepositWaits, DepositNotBalanced.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.HAND_OVER, booking)
        found = _handover(uow, booking)
        known = found.latest(kind)
        if known is not None and known.id == entry.key:
            return known
        _is_ready(found, kind, entry, uow.now)
        protocol = _protocol(uow, found, kind, entry, person)
        if kind is ProtocolKind.RETURN:
            protocol = _settled(uow, found, protocol, entry, person)
        else:
            _note_cash(uow, found, entry, person)
        _store(uow, protocol, known, person)
        uow.commit()
    return protocol


def _is_ready(found: Handover, kind: ProtocolKind, entry: Entry, now: datetime) -> None:
    if found.booking.status is not BookingStatus.CONFIRMED or found.booking.names_nobody:
        raise TransitionNotAllowed("Übergeben und zurückgeben kann man nur eine bestätigte Buchung.")
    if kind is ProtocolKind.RETURN and found.booking.period.start > now:
        raise TransitionNotAllowed(
            f"Die Nutzung beginnt erst am {say_moment(found.booking.period.start)}. Zurückgeben kann man erst"
            " danach. Fällt sie aus, stornieren Sie bitte die Buchung."
        )
    known = found.latest(kind)
    if (known.version if known else 0) != entry.based_on and known is not None:
        raise SignedMeanwhile(
            f"Dieses Protokoll ist schon unterschrieben: {say_moment(known.signed_at)} von"
            f" {known.stated.keeper}. Es wurde nichts doppelt gespeichert. Ihre Angaben stehen noch unten."
            " Wenn etwas fehlt, unterschreiben Sie noch einmal: Dann wird daraus eine Berichtigung."
        )


def _protocol(uow: UnitOfWork, found: Handover, kind: ProtocolKind, entry: Entry, person: Person) -> Protocol:
    known, booking = found.latest(kind), found.booking
    own = uow.handovers.photo_ids(booking.id)
    if any(photo not in own for finding in entry.stated.findings for photo in finding.photo_ids):
        raise NotFound("Dieses Foto gehört nicht zu dieser Buchung.")
    earlier = known.stated.findings if known else ()
    return Protocol(
        id=entry.key,
        booking_id=booking.id,
        municipality_id=booking.municipality_id,
        venue_id=booking.venue_id,
        kind=kind,
        version=known.version + 1 if known else 1,
        signed_at=uow.now,
        signed_by=person.id,
        stated=replace(entry.stated, findings=(*earlier, *entry.stated.findings)),
        deposit_cents=entry.deposit_cents,
    )


def _note_cash(uow: UnitOfWork, found: Handover, entry: Entry, person: Person) -> None:
    """Note the deposit that was handed over; of a correction only what it changes."""
    known = found.latest(ProtocolKind.HANDOVER)
    more = entry.deposit_cents - (known.deposit_cents if known else 0)
    if found.held_cents + more < 0:
        raise DepositNotBalanced(
            f"Vorhanden sind nur noch {say_euros(found.held_cents)}, denn die Kaution ist schon abgerechnet."
            " Ihre Höhe lässt sich hier nicht mehr berichtigen.",
            field="deposit",
        )
    if more:
        reason = "Übergabe berichtigt" if known and known.deposit_cents else ""
        receive_deposit(
            uow, found.booking, more, way=Way.CASH, actor=person.id, move_id=entry.key, reason=reason
        )


def _settled(uow: UnitOfWork, found: Handover, protocol: Protocol, entry: Entry, person: Person) -> Protocol:
    """Charge what the return came to, and give the deposit back where that was agreed."""
    settlement = found.settlement(entry.stated)
    invoice = None
    try:
        with uow.part():
            invoice = _invoice(uow, found, settlement, person)
    except PayeeMissing:
        point = "Für die Gemeinde ist noch kein Konto eingetragen. Die Rechnung schreibt die Verwaltung."
        settlement = replace(settlement, open_points=(*settlement.open_points, point))
    if entry.pays_back_now and settlement.open_points:
        raise DepositWaits(
            "Es ist noch nicht klar, was zu zahlen ist. Die Kaution bleibt solange bei der Gemeinde. Bitte"
            f" wählen Sie „später“. Offen ist: {' '.join(settlement.open_points)}"
        )
    if entry.pays_back_now and settlement.held_cents:
        open_cents = states_of(uow, [invoice])[0].open_cents if invoice else 0
        kept = min(open_cents, settlement.held_cents)
        invoicing.settle_deposit(
            uow,
            found.booking,
            returned_cents=settlement.held_cents - kept,
            withheld_cents=kept,
            way=Way.CASH,
            actor=person.id,
            reason="Abrechnung nach der Rückgabe" if kept else "",
            invoice=invoice,
        )
    return replace(protocol, settlement=settlement, was_paid_back=entry.pays_back_now)


def _invoice(uow: UnitOfWork, found: Handover, settlement: Settlement, person: Person) -> Invoice | None:
    """Return the invoice over a settlement; one that a correction made wrong is taken back first."""
    booking = found.booking
    standing = account_of(uow, booking.id).standing(InvoiceKind.SETTLEMENT)
    if standing is not None and standing.invoice.lines == settlement.lines:
        return standing.invoice
    if standing is not None:
        invoicing.cancel_invoice(uow, standing.invoice, actor=person.id, reason="Rückgabe berichtigt")
    if not settlement.total_cents:
        return None
    invoice = invoicing.issue(uow, booking, settlement.lines, actor=person.id, kind=InvoiceKind.SETTLEMENT)
    if standing is not None:
        old = states_of(uow, [standing.invoice])[0]
        invoicing.carry_over(uow, old, invoice, actor=person.id)
    return invoice


def _store(uow: UnitOfWork, protocol: Protocol, known: Protocol | None, person: Person) -> None:
    uow.handovers.add(protocol)
    reported = len(known.stated.findings) if known else 0
    for finding in protocol.stated.findings[reported:]:
        uow.handovers.add_defect(
            Defect(
                secrets.token_hex(8),
                protocol.municipality_id,
                protocol.venue_id,
                protocol.booking_id,
                finding.text,
                finding.photo_ids,
                uow.now,
            )
        )
    uow.outbox.add("mail", protocol.booking_id, template="protocol", protocol=protocol.id)
    uow.audit.add(
        person.id,
        f"{protocol.kind.value}_signed",
        protocol.booking_id,
        municipality_id=protocol.municipality_id,
        version=protocol.version,
        protocol=protocol.id,
    )


def _handover(uow: UnitOfWork, booking: Booking) -> Handover:
    protocols = uow.handovers.of_booking(booking.id)
    account = account_of(uow, booking.id)
    return Handover(
        booking=booking,
        venue=uow.venues.by_id(booking.venue_id),
        protocols=protocols,
        quote=uow.quotes.of_booking(booking.id),
        deposit=account.deposit,
        status_word=word_of(protocols, account),
    )


def _may(person: Person, venue: Venue) -> bool:
    return person.may(Deed.HAND_OVER, municipality_id=venue.municipality_id, venue_id=venue.id)
