"""Invoices, deposits and the transfers that pay them."""

from dataclasses import replace
from datetime import date

import pytest

from booking_server.domain.money.deposits import Deposit, DepositMove, MoveKind, Way
from booking_server.domain.money.errors import AmountUnreadable, DepositNotBalanced, ReasonMissing
from booking_server.domain.money.invoices import InvoiceKind, InvoiceState, taken_back
from booking_server.domain.money.matching import Match, Verdict, match
from booking_server.domain.money.payment_reference import payment_reference
from booking_server.domain.money.statements import BankEntry
from booking_server.domain.tariffs.quote import VatShare
from tests.booking_server.domain.money.sums import WIESENBURG, a_line, a_state, an_invoice

TODAY = date(2026, 9, 20)
USED_ON = date(2026, 10, 2)


def test_the_money_is_due_so_many_days_before_the_hall_is_used() -> None:
    week_before = replace(WIESENBURG, due_before=7)

    assert week_before.due_on(date(2026, 8, 1), USED_ON) == date(2026, 9, 25)


def test_who_books_late_pays_at_once() -> None:
    assert replace(WIESENBURG, due_before=7).due_on(date(2026, 9, 30), USED_ON) == date(2026, 9, 30)


def test_else_the_money_is_due_so_many_days_after_the_invoice() -> None:
    assert WIESENBURG.due_on(date(2026, 9, 30), USED_ON) == date(2026, 10, 14)


def test_an_invoice_adds_up_its_lines_and_shows_the_vat_inside() -> None:
    invoice = an_invoice(
        a_line("Saal", 9500, vat_permille=190),
        a_line("Küche", 5000, vat_permille=190),
        a_line("Reinigung", 2500),
    )

    assert invoice.total_cents == 17000
    assert invoice.vat_shares == (VatShare(190, 12185, 2315),)


def test_a_deposit_paid_by_bank_is_transferred_together_but_is_no_price() -> None:
    invoice = an_invoice(deposit_cents=10000)

    assert (invoice.total_cents, invoice.demand_cents) == (9000, 19000)
    assert "EUR190.00" in invoice.giro_code().payload()
    assert "WM 26 00001 24 Rechnung 2026-00001" in invoice.giro_code().payload()


def test_where_nothing_is_to_be_paid_there_is_no_giro_code() -> None:
    with pytest.raises(AmountUnreadable):
        an_invoice(a_line("Verein", 0)).giro_code().payload()


def test_a_cancellation_takes_back_every_line() -> None:
    back = an_invoice(*taken_back(an_invoice().lines), kind=InvoiceKind.CANCELLATION)

    assert back.total_cents == -9000


def test_a_cancellation_takes_back_the_vat_to_the_cent() -> None:
    lines = (a_line("Saal", 10000, vat_permille=190), a_line("Küche", 33, vat_permille=190))

    (share,) = an_invoice(*lines).vat_shares
    (back,) = an_invoice(*taken_back(lines)).vat_shares

    assert (back.net_cents, back.vat_cents) == (-share.net_cents, -share.vat_cents)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (a_state(), "offen bis Fr., 25.09.2026"),
        (a_state(5000), "noch 40,00 € offen bis Fr., 25.09.2026"),
        (a_state(9000, paid_on=date(2026, 9, 18)), "bezahlt am Fr., 18.09.2026"),
        (a_state(11000), "20,00 € sind zu erstatten"),
        (a_state(cancelled_by="2026-00002"), "storniert"),
        (a_state(9000, cancelled_by="2026-00002"), "90,00 € sind zu erstatten"),
        (a_state(9000, deposit_missing=10000), "noch 100,00 € offen bis Fr., 25.09.2026"),
        (a_state(invoice=an_invoice(due_on=date(2026, 9, 19))), "überfällig seit Sa., 19.09.2026"),
        (a_state(invoice=an_invoice(kind=InvoiceKind.CANCELLATION)), "hebt eine Rechnung auf"),
    ],
)
def test_where_an_invoice_stands_is_said_in_words(state: InvoiceState, words: str) -> None:
    assert state.words(TODAY).replace("\N{NO-BREAK SPACE}", " ") == words


def a_deposit(*moves: DepositMove) -> Deposit:
    """A deposit of 100 euros."""
    return Deposit("b1", "m1", "v1", 10000, USED_ON, moves)


def a_move(kind: MoveKind, cents: int, **changes: object) -> DepositMove:
    """A step of a deposit, in cash on the day of the handover."""
    return replace(DepositMove(kind, cents, Way.CASH, USED_ON, "p1"), **changes)


def test_a_deposit_is_held_until_it_went_back_or_was_kept() -> None:
    received = a_deposit(a_move(MoveKind.RECEIVED, 10000))
    settled = replace(
        received, moves=(*received.moves, a_move(MoveKind.RETURNED, 7500), a_move(MoveKind.WITHHELD, 2500))
    )

    assert (a_deposit().missing_cents, a_deposit().held_cents) == (10000, 0)
    assert (received.missing_cents, received.held_cents, received.is_settled) == (0, 10000, False)
    assert (settled.held_cents, settled.is_settled) == (0, True)


def test_what_is_returned_and_kept_makes_up_what_is_held() -> None:
    received = a_deposit(a_move(MoveKind.RECEIVED, 10000))

    received.check_settlement(returned=7500, withheld=2500, reason="Glas zerbrochen")
    with pytest.raises(DepositNotBalanced, match="Vorhanden sind 100,00"):
        received.check_settlement(returned=7500, withheld=2000, reason="Glas")
    with pytest.raises(DepositNotBalanced):
        received.check_settlement(returned=12500, withheld=-2500, reason="Glas")


def test_nobody_keeps_money_in_silence() -> None:
    with pytest.raises(ReasonMissing, match="warum"):
        a_deposit(a_move(MoveKind.RECEIVED, 10000)).check_settlement(returned=0, withheld=10000, reason=" ")


FIRST, SECOND = an_invoice(number=1), an_invoice(number=2)


def a_transfer(cents: int, text: str = FIRST.reference, **changes: object) -> BankEntry:
    """A transfer with the reference of the first invoice."""
    return replace(BankEntry(f"{cents}-{text}", date(2026, 9, 18), cents, text), **changes)


def matched(*entries: BankEntry, known: tuple[str, ...] = (), **state: object) -> list[Match]:
    """What is known of transfers when the first invoice stands as `state` says and the second is open."""
    first = replace(InvoiceState(FIRST, 0), **state)
    states = {one.invoice.reference: one for one in (first, InvoiceState(SECOND, 0))}
    return list(match(entries, prefix="WM", states=states, known=known))


@pytest.mark.parametrize(
    ("entry", "verdict", "detail"),
    [
        (a_transfer(9000), Verdict.MATCHED, ""),
        (a_transfer(9000, "wm-26-00001-24 Lehmann"), Verdict.MATCHED, ""),
        (a_transfer(8000), Verdict.UNDERPAID, "Es fehlen noch 10,00 €."),
        (a_transfer(9500), Verdict.OVERPAID, "5,00 € sind zu erstatten."),
        (a_transfer(9000, "Hochzeit Lehmann"), Verdict.UNKNOWN, "steht kein Kassenzeichen"),
        (a_transfer(9000, "WM 26 00001 25"), Verdict.UNKNOWN, "steht kein Kassenzeichen"),
        (a_transfer(9000, an_invoice(number=3).reference), Verdict.UNKNOWN, "gibt es keine Rechnung"),
        (a_transfer(18000, FIRST.reference + SECOND.reference), Verdict.UNKNOWN, "mehrere Kassenzeichen"),
        (a_transfer(9000, trouble="Betrag nicht in Euro (USD)"), Verdict.UNKNOWN, "nicht in Euro"),
        (a_transfer(-9000), Verdict.UNKNOWN, "keine Erstattung offen"),
        (a_transfer(-9000, is_reversal=True), Verdict.UNKNOWN, "mehr zurück, als gezahlt"),
    ],
)
def test_a_transfer_pays_the_invoice_it_names(entry: BankEntry, verdict: Verdict, detail: str) -> None:
    (found,) = matched(entry)

    assert found.verdict is verdict
    assert detail in found.detail.replace("\N{NO-BREAK SPACE}", " ")
    assert found.is_applied == (verdict in (Verdict.MATCHED, Verdict.UNDERPAID, Verdict.OVERPAID))


def test_a_transfer_recorded_before_is_known() -> None:
    entry = a_transfer(9000)

    (found,) = matched(entry, known=(entry.key,))

    assert found.verdict is Verdict.KNOWN


def test_two_halves_of_one_statement_make_a_whole() -> None:
    halves = matched(a_transfer(4500), a_transfer(4500, key="other"))

    assert [one.verdict for one in halves] == [Verdict.UNDERPAID, Verdict.MATCHED]


def test_what_comes_for_a_cancelled_invoice_goes_back() -> None:
    (found,) = matched(a_transfer(9000), cancelled_by="2026-00007")

    assert found.verdict is Verdict.OVERPAID
    assert found.detail.startswith("Die Rechnung ist storniert.")


def test_one_transfer_pays_invoice_and_deposit() -> None:
    invoice = replace(FIRST, deposit_cents=10000)

    (whole,) = matched(a_transfer(19000), invoice=invoice, deposit_missing=10000)
    (part,) = matched(a_transfer(12000), invoice=invoice, deposit_missing=10000)
    (more,) = matched(a_transfer(20000), invoice=invoice, deposit_missing=10000)

    assert (whole.verdict, whole.to_invoice, whole.to_deposit) == (Verdict.MATCHED, 9000, 10000)
    assert (part.verdict, part.to_invoice, part.to_deposit) == (Verdict.UNDERPAID, 9000, 3000)
    assert (more.verdict, more.to_invoice, more.to_deposit) == (Verdict.OVERPAID, 10000, 10000)


def test_a_payment_the_bank_took_back_is_open_again() -> None:
    invoice = replace(FIRST, deposit_cents=10000)

    (fee,) = matched(a_transfer(-9000, is_reversal=True), paid_cents=9000)
    (both,) = matched(a_transfer(-19000, is_reversal=True), invoice=invoice, paid_cents=9000)

    assert (fee.verdict, fee.to_invoice, fee.to_deposit) == (Verdict.PAID_BACK, -9000, 0)
    assert (both.verdict, both.to_invoice, both.to_deposit) == (Verdict.PAID_BACK, -9000, -10000)


def test_a_refund_that_is_owed_may_go_out() -> None:
    (refund,) = matched(a_transfer(-2000), paid_cents=11000)

    assert (refund.verdict, refund.to_invoice) == (Verdict.PAID_BACK, -2000)


def test_an_invoice_of_another_municipality_is_unknown() -> None:
    (found,) = matched(a_transfer(9000, payment_reference("BELZ", 2026, 1)))

    assert found.verdict is Verdict.UNKNOWN
