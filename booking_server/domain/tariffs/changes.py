"""What a new version of a regulation changes, in German sentences; no change of a price is left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.days import DayKind, DayRule
from booking_server.domain.tariffs.prices import Free
from booking_server.domain.tariffs.schedule import (
    Decisive,
    DepositRule,
    Exemption,
    Invoicing,
    Rent,
    Surcharge,
    TariffSchedule,
    Vat,
    VatKind,
)  # fmt: skip
from booking_server.domain.tariffs.words import cancellation_words, deposit_words, price_words

R = TypeVar("R", Rent, Surcharge, DepositRule, Exemption)
_DECISIVE = {Decisive.USED: "Tag der Nutzung", Decisive.BOOKED: "Tag der Buchung"}


def differences(old: TariffSchedule, new: TariffSchedule) -> tuple[str, ...]:
    """Return what a new version changes, one German sentence each; empty when no price can change."""
    said = [f"{label}: bisher {a}, neu {b}." for label, a, b in _heads(old, new) if a != b]
    before, after = _rules(old), _rules(new)
    said += [f"Neu: {text}: {after[text]}." for text in after if text not in before]
    said += [f"Entfällt: {text} (bisher {before[text]})." for text in before if text not in after]
    said += [
        f"{text}: bisher {before[text]}, neu {after[text]}."
        for text in after
        if text in before and before[text] != after[text]
    ]
    return (*said, *_conditions(old, new))


def _heads(old: TariffSchedule, new: TariffSchedule) -> list[tuple[str, str, str]]:
    words: tuple[tuple[str, Callable[[TariffSchedule], str]], ...] = (
        ("Maßgeblicher Tag", lambda one: _DECISIVE[one.decisive]),
        ("Was als Tag zählt", lambda one: _day(one.day)),
        ("Umsatzsteuer", lambda one: _vat(one.vat)),
        ("Stornierung", lambda one: "; ".join(map(cancellation_words, one.cancellation)) or "ohne Kosten"),
        ("Gebühr je Rechnung", lambda one: _fee(one.invoicing)),
        ("Zahlbar", lambda one: _due(one.invoicing.due_days_before)),
        ("Erlass", lambda one: f"bis {one.waiver_percent} %"),
    )
    return [(label, say(old), say(new)) for label, say in words]


def _day(rule: DayRule) -> str:
    match rule.kind:
        case DayKind.FROM_HOUR:
            return f"von {rule.hour:%H:%M} bis {rule.hour:%H:%M} Uhr am Folgetag"
        case DayKind.TWENTY_FOUR_HOURS:
            return "24 Stunden"
    grace = f", bis {rule.grace_until:%H:%M} Uhr früh gehört zum Vortag" if rule.grace_until else ""
    return f"der Kalendertag{grace}"


def _vat(vat: Vat) -> str:
    if vat.kind is VatKind.NONE:
        return "keine"
    return f"{vat.permille / 10:g} % {'enthalten' if vat.kind is VatKind.INCLUDED else 'zuzüglich'}"


def _fee(invoicing: Invoicing) -> str:
    waived = invoicing.no_fee_days_before
    rest = "" if waived is None else f" (bei Storno bis {waived} Tage vorher keine)"
    return f"{say_euros(invoicing.fee_cents)}{rest}"


def _due(days: int | None) -> str:
    return "nach der Rechnung" if days is None else f"{days} Tage vorher"


def _rules(schedule: TariffSchedule) -> dict[str, str]:
    said: dict[str, str] = {}
    for rule in schedule.priced_rules:
        said[rule.text] = "; ".join(filter(None, (said.get(rule.text), price_words(rule.price))))
    for deposit in schedule.deposits:
        said[deposit.text] = "; ".join(filter(None, (said.get(deposit.text), deposit_words(deposit))))
    for exemption in schedule.exemptions:
        said[exemption.text] = "frei" if exemption.per_year is None else f"frei, {exemption.per_year} je Jahr"
    return said


def _conditions(old: TariffSchedule, new: TariffSchedule) -> list[str]:
    """Return a sentence for each part in which it changed when a rule holds, not what it says."""
    changed = (
        ("Räume und Flächen", old.spaces != new.spaces),
        ("Fragen des Formulars", old.questions != new.questions),
        ("Nutzungsarten", old.classes != new.classes),
        ("Befreiungen", _holds_otherwise(old.exemptions, new.exemptions)),
        ("Mieten", _holds_otherwise(old.rents, new.rents)),
        ("Zuschläge", _holds_otherwise(old.surcharges, new.surcharges)),
        ("Kautionen", _holds_otherwise(old.deposits, new.deposits)),
    )
    return [
        f"{label}: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert."
        for label, is_new in changed
        if is_new
    ]


def _holds_otherwise(old: Sequence[R], new: Sequence[R]) -> bool:
    """Whether rules that are in both versions hold for other uses, or in another order."""
    both = {one.text for one in old} & {one.text for one in new}
    return [_bare(one) for one in old if one.text in both] != [_bare(one) for one in new if one.text in both]


def _bare(rule: R) -> R:
    """Return a rule without what _rules() says of it, and without a code that may only count."""
    if isinstance(rule, Rent | Surcharge):
        return replace(rule, code="", price=Free())
    if isinstance(rule, DepositRule):
        return replace(rule, cents=None, times_rent=None)
    return replace(rule, code="", per_year=None)
