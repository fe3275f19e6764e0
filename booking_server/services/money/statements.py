"""Bank statements: looked at first, then applied whole or not at all."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking_server.domain.money.bank import in_fours
from booking_server.domain.money.camt import read_camt
from booking_server.domain.money.deposits import DepositMove, MoveKind, Way
from booking_server.domain.money.errors import StatementUnreadable
from booking_server.domain.money.invoices import InvoiceState
from booking_server.domain.money.matching import Match, Verdict, match
from booking_server.domain.money.payees import Payee
from booking_server.domain.money.payment_reference import references_in
from booking_server.domain.money.payments import Payment
from booking_server.domain.money.statements import BankEntry
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.accounts import states_of
from booking_server.services.money.invoicing import payee_of
from booking_server.services.money.payees import municipality_of, require_everywhere
from booking_server.storage.unit_of_work import UnitOfWork

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StatementReport:
    """What a statement says about our invoices. `draft_id` applies it; "" when there is nothing to apply."""

    municipality: Municipality
    matches: tuple[Match, ...]
    pending: int = 0
    draft_id: str = ""

    def of(self, *verdicts: str) -> tuple[Match, ...]:
        """Return the transfers with one of some verdicts."""
        return tuple(one for one in self.matches if one.verdict in [Verdict(v) for v in verdicts])

    @property
    def applied(self) -> tuple[Match, ...]:
        """Return the transfers that are, or would be, recorded."""
        return tuple(one for one in self.matches if one.is_applied)

    @property
    def applied_cents(self) -> int:
        """What they come to."""
        return sum(one.entry.cents for one in self.applied)


@retried
@retried
def dry_run(house: House, person: Person, slug: str, data: bytes) -> StatementReport:
    """Say what a CAMT.053 file would record; nothing is recorded yet.

    Only transfers that name one of our invoices are kept for applying: whatever else moves on the account is
    none of our business. Raises NotFound, NotPermitted, PayeeMissing, StatementUnreadable.
    """
    with house.reading() as uow:
        municipality = municipality_of(uow, person, Deed.RECORD_PAYMENT, slug)
        payee = payee_of(uow, municipality.id)
    statements = read_camt(data)
    for statement in statements:
        if not statement.iban:
            raise StatementUnreadable(
                "In diesem Auszug steht keine IBAN. Ohne sie wissen wir nicht, zu welchem Konto er gehört,"
                " und eine Überweisung könnte doppelt zählen. Bitte laden Sie den Auszug bei Ihrer Bank als"
                " CAMT.053 mit IBAN herunter. Nichts wurde übernommen."
            )
        if statement.iban != payee.iban:
            raise StatementUnreadable(
                f"Dieser Auszug gehört zum Konto {in_fours(statement.iban)}. Eingetragen ist für Ihre"
                f" Gemeinde ein anderes, es endet auf {payee.iban[-4:]}. Nichts wurde übernommen."
            )
    entries = tuple({entry.key: entry for s in statements for entry in s.entries}.values())
    with house.unit_of_work() as uow:
        matches = _match(uow, payee, entries)
        draft_id = ""
        if any(one.is_applied for one in matches):
            draft_id = secrets.token_hex(8)
            kept = tuple(one.entry for one in matches if one.is_applied)
            uow.statement_drafts.add(draft_id, municipality.id, person.id, kept)
            uow.commit()
    return StatementReport(municipality, matches, sum(s.pending for s in statements), draft_id)


@retried
@retried
def apply(house: House, person: Person, draft_id: str) -> StatementReport:
    """Record what the person was shown, as it stands now: what was recorded meanwhile is left out.

    Raises TransitionNotAllowed when it was applied before or is not this person's, NotPermitted.
    """
    with house.unit_of_work() as uow:
        municipality_id, entries = uow.statement_drafts.take(draft_id, person.id)
        require_everywhere(person, Deed.RECORD_PAYMENT, municipality_id)
        payee = payee_of(uow, municipality_id)
        _lock_halls(uow, payee, entries)
        matches = _match(uow, payee, entries)
        for one in matches:
            if one.is_applied and one.state is not None:
                _record(uow, person, one, one.state)
        cents = sum(one.entry.cents for one in matches if one.is_applied)
        uow.audit.add(
            person.id,
            "statement_applied",
            municipality_id,
            municipality_id=municipality_id,
            count=sum(one.is_applied for one in matches),
            cents=cents,
        )
        municipality = uow.venues.municipality(municipality_id)
        uow.commit()
    return StatementReport(municipality, matches)


def _lock_halls(uow: UnitOfWork, payee: Payee, entries: Sequence[BankEntry]) -> None:
    """Make whoever else records money for the same invoices wait, hall by hall in one order for all."""
    named = [reference for one in entries for reference in references_in(one.text, payee.prefix)]
    found = [i for some in _portions(named) for i in uow.invoices.by_references(payee.municipality_id, some)]
    for venue_id in sorted({invoice.venue_id for invoice in found}):
        uow.venues.lock(venue_id)


def _match(uow: UnitOfWork, payee: Payee, entries: Sequence[BankEntry]) -> tuple[Match, ...]:
    named = sorted({reference for one in entries for reference in references_in(one.text, payee.prefix)})
    states: dict[str, InvoiceState] = {}
    known: set[str] = set()
    for some in _portions(named):
        found = uow.invoices.by_references(payee.municipality_id, some)
        states.update({state.invoice.reference: state for state in states_of(uow, found)})
    for keys in _portions([one.key for one in entries]):
        known |= uow.payments.known_entries(payee.municipality_id, keys)
    return match(entries, prefix=payee.prefix, states=states, known=known)


def _portions(items: Sequence[str]) -> list[Sequence[str]]:
    return [items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE)]


def _record(uow: UnitOfWork, person: Person, one: Match, state: InvoiceState) -> None:
    invoice, entry = state.invoice, one.entry
    uow.payments.remember_entry(invoice.municipality_id, entry.key)
    note = "Kontoauszug"
    if one.to_invoice:
        uow.payments.add(
            Payment(
                secrets.token_hex(8), invoice.municipality_id, invoice.id, one.to_invoice, Way.BANK,
                entry.booked_on, person.id, note, entry.key,
            )
        )  # fmt: skip
    if one.to_deposit:
        move = _move(one.to_deposit, entry.booked_on, person)
        uow.deposits.add_move(secrets.token_hex(8), invoice.booking_id, move, entry.key)
    uow.audit.add(
        person.id,
        "payment_imported",
        invoice.booking_id,
        municipality_id=invoice.municipality_id,
        number=invoice.name,
        cents=entry.cents,
        entry=entry.key,
    )


def _move(cents: int, day: date, person: Person) -> DepositMove:
    why = "" if cents > 0 else "Von der Bank zurückgebucht"
    return DepositMove(MoveKind.RECEIVED, cents, Way.BANK, day, person.id, why)
