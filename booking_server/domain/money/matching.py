"""Which invoice does a transfer pay? By its Kassenzeichen, and by nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import InvoiceState
from booking_server.domain.money.payment_reference import references_in
from booking_server.domain.money.statements import BankEntry


class Verdict(StrEnum):
    """What is known of a transfer."""

    MATCHED = "matched"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    PAID_BACK = "paid_back"
    KNOWN = "known"
    UNKNOWN = "unknown"


VERDICT_WORDS = {
    Verdict.MATCHED: "passt genau",
    Verdict.UNDERPAID: "zu wenig",
    Verdict.OVERPAID: "zu viel",
    Verdict.PAID_BACK: "ging zurück",
    Verdict.KNOWN: "schon verbucht",
    Verdict.UNKNOWN: "nicht zugeordnet",
}
APPLIED = frozenset({Verdict.MATCHED, Verdict.UNDERPAID, Verdict.OVERPAID, Verdict.PAID_BACK})


@dataclass(frozen=True, slots=True)
class Match:
    """A transfer, what is known of it, and how its cents are divided between invoice and deposit."""

    entry: BankEntry
    verdict: Verdict
    detail: str
    state: InvoiceState | None = None
    to_invoice: int = 0
    to_deposit: int = 0

    @property
    def is_applied(self) -> bool:
        """Whether applying the statement records this transfer."""
        return self.verdict in APPLIED


def match(
    entries: Collection[BankEntry],
    *,
    prefix: str,
    states: Mapping[str, InvoiceState],
    known: Collection[str],
) -> tuple[Match, ...]:
    """Return for every transfer what it pays. Two transfers to one invoice are taken one after the other.

    `states` are the municipality's invoices by payment reference, `known` the keys recorded before.
    """
    now = dict(states)
    found = []
    for entry in entries:
        one = _match(entry, prefix, now, known)
        if one.is_applied and one.state is not None:
            after = replace(
                one.state,
                paid_cents=one.state.paid_cents + one.to_invoice,
                deposit_missing=max(one.state.deposit_missing - one.to_deposit, 0),
            )
            now[one.state.invoice.reference] = after
        found.append(one)
    return tuple(found)


def _match(
    entry: BankEntry, prefix: str, states: Mapping[str, InvoiceState], known: Collection[str]
) -> Match:
    if entry.key in known:
        return Match(entry, Verdict.KNOWN, "Diese Buchung steht schon im Dorfschlüssel.")
    if entry.trouble:
        return Match(entry, Verdict.UNKNOWN, entry.trouble)
    named = references_in(entry.text, prefix)
    if len(named) != 1:
        return Match(entry, Verdict.UNKNOWN, _unclear(named))
    state = states.get(named[0])
    if state is None:
        return Match(entry, Verdict.UNKNOWN, f"Zum Kassenzeichen {named[0]} gibt es keine Rechnung.")
    return _paid(entry, state) if entry.cents > 0 else _paid_back(entry, state)


def _unclear(named: tuple[str, ...]) -> str:
    if not named:
        return "Im Verwendungszweck steht kein Kassenzeichen."
    return f"Im Verwendungszweck stehen mehrere Kassenzeichen: {', '.join(named)}."


def _paid(entry: BankEntry, state: InvoiceState) -> Match:
    to_invoice, to_deposit = divide(entry.cents, state)
    left = state.expected_cents - entry.cents
    if left == 0:
        return Match(entry, Verdict.MATCHED, "", state, to_invoice, to_deposit)
    if left > 0:
        detail = f"Es fehlen noch {say_euros(left)}."
        return Match(entry, Verdict.UNDERPAID, detail, state, to_invoice, to_deposit)
    what = "Die Rechnung ist storniert. " if state.cancelled_by else ""
    detail = f"{what}{say_euros(-left)} sind zu erstatten."
    return Match(entry, Verdict.OVERPAID, detail, state, to_invoice, to_deposit)


def _paid_back(entry: BankEntry, state: InvoiceState) -> Match:
    """Money that went out: a payment the bank took back, or a refund that was owed. Nothing is guessed."""
    out = -entry.cents
    if not entry.is_reversal:
        if out > max(-state.open_cents, 0):
            return Match(entry, Verdict.UNKNOWN, "Auszahlung, zu der keine Erstattung offen ist.", state)
        return Match(entry, Verdict.PAID_BACK, "Erstattung.", state, -out)
    from_deposit = max(out - state.paid_cents, 0)
    if from_deposit > state.invoice.deposit_cents - state.deposit_missing:
        return Match(entry, Verdict.UNKNOWN, "Es ging mehr zurück, als gezahlt wurde.", state)
    detail = "Die Bank hat eine Zahlung zurückgebucht."
    return Match(entry, Verdict.PAID_BACK, detail, state, from_deposit - out, -from_deposit)


def divide(cents: int, state: InvoiceState) -> tuple[int, int]:
    """Return how much of a payment goes to the invoice and how much to the deposit asked for with it.

    The invoice comes first; what is too much stays with the invoice, to be paid back.
    """
    missing = 0 if state.cancelled_by else state.deposit_missing
    to_deposit = min(max(cents - max(state.open_cents, 0), 0), missing)
    return cents - to_deposit, to_deposit
