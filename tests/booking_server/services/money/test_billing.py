"""What the worker writes and takes back by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.money.errors import InvoicedAlready, NothingToInvoice, ReasonMissing
from booking_server.domain.money.invoices import InvoiceKind
from booking_server.domain.money.payees import DepositWay, IssueWhen
from booking_server.domain.tariffs.quote import INVOICE_FEE, ChargeKind, LaterCharge, Quote
from booking_server.services.bookings import bookings, cancellations, overriding
from booking_server.services.money import billing, money_desk, money_overview, payments
from booking_server.services.money.accounts import Account, account_of
from booking_server.services.requests import decisions
from booking_server.storage.tables import bookings as booking_rows
from calendars.period import Period
from tests.booking_server.domain.money.sums import a_line
from tests.booking_server.services.bookings.test_overriding import REASON, a_fire
from tests.booking_server.services.money.test_money import HIRE, has_account, paid
from tests.builders import WEDDING, Village, a_request


@pytest.fixture
def town(village: Village) -> Village:
    """The village, whose municipality has an account."""
    has_account(village)
    return village


def booked(village: Village, quote: Quote | None = HIRE, venue: str = "dgh-benken") -> Booking:
    """A wedding that was told a price."""
    booking = bookings.book(village.house, a_request(venue)).booking
    if quote is not None:
        with village.house.unit_of_work() as uow:
            uow.quotes.add(booking.id, replace(quote, tariff_version=""))
            uow.commit()
    return booking


def account(village: Village, booking: Booking) -> Account:
    """The money of a booking once the worker came by."""
    billing.keep_promises(village.house)
    with village.house.reading() as uow:
        return account_of(uow, booking.id)


def test_a_confirmed_booking_gets_its_invoice_once(town: Village) -> None:
    booking = booked(town)

    found = account(town, booking)
    billing.bill(town.house, booking.id)

    assert [state.invoice.name for state in account(town, booking).states] == ["2026-00001"]
    assert found.states[0].invoice.total_cents == 9000
    assert found.deposit is not None
    assert found.deposit.due_on.isoformat() == "2026-10-02"


def test_an_invoice_says_what_may_still_come(town: Village) -> None:
    power = LaterCharge("power", "Strom", ChargeKind.METER, "kWh", 40)

    found = account(town, booked(town, replace(HIRE, later=(power,))))

    (note,) = found.states[0].invoice.notes
    assert note.replace("\N{NO-BREAK SPACE}", " ").endswith("Zustand: Strom 0,40 € (kWh).")


def test_a_request_is_billed_when_it_is_approved(town: Village) -> None:
    booking = booked(town, venue="dgh-schlamau")
    assert account(town, booking).states == ()

    decisions.approve(town.house, booking.id, town.cast.herr_krueger)

    assert len(account(town, booking).states) == 1


@pytest.mark.parametrize(
    "quote",
    [None, replace(HIRE, open_points=("Nicht geregelt.",)), Quote("", (a_line("Verein", 0),))],
    ids=["no tariff", "left to a person", "free of charge"],
)
def test_where_there_is_nothing_to_ask_nothing_is_asked(town: Village, quote: Quote | None) -> None:
    found = account(town, booked(town, quote))

    assert found == Account((), None)


def test_without_an_account_nothing_is_written(village: Village) -> None:
    assert account(village, booked(village)) == Account((), None)


def test_a_municipality_may_write_its_invoices_by_hand(village: Village) -> None:
    has_account(village, issue_when=IssueWhen.BY_HAND)
    booking = booked(village)

    found = account(village, booking)
    invoice = money_desk.issue(village.house, village.cast.frau_weber, booking.id, address=("Dorfstraße 3",))

    assert found.states == ()
    assert found.deposit is not None
    assert invoice.recipient == ("Anna Lehmann", "Dorfstraße 3")


def test_what_cancelling_costs_replaces_the_invoice_and_the_rest_is_refunded(town: Village) -> None:
    booking = booked(town)
    (state,) = account(town, booking).states
    payments.record(town.house, town.cast.frau_weber, state.invoice.id, paid(9000))
    cancellations.cancel(town.house, booking.id)
    with town.house.unit_of_work() as uow:
        uow.quotes.set_cancellation(booking.id, 4500)
        uow.outbox.add("invoice", booking.id)
        uow.commit()

    found = account(town, booking)

    kinds = [(state.invoice.kind, state.open_cents) for state in found.states]
    assert kinds == [
        (InvoiceKind.USAGE, -4500), (InvoiceKind.CANCELLATION, 0), (InvoiceKind.CANCELLATION_FEE, 0),
    ]  # fmt: skip


def test_what_cancelling_costs_at_the_desk_a_person_decides(town: Village) -> None:
    booking = booked(town)
    account(town, booking)
    weber = town.cast.frau_weber
    with pytest.raises(TransitionNotAllowed):
        money_desk.charge_cancellation(town.house, weber, booking.id, 0, reason="x")
    cancellations.cancel(town.house, booking.id, person=weber, reason="Wasserschaden")

    waiting = account(town, booking)
    assert waiting.standing(InvoiceKind.USAGE) is not None
    with pytest.raises(ReasonMissing):
        money_desk.charge_cancellation(town.house, weber, booking.id, 0, reason="")
    money_desk.charge_cancellation(town.house, weber, booking.id, 0, reason="Unser Wasserschaden")

    assert [state.open_cents for state in account(town, booking).states] == [0, 0]


def test_who_is_displaced_gets_everything_back(town: Village) -> None:
    booking, weber, stolle = booked(town), town.cast.frau_weber, town.cast.frau_stolle
    (state,) = account(town, booking).states
    payments.record(town.house, weber, state.invoice.id, paid(9000))
    payments.take_deposit(town.house, weber, booking.id, paid(10000, "k2"))

    fire, agreed = a_fire(), frozenset({booking.id})
    overriding.override(town.house, stolle, fire, reason=REASON, agreed=agreed)

    found = account(town, booking)
    kinds = [(one.invoice.kind, one.open_cents) for one in found.states]
    assert kinds == [(InvoiceKind.USAGE, -9000), (InvoiceKind.CANCELLATION, 0)]
    assert dict(found.states[1].invoice.facts)["Grund"] == REASON
    (waiting,) = money_overview.open_money(town.house, weber).deposits
    assert (waiting.booking.id, waiting.deposit.held_cents) == (booking.id, 10000)
    payments.settle(town.house, weber, booking.id, back=paid(10000, "k3"), withheld_cents=0, reason="")
    assert money_overview.open_money(town.house, weber).deposits == ()


def test_a_deposit_paid_by_bank_is_asked_for_with_the_invoice(village: Village) -> None:
    has_account(village, deposit_way=DepositWay.BANK)
    booking = booked(village)

    found = account(village, booking)

    assert found.states[0].expected_cents == 19000
    assert found.deposit is not None
    assert found.deposit.due_on == found.states[0].invoice.due_on


def test_a_poisonous_booking_holds_up_nobody(town: Village) -> None:
    with town.house.unit_of_work() as uow:
        uow.outbox.add("invoice", "f" * 16)
        uow.commit()
    booking = booked(town)

    assert len(account(town, booking).states) == 1
    town.clock.forward(seconds=timedelta(hours=1).total_seconds())
    billing.keep_promises(town.house)


def a_series(village: Village, dates: int) -> list[Booking]:
    """Weekly two hours, each at 6 euros and 11 euros per invoice."""
    weekly = Quote("", (a_line("2 Stunden", 600), a_line("Verwaltung", 1100, code=INVOICE_FEE)))
    made = []
    for week in range(dates):
        period = Period(WEDDING.start + timedelta(weeks=week), WEDDING.start + timedelta(weeks=week, hours=2))
        made.append(bookings.book(village.house, a_request(period=period)).booking)
    with village.house.unit_of_work() as uow:
        for booking in made:
            uow.quotes.add(booking.id, weekly)
            rows = update(booking_rows).where(booking_rows.c.id == booking.id)
            uow.connection.execute(rows.values(series_id="5" * 16))
        uow.commit()
    return made


def test_the_dates_of_a_series_are_billed_together_and_their_fee_once(town: Village) -> None:
    dates = a_series(town, 40)
    assert account(town, dates[0]).states == (), "no date is billed by itself"
    weber = town.cast.frau_weber
    (waiting,) = money_overview.open_money(town.house, weber).unbilled

    invoice = money_desk.issue_series(town.house, weber, dates[7].id)

    assert (waiting.dates, waiting.cents) == (40, 40 * 1700)
    assert [(line.quantity, line.cents) for line in invoice.lines] == [(40, 24000), (1, 1100)]
    assert dict(invoice.facts)["Zeit"] == "40 Termine von Fr., 02.10.2026 bis Fr., 02.07.2027"
    assert account(town, dates[39]).states[0].invoice == invoice
    assert money_overview.open_money(town.house, weber).unbilled == ()
    with pytest.raises(NothingToInvoice, match="Für alle Termine"):
        money_desk.issue_series(town.house, weber, dates[3].id)


def test_one_date_cancelled_does_not_take_back_the_invoice_of_the_series(town: Village) -> None:
    dates = a_series(town, 2)
    invoice = money_desk.issue_series(town.house, town.cast.frau_weber, dates[0].id)
    cancellations.cancel(town.house, dates[0].id)

    found = account(town, dates[1])

    assert [state.invoice for state in found.states] == [invoice]


def test_what_waits_for_an_invoice_is_on_the_treasury_s_desk(village: Village) -> None:
    has_account(village, issue_when=IssueWhen.BY_HAND)
    booking = booked(village)
    billing.keep_promises(village.house)

    desk = money_overview.open_money(village.house, village.cast.frau_weber)
    next_door = money_overview.open_money(village.house, village.cast.herr_voigt)

    assert [one.booking.id for one in desk.unbilled] == [booking.id]
    assert next_door.unbilled == ()


def cancelled_for(village: Village, cents: int) -> Booking:
    """A booking its organizer cancelled before there was an invoice, at what the tariff asks for that."""
    booking = booked(village)
    cancellations.cancel(village.house, booking.id)
    with village.house.unit_of_work() as uow:
        uow.quotes.set_cancellation(booking.id, cents)
        uow.commit()
    return booking


def test_what_cancelling_cost_is_charged_also_without_an_earlier_invoice(village: Village) -> None:
    has_account(village, issue_when=IssueWhen.BY_HAND)
    booking, weber = cancelled_for(village, 4500), village.cast.frau_weber
    account(village, booking)

    (waiting,) = money_overview.open_money(village.house, weber).unbilled
    page = money_desk.open_booking_money(village.house, weber, booking.id)
    money_desk.charge_cancellation(village.house, weber, booking.id, 4500, reason="Nach dem Tarif")

    assert (waiting.booking.id, waiting.cents, waiting.is_fee) == (booking.id, 4500, True)
    assert (page.must_be_decided, page.unbilled_fee) == (True, 4500)
    (fee,) = account(village, booking).states
    assert (fee.invoice.kind, fee.open_cents) == (InvoiceKind.CANCELLATION_FEE, 4500)
    assert money_overview.open_money(village.house, weber).unbilled == ()
    with pytest.raises(InvoicedAlready, match="schon berechnet"):
        money_desk.charge_cancellation(village.house, weber, booking.id, 4500, reason="noch einmal")


def test_a_noted_fee_may_be_waived(village: Village) -> None:
    has_account(village, issue_when=IssueWhen.BY_HAND)
    booking, weber = cancelled_for(village, 4500), village.cast.frau_weber

    money_desk.charge_cancellation(village.house, weber, booking.id, 0, reason="Todesfall")

    assert account(village, booking).states == ()
    assert money_overview.open_money(village.house, weber).unbilled == ()


def test_only_a_confirmed_booking_gets_the_invoice_of_its_price(town: Village) -> None:
    cancelled, requested = cancelled_for(town, 0), booked(town, venue="dgh-schlamau")

    for booking in (cancelled, requested):
        with pytest.raises(NothingToInvoice, match="nur für eine bestätigte"):
            money_desk.issue(town.house, town.cast.frau_weber, booking.id)


def test_cancelling_one_date_leaves_the_invoice_of_the_series_and_says_what_to_do(town: Village) -> None:
    dates, weber = a_series(town, 3), town.cast.frau_weber
    invoice = money_desk.issue_series(town.house, weber, dates[0].id)
    cancellations.cancel(town.house, dates[1].id)

    with pytest.raises(NothingToInvoice, match="stornieren Sie zuerst diese Rechnung"):
        money_desk.charge_cancellation(town.house, weber, dates[1].id, 300, reason="zu spät")
    assert account(town, dates[0]).standing(InvoiceKind.USAGE) is not None

    payments.cancel_by_hand(town.house, weber, invoice.id, reason="Ein Termin fällt aus")
    money_desk.charge_cancellation(town.house, weber, dates[1].id, 300, reason="zu spät")
    anew = money_desk.issue_series(town.house, weber, dates[0].id)

    assert anew.total_cents == 2 * 600 + 1100
    fee = account(town, dates[1]).standing(InvoiceKind.CANCELLATION_FEE)
    assert fee is not None
    assert fee.invoice.total_cents == 300
