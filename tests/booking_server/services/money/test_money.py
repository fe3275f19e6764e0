"""Invoices, payments, deposits and bank statements, stored."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound, NotPermitted, TransitionNotAllowed
from booking_server.domain.money.deposits import Way
from booking_server.domain.money.errors import (
    AmountUnreadable,
    DateUnreadable,
    DepositNotBalanced,
    InvoiceCancelled,
    InvoicedAlready,
    MoneyError,
    NothingToInvoice,
    PayeeMissing,
    PrefixInvalid,
    ReasonMissing,
    StatementUnreadable,
)
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.matching import Verdict
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.money.payment_reference import in_groups
from booking_server.domain.people import Person
from booking_server.domain.tariffs.quote import Quote
from booking_server.services.bookings import bookings
from booking_server.services.money import accounts, deposits, invoicing, payees, payments, statements
from booking_server.services.money.payments import Received
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import invoices as invoice_rows
from booking_server.storage.tables import payments as payment_rows
from calendars.period import Period
from tests.booking_server.domain.money.bank_files import IBAN, Ntry, Tx, camt, transfer
from tests.booking_server.domain.money.sums import WIESENBURG, a_line
from tests.builders import WEDDING, Village, a_request

HIRE = Quote("", (a_line("Saal, 1 Tag", 9000),), deposit_cents=10000)


@pytest.fixture
def town(village: Village) -> Village:
    """The village, whose municipality has an account."""
    has_account(village)
    return village


def has_account(village: Village, **changes: object) -> None:
    """Give Wiesenburg/Mark an account, as `changes` say."""
    payee = replace(WIESENBURG, municipality_id=village.cast.municipality.id, **changes)  # type: ignore[arg-type]
    payees.save_payee(village.house, village.cast.frau_weber, payee)


def a_booking(village: Village, day: int = 0, venue: str = "dgh-benken") -> Booking:
    """A wedding so many days later."""
    shift = timedelta(days=day)
    period = Period(WEDDING.start + shift, WEDDING.end + shift)
    return bookings.book(village.house, a_request(venue, period)).booking


def invoiced(village: Village, booking: Booking, quote: Quote = HIRE) -> Invoice:
    """The invoice of a booking, written by the clock."""
    with village.house.unit_of_work() as uow:
        invoice = invoicing.issue_quote(uow, booking, quote, actor="clock")
        uow.commit()
    return invoice


def stands(village: Village, invoice: Invoice) -> InvoiceState:
    """Where an invoice stands now."""
    with village.house.reading() as uow:
        return accounts.states_of(uow, [uow.invoices.get(invoice.id)])[0]


def account(village: Village, booking: Booking) -> accounts.Account:
    """Where the money of a booking stands now."""
    with village.house.reading() as uow:
        return accounts.account_of(uow, booking.id)


def paid(cents: int, key: str = "k1", **changes: object) -> Received:
    """Money somebody enters by hand."""
    return replace(Received(key, cents, Way.CASH, date(2026, 9, 28)), **changes)


def test_an_invoice_stands_as_it_was_written(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))

    found = stands(town, invoice).invoice

    assert found == invoice
    assert (found.name, found.reference) == ("2026-00001", "WM260000124")
    assert found.recipient == ("Anna Lehmann",)
    assert dict(found.facts)["Räume"] == "ganzes Haus"
    assert found.due_on == date(2026, 10, 12)


def test_a_change_of_the_account_changes_no_invoice(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))

    has_account(town, name="Amt Wiesenburg", iban="AT611904300234573201")

    assert stands(town, invoice).invoice.payee.name == "Gemeinde Wiesenburg/Mark"


def test_invoice_numbers_have_no_gaps(town: Village) -> None:
    a_week_later = a_booking(town, 7)
    first = invoiced(town, a_booking(town))
    with town.house.unit_of_work() as uow:  # the power goes out before the commit
        invoicing.issue_quote(uow, uow.bookings.get(a_week_later.id), HIRE, actor="clock")
    second = invoiced(town, a_booking(town, 14))
    town.clock.forward(days=100)
    next_year = invoiced(town, a_booking(town, 150))

    assert [one.name for one in (first, second, next_year)] == ["2026-00001", "2026-00002", "2027-00001"]


def test_ten_at_once_take_ten_numbers(town: Village) -> None:
    made = [a_booking(town, day) for day in range(10)]
    start = Barrier(len(made))

    def work(booking: Booking) -> None:
        start.wait()
        invoiced(town, booking)

    threads = [Thread(target=work, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with town.house.reading() as uow:
        numbers = list(uow.connection.execute(select(invoice_rows.c.number).order_by("number")).scalars())
    assert numbers == list(range(1, 11))


def test_one_booking_invoiced_by_many_at_once_has_one_invoice(town: Village) -> None:
    booking = a_booking(town)
    outcomes: list[str] = []
    start = Barrier(6)

    def work() -> None:
        start.wait()
        try:
            outcomes.append(invoiced(town, booking).name)
        except InvoicedAlready:
            outcomes.append("refused")

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["2026-00001", *["refused"] * 5]
    assert verify(town.house) == ()


def test_the_oracle_sees_what_is_wrong_with_money(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    assert verify(town.house) == ()

    with town.house.unit_of_work() as uow:
        uow.payees.next_number(invoice.municipality_id, 2026)
        uow.invoices.add(replace(invoice, id="f" * 16, number=7, reference="WM260000799"))
        uow.commit()

    assert [line.partition(" of ")[0] for line in verify(town.house)] == [
        "money: the invoices",
        "money: invoice ffffffffffffffff has a wrong payment reference",
    ]


def test_what_was_issued_is_never_changed_by_any_program(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000))

    for statement in (
        update(invoice_rows).values(due_on=date(2030, 1, 1)),
        update(payment_rows).values(cents=1),
    ):
        with pytest.raises((IntegrityError, DBAPIError)), town.house.unit_of_work() as uow:
            uow.connection.execute(statement)


def test_a_booking_has_one_standing_invoice(town: Village) -> None:
    booking = a_booking(town)
    invoiced(town, booking)

    with pytest.raises(InvoicedAlready, match="stornieren Sie sie zuerst"):
        invoiced(town, booking)


def test_without_an_account_nobody_can_pay(village: Village) -> None:
    with pytest.raises(PayeeMissing, match="noch kein Konto eingetragen"):
        invoiced(village, a_booking(village))


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        (replace(HIRE, lines=(a_line("Verein", 0),)), "nichts zu zahlen"),
        (replace(HIRE, open_points=("Der zweite Tag ist nicht geregelt.",)), "noch nicht fest: Der zweite"),
    ],
)
def test_where_no_price_is_there_is_no_invoice(town: Village, quote: Quote, why: str) -> None:
    with pytest.raises(NothingToInvoice, match=why):
        invoiced(town, a_booking(town), quote)


def test_a_cancelled_invoice_stays_and_another_takes_it_back(town: Village) -> None:
    booking = a_booking(town)
    wrong = invoiced(town, booking)

    back = payments.cancel_by_hand(town.house, town.cast.frau_weber, wrong.id, reason="Falscher Saal")
    right = invoiced(town, booking)

    assert (back.kind, back.total_cents, back.cancels_number) == (InvoiceKind.CANCELLATION, -9000, wrong.name)
    assert dict(back.facts)["Grund"] == "Falscher Saal"
    assert stands(town, wrong).words(date(2026, 9, 28)) == "storniert"
    assert [right.name, back.name] == ["2026-00003", "2026-00002"]
    for twice in (wrong, back):
        with pytest.raises(InvoiceCancelled, match="schon storniert"):
            payments.cancel_by_hand(town.house, town.cast.frau_weber, twice.id, reason="noch einmal")


def test_what_was_paid_for_a_cancelled_invoice_is_refunded(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000))
    payments.cancel_by_hand(town.house, town.cast.frau_weber, invoice.id, reason="Saal gesperrt")
    assert stands(town, invoice).open_cents == -9000

    with pytest.raises(AmountUnreadable, match="Zu erstatten sind 90,00"):
        payments.refund(town.house, town.cast.frau_weber, invoice.id, paid(9500, "k2"))
    settled = payments.refund(town.house, town.cast.frau_weber, invoice.id, paid(9000, "k2"))

    assert settled.open_cents == 0


def test_what_was_paid_is_set_off_against_a_cancellation_fee(town: Village) -> None:
    booking = a_booking(town)
    invoice = invoiced(town, booking)
    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000))

    with town.house.unit_of_work() as uow:
        invoicing.cancel_invoice(uow, invoice, actor="clock", reason="Storno")
        fee = invoicing.issue(
            uow, booking, [a_line("Storno 50 %", 4500)], actor="clock", kind=InvoiceKind.CANCELLATION_FEE
        )
        invoicing.carry_over(uow, accounts.states_of(uow, [invoice])[0], fee, actor="clock")
        uow.commit()

    assert (stands(town, fee).open_cents, stands(town, invoice).open_cents) == (0, -4500)


def test_money_in_cash_is_recorded_once_however_often_it_is_sent(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))

    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(4000))
    state = payments.record(town.house, town.cast.frau_weber, invoice.id, paid(4000))

    assert (state.paid_cents, state.open_cents) == (4000, 5000)


def test_a_payment_recorded_by_mistake_is_taken_back_and_both_stay(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000))

    with pytest.raises(ReasonMissing):
        payments.take_back(town.house, town.cast.frau_weber, "k1", reason=" ")
    for _ in range(2):
        state = payments.take_back(town.house, town.cast.frau_weber, "k1", reason="Falsche Rechnung")

    with town.house.reading() as uow:
        rows = uow.payments.of_invoice(invoice.id)
    assert state.open_cents == 9000
    assert sorted(row.cents for row in rows) == [-9000, 9000]


@pytest.mark.parametrize("day", [date(2026, 9, 29), date(2023, 1, 1)])
def test_a_day_of_payment_has_been(town: Village, day: date) -> None:
    invoice = invoiced(town, a_booking(town))

    with pytest.raises(DateUnreadable):
        payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000, paid_on=day))


def test_only_clerk_and_treasury_of_the_municipality_touch_its_money(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    cast = town.cast

    for stranger in (cast.frau_stolle, cast.herr_voigt, cast.frau_richter):
        for attempt in (
            lambda who: payments.record(town.house, who, invoice.id, paid(9000)),
            lambda who: payments.cancel_by_hand(town.house, who, invoice.id, reason="x"),
            lambda who: payees.open_payee(town.house, who, "wiesenburg-mark"),
            lambda who: payees.save_payee(
                town.house, who, replace(WIESENBURG, municipality_id=cast.municipality.id)
            ),
            lambda who: statements.dry_run(town.house, who, "wiesenburg-mark", camt()),
        ):
            with pytest.raises(NotPermitted):
                attempt(stranger)
    assert stands(town, invoice).paid_cents == 0


def test_every_step_of_money_is_in_the_audit_log_without_bank_data(town: Village) -> None:
    booking = a_booking(town)
    invoice = invoiced(town, booking)
    payments.record(town.house, town.cast.frau_weber, invoice.id, paid(9000))
    payments.cancel_by_hand(town.house, town.cast.frau_weber, invoice.id, reason="Irrtum")

    with town.house.reading() as uow:
        rows = uow.audit.of_subject(booking.id)
        everything = repr([row.details for row in (*rows, *uow.audit.of_subject(town.cast.municipality.id))])
    assert [row.action for row in rows][1:] == [
        "invoice_issued", "deposit_expected", "payment_recorded", "invoice_cancelled",
    ]  # fmt: skip
    assert IBAN not in everything


def test_a_prefix_belongs_to_one_municipality_and_stays(town: Village) -> None:
    cast = town.cast
    here = town.house.within([cast.next_door.id])

    with pytest.raises(PrefixInvalid, match="andere Gemeinde"):
        payees.save_payee(here, cast.herr_voigt, replace(WIESENBURG, municipality_id=cast.next_door.id))
    invoiced(town, a_booking(town))
    with pytest.raises(PrefixInvalid, match="bleibt so"):
        has_account(town, prefix="WIES")


def test_a_deposit_comes_in_cash_and_goes_back(town: Village) -> None:
    booking = a_booking(town)
    invoiced(town, booking)

    with town.house.unit_of_work() as uow:
        deposits.receive_deposit(uow, booking, 10000, way=Way.CASH, actor="p1")
        deposits.settle_deposit(uow, booking, returned_cents=10000, way=Way.CASH, actor="p1")
        uow.commit()

    deposit = account(town, booking).deposit
    assert deposit is not None
    assert deposit.is_settled
    assert [move.cents for move in deposit.moves] == [10000, 10000]


def test_what_is_kept_of_a_deposit_pays_the_settlement(town: Village) -> None:
    booking = a_booking(town)
    with town.house.unit_of_work() as uow:
        deposits.receive_deposit(uow, booking, 10000, way=Way.CASH, actor="p1")
        breakage = invoicing.issue(
            uow, booking, [a_line("6 Gläser", 1800)], actor="p1", kind=InvoiceKind.SETTLEMENT
        )
        with pytest.raises(DepositNotBalanced, match="nur noch 18,00"):
            invoicing.settle_deposit(
                uow, booking, returned_cents=0, withheld_cents=10000, reason="Glas", way=Way.CASH, actor="p1",
                invoice=breakage,
            )  # fmt: skip
        invoicing.settle_deposit(
            uow, booking, returned_cents=8200, withheld_cents=1800, reason="6 Gläser", way=Way.CASH,
            actor="p1", invoice=breakage,
        )  # fmt: skip
        uow.commit()

    assert stands(town, breakage).open_cents == 0
    deposit = account(town, booking).deposit
    assert deposit is not None
    assert "18,00\N{NO-BREAK SPACE}€ einbehalten am Mo., 28.09.2026: 6 Gläser" in deposit.words()


def test_nothing_is_kept_of_a_deposit_nobody_paid(town: Village) -> None:
    booking = a_booking(town)

    with pytest.raises(NotFound, match="keine Kaution"), town.house.unit_of_work() as uow:
        deposits.settle_deposit(uow, booking, returned_cents=0, way=Way.CASH, actor="p1")


def look(
    village: Village, *entries: Ntry, person: Person | None = None, **more: str
) -> statements.StatementReport:
    """What a statement with these entries would record."""
    who = person or village.cast.frau_weber
    return statements.dry_run(village.house, who, "wiesenburg-mark", camt(*entries, **more))


def apply(village: Village, report: statements.StatementReport) -> statements.StatementReport:
    """Apply what was looked at."""
    return statements.apply(village.house, village.cast.frau_weber, report.draft_id)


def test_a_statement_is_looked_at_before_anything_is_recorded(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))

    report = look(town, transfer("90.00", invoice.reference), transfer("12.34", "Hundesteuer"))

    assert [one.verdict for one in report.matches] == [Verdict.MATCHED, Verdict.UNKNOWN]
    assert stands(town, invoice).paid_cents == 0


def test_a_statement_applied_pays_invoices(town: Village) -> None:
    invoice, other = invoiced(town, a_booking(town)), invoiced(town, a_booking(town, 7))

    report = apply(
        town,
        look(
            town,
            Ntry(
                "170.00",
                (Tx("90.00", in_groups(invoice.reference)), Tx("80.00", f"KZ {other.reference}")),
                batch=2,
            ),
        ),
    )

    assert [one.verdict for one in report.matches] == [Verdict.MATCHED, Verdict.UNDERPAID]
    assert stands(town, invoice).words(date(2026, 10, 1)) == "bezahlt am Mi., 30.09.2026"
    assert stands(town, other).open_cents == 1000


def test_the_same_statement_twice_changes_nothing(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    entry = transfer("90.00", invoice.reference)
    first, early = look(town, entry), look(town, entry)
    apply(town, first)

    again = look(town, entry, version="08")
    applied_late = apply(town, early)

    assert [one.verdict for one in (*again.matches, *applied_late.matches)] == [Verdict.KNOWN] * 2
    assert again.draft_id == ""
    assert stands(town, invoice).paid_cents == 9000


def test_a_statement_of_an_account_nobody_knows_is_refused(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    told = camt(transfer("90.00", invoice.reference))
    untold = told.replace(f"<IBAN>{IBAN}</IBAN>".encode(), b"<Othr><Id>4711</Id></Othr>")

    with pytest.raises(StatementUnreadable, match="keine IBAN"):
        statements.dry_run(town.house, town.cast.frau_weber, "wiesenburg-mark", untold)


def test_a_draft_is_applied_once_and_by_its_own_person(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))
    report = look(town, transfer("90.00", invoice.reference))

    with pytest.raises(TransitionNotAllowed):
        statements.apply(town.house, town.cast.herr_voigt, report.draft_id)
    apply(town, report)
    with pytest.raises(TransitionNotAllowed, match="schon übernommen"):
        apply(town, report)


def test_one_transfer_pays_invoice_and_deposit(village: Village) -> None:
    has_account(village, deposit_way=DepositWay.BANK)
    booking = a_booking(village)
    invoice = invoiced(village, booking)
    assert invoice.demand_cents == 19000

    apply(village, look(village, transfer("190.00", invoice.reference)))

    found = account(village, booking)
    assert found.deposit is not None
    assert (found.states[0].open_cents, found.deposit.held_cents) == (0, 10000)
    assert found.states[0].expected_cents == 0


def test_a_form_sent_twice_is_one_payment_also_when_it_is_all_deposit(village: Village) -> None:
    has_account(village, deposit_way=DepositWay.BANK)
    booking, weber = a_booking(village), village.cast.frau_weber
    invoice = invoiced(village, booking)
    payments.record(village.house, weber, invoice.id, paid(9000, "k1"))

    for _ in range(2):
        payments.record(village.house, weber, invoice.id, paid(10000, "k2"))

    found = account(village, booking)
    assert found.deposit is not None
    assert (found.states[0].open_cents, found.deposit.received_cents) == (0, 10000)


def test_a_payment_the_bank_took_back_is_open_again(village: Village) -> None:
    has_account(village, deposit_way=DepositWay.BANK)
    booking = a_booking(village)
    invoice = invoiced(village, booking)
    apply(village, look(village, transfer("190.00", invoice.reference)))

    apply(village, look(village, transfer("190.00", invoice.reference, direction="DBIT", reversal=True)))

    found = account(village, booking)
    assert found.deposit is not None
    assert (found.states[0].open_cents, found.deposit.held_cents, found.states[0].expected_cents) == (
        9000,
        0,
        19000,
    )


def test_only_what_names_our_invoices_is_kept_for_applying(town: Village) -> None:
    invoice = invoiced(town, a_booking(town))

    report = look(town, transfer("90.00", invoice.reference), transfer("99.00", "Grundsteuer B Schulze"))

    with town.house.unit_of_work() as uow:
        _, kept = uow.statement_drafts.take(report.draft_id, town.cast.frau_weber.id)
    assert [one.text for one in kept] == [invoice.reference]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (camt(transfer("1.00", "x"), iban="AT611904300234573201"), "gehört zum Konto AT61 1904"),
        (camt(transfer("1.00", "x"))[:-20], "beschädigt oder unvollständig"),
        (b"%PDF-1.7", "kein Kontoauszug"),
    ],
)
def test_a_statement_that_cannot_be_taken_leaves_nothing(town: Village, data: bytes, why: str) -> None:
    with pytest.raises(StatementUnreadable, match=why):
        statements.dry_run(town.house, town.cast.frau_weber, "wiesenburg-mark", data)


def test_what_was_recorded_meanwhile_is_left_out(town: Village) -> None:
    first, second = invoiced(town, a_booking(town)), invoiced(town, a_booking(town, 7))
    report = look(town, transfer("90.00", first.reference), transfer("90.00", second.reference))
    with town.house.unit_of_work() as uow:  # the second transfer is recorded by somebody else meanwhile
        uow.payments.remember_entry(town.cast.municipality.id, report.matches[1].entry.key)
        uow.commit()

    applied = apply(town, report)

    assert [one.verdict for one in applied.matches] == [Verdict.MATCHED, Verdict.KNOWN]
    with town.house.reading() as uow:
        assert uow.connection.execute(select(func.count()).select_from(payment_rows)).scalar_one() == 1


def test_every_refusal_of_money_names_a_way_out() -> None:
    assert all(error.code != MoneyError.code for error in MoneyError.__subclasses__())
