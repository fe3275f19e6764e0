"""For the treasury: what is open, and the money of one booking."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused, RuleBroken, TransitionNotAllowed
from booking_server.domain.money.deposits import WAY_WORDS, Way
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import KIND_WORDS, InvoiceKind
from booking_server.notices.invoices import invoice_pdf, title_of
from booking_server.notices.receipts import receipt_pdf
from booking_server.publishing.problems import status_of
from booking_server.services.money import money_desk, money_overview, payments
from booking_server.services.money.deposit_receipts import receipt_of
from booking_server.services.money.money_desk import BookingMoney
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.money_forms import MoneyForm, empty_money_form, read_money_form
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private, pdf_answer
from booking_server.web.the_house import the_house, the_settings

money = Blueprint("money", __name__)

LONGEST_REASON = 200
SETTLED = "Abrechnung nach der Rückgabe"
EURO = "\N{NO-BREAK SPACE}€"
WAYS = ((Way.BANK.value, "Überweisung"), (Way.CASH.value, "bar"))


@money.get("/schreibtisch/geld")
def overview() -> Response:
    """Show what is open in the person's halls."""
    found = money_overview.open_money(the_house(), who())
    return keep_private(make_response(render_template("desk/money.html", money=found)))


@money.get("/schreibtisch/geld/buchungen/<key:booking_id>")
def booking(booking_id: str) -> Response:
    """Show the money of one booking."""
    return _show(booking_id)


@money.post("/schreibtisch/geld/buchungen/<key:booking_id>/rechnung")
def issue(booking_id: str) -> AnyResponse:
    """Write the invoice of a booking."""
    lines = tuple(one_line(request.form.get(name, ""))[:120] for name in ("street", "city"))
    try:
        money_desk.issue(the_house(), who(), booking_id, address=tuple(line for line in lines if line))
    except RuleBroken as error:
        return _show(booking_id, Mistakes.of(error), status=status_of(error))
    return _back_to(booking_id)


@money.post("/schreibtisch/geld/buchungen/<key:booking_id>/rechnung-der-serie")
def issue_series(booking_id: str) -> AnyResponse:
    """Write one invoice for all dates of the booking's series."""
    try:
        money_desk.issue_series(the_house(), who(), booking_id)
    except RuleBroken as error:
        return _show(booking_id, Mistakes.of(error), status=status_of(error))
    return _back_to(booking_id)


@money.post("/schreibtisch/geld/buchungen/<key:booking_id>/kaution")
def deposit(booking_id: str) -> AnyResponse:
    """Record that a deposit came in, or what became of it."""
    house, person = the_house(), who()
    money_desk.may_record(house, person, booking_id)
    typed = read_money_form(request.form)
    try:
        if request.form.get("schritt") == "abrechnen":
            back, kept = typed.settlement()
            payments.settle(house, person, booking_id, back=back, withheld_cents=kept, reason=typed.note)
        else:
            payments.take_deposit(house, person, booking_id, typed.received())
    except (RuleBroken, RequestRefused) as error:
        return _show(booking_id, Mistakes.of(error), "kaution", typed, status_of(error))
    return _back_to(booking_id)


@money.post("/schreibtisch/geld/buchungen/<key:booking_id>/stornokosten")
def charge_cancellation(booking_id: str) -> AnyResponse:
    """Decide what cancelling the booking costs, which may be nothing."""
    house, person = the_house(), who()
    money_desk.may_record(house, person, booking_id)
    typed = read_money_form(request.form)
    try:
        money_desk.charge_cancellation(house, person, booking_id, typed.cents_or_none(), reason=typed.note)
    except (RuleBroken, RequestRefused, TransitionNotAllowed) as error:
        return _show(booking_id, Mistakes.of(error), "stornokosten", typed, status_of(error))
    return _back_to(booking_id)


@money.get("/schreibtisch/geld/buchungen/<key:booking_id>/quittung.pdf")
def receipt(booking_id: str) -> Response:
    """Return the receipt for a deposit."""
    return pdf_answer(receipt_pdf(receipt_of(the_house(), who(), booking_id)), "Quittung Kaution")


@money.post("/schreibtisch/geld/rechnungen/<key:invoice_id>/zahlung")
def record(invoice_id: str) -> AnyResponse:
    """Record money for an invoice, or that money went back."""
    house, person = the_house(), who()
    booking_id = money_desk.may_record_for(house, person, invoice_id)
    typed = read_money_form(request.form)
    act = payments.refund if request.form.get("art") == "erstattung" else payments.record
    try:
        act(house, person, invoice_id, typed.received())
    except (RuleBroken, RequestRefused) as error:
        return _show(booking_id, Mistakes.of(error), invoice_id, typed, status_of(error))
    return _back_to(booking_id)


@money.post("/schreibtisch/geld/rechnungen/<key:invoice_id>/storno")
def cancel(invoice_id: str) -> AnyResponse:
    """Take an invoice back by another one."""
    house, person = the_house(), who()
    booking_id = money_desk.may_record_for(house, person, invoice_id)
    reason = one_line(request.form.get("reason", ""))[:LONGEST_REASON]
    try:
        payments.cancel_by_hand(house, person, invoice_id, reason=reason)
    except RuleBroken as error:
        return _show(booking_id, Mistakes.of(error), status=status_of(error))
    return _back_to(booking_id)


@money.post("/schreibtisch/geld/zahlungen/<key:payment_id>/korrektur")
def take_back(payment_id: str) -> AnyResponse:
    """Take a payment back that was recorded by mistake."""
    house, person = the_house(), who()
    booking_id = money_desk.may_correct(house, person, payment_id)
    reason = one_line(request.form.get("reason", ""))[:LONGEST_REASON]
    try:
        payments.take_back(house, person, payment_id, reason=reason)
    except RuleBroken as error:
        return _show(booking_id, Mistakes.of(error), status=status_of(error))
    return _back_to(booking_id)


@money.get("/schreibtisch/geld/rechnungen/<key:invoice_id>.pdf")
def invoice(invoice_id: str) -> Response:
    """Return an invoice as PDF."""
    found = money_desk.find_invoice(the_house(), who(), invoice_id)
    paper = invoice_pdf(found.invoice, found, is_sample=the_settings().demo)
    return pdf_answer(paper, title_of(found.invoice))


def _show(
    booking_id: str,
    mistakes: Mistakes | None = None,
    at: str = "",
    typed: MoneyForm | None = None,
    status: int = 200,
) -> Response:
    found = money_desk.open_booking_money(the_house(), who(), booking_id)
    shown = render_template(
        "desk/money_booking.html",
        page=found,
        forms=_forms(found) | ({at: typed} if typed else {}),
        wrong_at=at,
        mistakes=mistakes or Mistakes(),
        ways=WAYS,
        kind_words=KIND_WORDS,
        way_words=WAY_WORDS,
    )
    return keep_private(make_response(shown, status))


def _forms(found: BookingMoney) -> dict[str, MoneyForm]:
    """Return every form of the page with what is most likely: what is open, today."""
    forms = {
        state.invoice.id: empty_money_form(state.expected_cents or -state.open_cents, found.today)
        for state in found.account.states
    }
    fee = (
        empty_money_form(found.unbilled_fee, found.today) if found.unbilled_fee else MoneyForm(amount="0,00")
    )
    return forms | {"kaution": _deposit_form(found), "stornokosten": fee}


def _deposit_form(found: BookingMoney) -> MoneyForm:
    """What is missing of the deposit, or what goes back of it once it paid what the return came to."""
    deposit_, state = found.account.deposit, found.account.standing(InvoiceKind.SETTLEMENT)
    if deposit_ is None or not deposit_.held_cents:
        return empty_money_form(deposit_.missing_cents if deposit_ else 0, found.today, Way.CASH)
    kept = min(max(state.open_cents, 0), deposit_.held_cents) if state else 0
    form = empty_money_form(deposit_.held_cents - kept, found.today, Way.CASH)
    words = {"withheld": say_euros(kept).removesuffix(EURO), "note": SETTLED} if kept else {}
    return replace(form, **words)


def _back_to(booking_id: str) -> AnyResponse:
    return redirect(url_for("money.booking", booking_id=booking_id), 303)
