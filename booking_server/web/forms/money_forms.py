"""Forms about money: what was typed, and what it means."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.money.bank import in_fours, read_bic, read_iban
from booking_server.domain.money.deposits import Way
from booking_server.domain.money.errors import DateUnreadable, NumberUnreadable, TextMissing
from booking_server.domain.money.euros import read_euros, say_euros
from booking_server.domain.money.payees import DepositWay, IssueWhen, Payee
from booking_server.domain.money.payment_reference import read_prefix
from booking_server.services.money.payments import Received
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date

T = TypeVar("T")

LONGEST_NOTE = 200
LONGEST = {"name": 70, "street": 120, "city": 120, "contact": 200, "tax_note": 300}
MISSING = {
    "name": "Bitte geben Sie den Namen an, auf den das Konto läuft.",
    "street": "Bitte geben Sie Straße und Hausnummer an.",
    "city": "Bitte geben Sie Postleitzahl und Ort an.",
}


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """A payment as typed. `key` makes a form sent twice one payment."""

    amount: str = ""
    way: str = Way.CASH.value
    paid_on: str = ""
    note: str = ""
    withheld: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(8))

    def received(self) -> Received:
        """Return what was typed as a payment. Raises RequestRefused with every mistake."""
        wrong: list[RuleBroken] = []
        cents = _tried(wrong, lambda: read_euros(self.amount), 0)
        day = _tried(wrong, lambda: _day(self.paid_on), date.min)
        _refuse(wrong)
        return Received(self.key, cents, Way(self.way), day, self.note)

    def cents_or_none(self) -> int:
        """Return an amount that may be nothing. Raises AmountUnreadable."""
        return _euros_or_none(self.amount)

    def settlement(self) -> tuple[Received, int]:
        """Return what goes back of a deposit and what is kept; each may be nothing. Raises RequestRefused."""
        wrong: list[RuleBroken] = []
        back = _tried(wrong, lambda: _euros_or_none(self.amount), 0)
        kept = _tried(wrong, lambda: _euros_or_none(self.withheld), 0)
        day = _tried(wrong, lambda: _day(self.paid_on), date.min)
        _refuse(wrong)
        return Received(self.key, back, Way(self.way), day), kept


@dataclass(frozen=True, slots=True)
class PayeeForm:
    """A municipality's account as typed."""

    name: str = ""
    street: str = ""
    city: str = ""
    iban: str = ""
    bic: str = ""
    prefix: str = ""
    contact: str = ""
    tax_note: str = ""
    due_days: str = "14"
    due_before: str = ""
    deposit_way: str = DepositWay.CASH.value
    issue_when: str = IssueWhen.CONFIRMED.value

    def payee(self, municipality_id: str) -> Payee:
        """Return what was typed as a payee. Raises RequestRefused with every mistake."""
        wrong: list[RuleBroken] = [
            TextMissing(sentence, field=name) for name, sentence in MISSING.items() if not getattr(self, name)
        ]
        iban = _tried(wrong, lambda: read_iban(self.iban), "")
        bic = _tried(wrong, lambda: read_bic(self.bic), "")
        prefix = _tried(wrong, lambda: read_prefix(self.prefix), "")
        due_days = _tried(wrong, lambda: _days(self.due_days or "14", "due_days"), 14)
        due_before = (
            _tried(wrong, lambda: _days(self.due_before, "due_before"), 0) if self.due_before else None
        )
        _refuse(wrong)
        texts = {name: getattr(self, name)[:longest] for name, longest in LONGEST.items()}
        return Payee(
            municipality_id=municipality_id,
            iban=iban,
            bic=bic,
            prefix=prefix,
            due_days=due_days,
            due_before=due_before,
            deposit_way=DepositWay(self.deposit_way),
            issue_when=IssueWhen(self.issue_when),
            **texts,
        )


def empty_money_form(cents: int, today: date, way: Way = Way.BANK) -> MoneyForm:
    """Return the form with what is most likely: all that is open, today."""
    amount = say_euros(cents).removesuffix("€").strip() if cents > 0 else ""
    return MoneyForm(amount=amount, way=way.value, paid_on=f"{today:%d.%m.%Y}")


def read_money_form(values: MultiDict[str, str]) -> MoneyForm:
    """Return what was typed, fit to be shown again."""
    typed = {
        name: one_line(values.get(name, ""))[:LONGEST_NOTE] for name in ("amount", "paid_on", "withheld")
    }
    key = values.get("key", "")
    known = (
        key if len(key) == 16 and all(sign in "0123456789abcdef" for sign in key) else secrets.token_hex(8)
    )
    way = values.get("way", "")
    note = one_line(values.get("note", "") or values.get("reason", ""))[:LONGEST_NOTE]
    return MoneyForm(**typed, note=note, key=known, way=way if way in ("cash", "bank") else "cash")


def payee_form(payee: Payee | None, name: str) -> PayeeForm:
    """Return the form with what is stored, or with the municipality's name to begin with."""
    if payee is None:
        return PayeeForm(name=f"Gemeinde {name}"[: LONGEST["name"]])
    return PayeeForm(
        **{text: getattr(payee, text) for text in LONGEST},
        iban=in_fours(payee.iban),
        bic=payee.bic,
        prefix=payee.prefix,
        due_days=str(payee.due_days),
        due_before="" if payee.due_before is None else str(payee.due_before),
        deposit_way=payee.deposit_way.value,
        issue_when=payee.issue_when.value,
    )


def read_payee_form(values: MultiDict[str, str]) -> PayeeForm:
    """Return what was typed, fit to be shown again."""
    names = [name for name in PayeeForm.__dataclass_fields__ if name not in ("deposit_way", "issue_when")]
    typed = {name: one_line(values.get(name, ""))[: LONGEST.get(name, 40)] for name in names}
    way, when = values.get("deposit_way", ""), values.get("issue_when", "")
    return PayeeForm(
        **typed,
        deposit_way=way if way in list(DepositWay) else DepositWay.CASH.value,
        issue_when=when if when in list(IssueWhen) else IssueWhen.BY_HAND.value,
    )


def _tried(wrong: list[RuleBroken], read: Callable[[], T], instead: T) -> T:
    try:
        return read()
    except RuleBroken as error:
        wrong.append(error)
        return instead


def _refuse(wrong: list[RuleBroken]) -> None:
    if wrong:
        raise RequestRefused(tuple(wrong))


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise DateUnreadable("Bitte geben Sie den Tag an, zum Beispiel 02.10.2026.")
    return day


def _euros_or_none(text: str) -> int:
    plain = text.replace("€", "").strip()
    return 0 if plain in ("", "0", "0,00", "0,0") else read_euros(text)


def _days(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 365):
        raise NumberUnreadable("Bitte geben Sie eine Zahl von Tagen zwischen 0 und 365 an.", field=name)
    return int(text)
