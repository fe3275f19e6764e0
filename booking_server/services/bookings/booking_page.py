"""What an organizer sees of a booking behind its link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import DoorCodeStatus
from booking_server.domain.approval import Progress
from booking_server.domain.bookings import Booking, BookingStatus, shown_status
from booking_server.domain.changing import Earlier
from booking_server.domain.door_help import why_it_stayed_shut
from booking_server.domain.doors import DoorEvent
from booking_server.domain.errors import NotFound
from booking_server.domain.handover.protocol import Protocol
from booking_server.domain.helpers import Helping
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import InvoiceKind, InvoiceState
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.retention import data_class
from booking_server.domain.tariffs.cancellation import CancellationFee
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Space, Venue
from booking_server.locks import codes
from booking_server.locks.codes import ShownCodes
from booking_server.services.bookings.approving import progress_of
from booking_server.services.bookings.cancellations import cost_of_cancelling
from booking_server.services.bookings.change_judging import why_unchangeable
from booking_server.services.bookings.judging import notices_of
from booking_server.services.bookings.quoting import deposit_way
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.handover.handover_state import word_of
from booking_server.services.money.accounts import Account, account_of
from booking_server.services.promises.code_doors import CodeDoor, doors_of_code, lacks_the_pin
from booking_server.services.promises.helper_codes import helping_with
from booking_server.services.promises.reaching import with_number
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

AT_THE_DOOR = frozenset({DoorCodeStatus.ON_DOOR, DoorCodeStatus.ACTIVE, DoorCodeStatus.EXPIRED})


@dataclass(frozen=True, slots=True)
class BookingPage:
    """A booking with everything its organizer may see.

    `codes` is None until the booking is confirmed and after it was cancelled. `quote` is the price that
    was told, `cancellation` what cancelling costs now, `cancellation_cents` what it cost.
    `progress` is where a request stands that waits for somebody's yes. `may_hold_open` says that `#` alone
    opens after the first entry. `earlier` is what it was before its organizer changed it, the newest first;
    `unchangeable` why they cannot change it now, empty when they can; `helpers` everybody ever named,
    `helper_doors` where their codes stand.
    """

    booking: Booking
    venue: Venue
    spaces: tuple[Space, ...]
    status_word: str
    url: str
    hall_url: str
    token: str
    codes: ShownCodes | None
    doors: tuple[CodeDoor, ...]
    events: tuple[DoorEvent, ...]
    account: Account
    quote: Quote | None
    deposit_way: DepositWay | None
    cancellation: CancellationFee | None
    cancellation_cents: int | None
    notices: tuple[str, ...]
    progress: Progress | None
    was_displaced: bool
    protocols: tuple[Protocol, ...]
    may_hold_open: bool
    earlier: tuple[Earlier, ...]
    helpers: tuple[Helping, ...]
    helper_doors: Mapping[str, tuple[CodeDoor, ...]]
    unchangeable: str
    now: datetime

    @property
    def is_whole_hall(self) -> bool:
        """Whether every leaf space is booked."""
        return len(self.spaces) == len(self.venue.spaces)

    @property
    def can_be_cancelled(self) -> bool:
        """Whether the organizer may still cancel."""
        standing = self.booking.status in (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)
        return standing and self.booking.period.end > self.now

    def whose(self, event: DoorEvent) -> Helping | None:
        """Return the helper whose code a door event is about; None for the organizer's own."""
        return next((one for one in self.helpers if one.is_theirs(event)), None)

    def window_of(self, event: DoorEvent) -> Period:
        """Return when the code a door event is about is valid."""
        helping = self.whose(event)
        return helping.code.window if helping else self.booking.period

    @property
    def why_it_stayed_shut(self) -> str:
        """What helps the organizer, whose own code was just refused at the door; empty when it was not."""
        if self.codes is None:
            return ""
        own = (event for event in self.events if self.whose(event) is None)
        return why_it_stayed_shut(own, self.codes.window, self.now, has_offline=self.has_offline_way)

    @property
    def must_do_without_the_pin(self) -> bool:
        """Whether a door cannot be reached and does not know the PIN yet: other forms of the code open."""
        return self.codes is not None and lacks_the_pin(self.doors, self.codes.window, self.now)

    @property
    def has_offline_way(self) -> bool:
        """Whether there is an offline code, and every door of the hall takes it."""
        has_one = self.codes is not None and bool(self.codes.offline_pin)
        return has_one and all(one.takes_offline for one in self.doors)

    def is_at_every_door(self, helping: Helping) -> bool:
        """Whether every door has acknowledged a helper's live code."""
        return all(one.status in AT_THE_DOOR for one in self.helper_doors[helping.helper.id])

    def may_still_open(self, helping: Helping) -> bool:
        """Whether a door has not acknowledged yet that a helper's access was ended."""
        pending = DoorCodeStatus.REVOCATION_PENDING
        is_over = helping.code.window.end <= self.now
        return not is_over and any(one.status is pending for one in self.helper_doors[helping.helper.id])

    def use_of(self, helping: Helping) -> str:
        """Return in words how often a helper came; nobody knows any more once the doors' log is deleted."""
        kept = data_class("door_log").kept
        if kept is not None and helping.code.window.start < self.now - kept:
            return "das Tür-Protokoll ist gelöscht"
        return helping.say_use(self.events)

    @property
    def can_have_helpers(self) -> bool:
        """Whether somebody may be named a helper now."""
        return self.booking.status is BookingStatus.CONFIRMED and self.booking.period.end > self.now

    @property
    def left(self) -> DoorEvent | None:
        """When its people last locked up, as the door told it."""
        return next((e for e in self.events if e.type == "mode" and e.data.get("kind") == "left"), None)

    @property
    def cost_of_its_end(self) -> str:
        """What a cancelled booking costs its organizer, in words; empty where nothing is known of money."""
        if self.booking.status is not BookingStatus.CANCELLED:
            return ""
        if self.was_displaced:
            return f"Die Absage kostet Sie nichts.{self._what_comes_back}"
        if self.cancellation_cents:
            return f"Die Stornierung kostet {say_euros(self.cancellation_cents)}."
        if self.cancellation_cents == 0:
            return f"Die Stornierung kostet nichts.{self._what_comes_back}"
        if self.quote is None:
            return ""
        return (
            "Ob die Stornierung etwas kostet, entscheidet die Gemeinde. Bitte bezahlen Sie bis dahin nichts."
        )

    def falls_away(self, state: InvoiceState) -> bool:
        """Whether an invoice that still stands is about to be taken back, because its booking is cancelled.

        The invoice of a series is about other dates too and stays.
        """
        own = state.invoice.kind is InvoiceKind.USAGE and self.booking.series_id is None
        return own and self.booking.status is BookingStatus.CANCELLED and state.code == "open"

    @property
    def _what_comes_back(self) -> str:
        paid = any(state.open_cents < 0 or state.paid_cents > 0 for state in self.account.shown)
        held = self.account.deposit.held_cents if self.account.deposit else 0
        if not paid and not held:
            return " Sie müssen nichts bezahlen."
        return f" Was Sie schon bezahlt haben{', auch die Kaution,' if held else ','} bekommen Sie zurück."


def open_booking(house: House, booking_id: str, token: str) -> BookingPage:
    """Return the page behind a booking link. Raises NotFound, for a wrong token just as for a wrong id."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        if not links.booking_token_fits(house, booking, token):
            raise NotFound("Diese Buchung gibt es nicht.")
        return _page(house, uow, booking)


def booking_by_id(house: House, booking_id: str) -> BookingPage:
    """Return the page of a booking for the program's own use (mail, desk). Raises NotFound."""
    with house.reading() as uow:
        return _page(house, uow, uow.bookings.get(booking_id))


def _page(house: House, uow: UnitOfWork, booking: Booking) -> BookingPage:
    venue = with_number(uow, uow.venues.by_id(booking.venue_id))
    account = account_of(uow, booking.id)
    protocols = uow.handovers.of_booking(booking.id)
    code = uow.access_codes.of_booking(booking.id)
    helpers = helping_with(uow, booking.id)
    shown = None
    if code is not None and booking.status is BookingStatus.CONFIRMED and not booking.is_credential:
        shown = codes.shown(house.keyring, code, venue, uow.venues.door_secret_cipher(venue.id))
    return BookingPage(
        booking=booking,
        venue=venue,
        spaces=tuple(space for space in venue.spaces if space.id in booking.space_ids),
        status_word=word_of(protocols, account) or shown_status(booking, uow.now),
        url=links.booking_url(house, booking),
        hall_url=links.hall_url(house, venue, booking.organizer.language),
        token=links.booking_token(house, booking),
        codes=shown,
        doors=doors_of_code(uow, code) if code else (),
        events=uow.door_events.of_booking(booking.id),
        account=account,
        quote=uow.quotes.of_booking(booking.id),
        deposit_way=deposit_way(uow, booking.municipality_id),
        cancellation=cost_of_cancelling(uow, booking),
        cancellation_cents=uow.quotes.cancellation_of(booking.id),
        notices=notices_of(uow, venue, booking) if booking.is_occupying else (),
        progress=progress_of(uow, [booking])[booking.id]
        if booking.status is BookingStatus.REQUESTED
        else None,
        was_displaced=not booking.is_occupying and uow.displacements.was_displaced(booking.id),
        protocols=protocols,
        earlier=uow.booking_changes.of_booking(booking.id),
        helpers=helpers,
        helper_doors={one.helper.id: doors_of_code(uow, one.code) for one in helpers},
        unchangeable=why_unchangeable(uow, venue, booking),
        may_hold_open=code is not None and code.hold_open and bool(venue.regulation.hold_open),
        now=uow.now,
    )


def open_invoice(house: House, booking_id: str, token: str, invoice_id: str) -> InvoiceState:
    """Return where an invoice of the booking behind a link stands.

    Raises NotFound, for any wrong part of it.
    """
    page = open_booking(house, booking_id, token)
    for state in page.account.states:
        if state.invoice.id == invoice_id:
            return state
    raise NotFound("Diese Rechnung gibt es nicht.")


def open_protocol(
    house: House, booking_id: str, token: str, protocol_id: str
) -> tuple[BookingPage, Protocol]:
    """Return a protocol of the booking behind a link. Raises NotFound, for any wrong part of it."""
    page = open_booking(house, booking_id, token)
    for protocol in page.protocols:
        if protocol.id == protocol_id:
            return page, protocol
    raise NotFound("Dieses Protokoll gibt es nicht.")
