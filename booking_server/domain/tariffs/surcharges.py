"""What comes on top of the rent: surcharges, cleaning, meters, fee of the invoice, VAT, deposit."""

from booking_server.domain.tariffs.case import Case, share
from booking_server.domain.tariffs.conditions import Verdict
from booking_server.domain.tariffs.priced import DECIDES, ONE, Item, Priced
from booking_server.domain.tariffs.prices import RENT, Flat, PercentOf, PerPiece
from booking_server.domain.tariffs.quote import (
    INVOICE_FEE,
    VAT,
    ChargeKind,
    LaterCharge,
    QuoteLine,
    in_cents,
)  # fmt: skip
from booking_server.domain.tariffs.schedule import Surcharge, VatKind


def surcharges(case: Case, rent: Priced) -> Priced:
    """Return everything on top of the rent; each rule that applies adds its part, in the file's order."""
    found = Priced()
    for rule in case.schedule.surcharges:
        verdict = case.verdict(rule.when)
        if verdict is Verdict.UNANSWERED:
            found += Priced(open_points=case.questions(rule.when))
        elif verdict is Verdict.YES:
            found += _surcharge(case, rule, rent, so_far=rent.cents + found.cents)
    return found


def _surcharge(case: Case, rule: Surcharge, rent: Priced, *, so_far: int) -> Priced:
    item = case.item(rule.code, rule.text, rule.vat_permille, case.use.spaces)
    if rule.later is not None and isinstance(rule.price, Flat | PerPiece):
        return Priced(later=(_later(item, rule.price, rule.later),))
    if isinstance(rule.price, PercentOf) and rule.price.code == RENT:
        return share(rule.price, item, rent, so_far=so_far, of="der Miete")
    priced = case.price(rule.price, item, so_far=so_far)
    if priced is None:
        point = f"{rule.text}: Für diese Dauer nennt die Entgeltordnung keinen Preis. {DECIDES}"
        return Priced(open_points=(point,))
    return priced


def _later(item: Item, price: Flat | PerPiece, kind: ChargeKind) -> LaterCharge:
    unit = price.unit if isinstance(price, PerPiece) else "pauschal"
    return LaterCharge(item.code, item.text, kind, unit, price.cents, item.vat_permille)


def invoice_fee(case: Case, priced: Priced) -> Priced:
    """Return the fee of the invoice, where there will be one."""
    invoicing = case.schedule.invoicing
    nothing_to_pay = priced.cents == 0 and not priced.open_points and not priced.later
    if not invoicing.fee_cents or nothing_to_pay:
        return Priced()
    item = case.item(INVOICE_FEE, invoicing.fee_text, None)
    return Priced((item.line(ONE, "Rechnung", invoicing.fee_cents),))


def added_vat(case: Case, lines: tuple[QuoteLine, ...]) -> Priced:
    """Return a line per rate where the regulation's prices are net."""
    if case.schedule.vat.kind is not VatKind.ADDED:
        return Priced()
    rates = sorted({line.vat_permille for line in lines if line.vat_permille and line.cents})
    return Priced(tuple(vat_line(rate, lines) for rate in rates))


def vat_line(permille: int, lines: tuple[QuoteLine, ...]) -> QuoteLine:
    """Return the VAT of one rate on top of net lines."""
    net = sum(line.cents for line in lines if line.vat_permille == permille and line.code != VAT)
    cents = in_cents(ONE * net * permille / 1000)
    rate = f"{permille / 10:g}".replace(".", ",")
    return QuoteLine(VAT, f"zuzüglich {rate} % Umsatzsteuer", ONE, "pauschal", cents, cents, permille)


def deposit(case: Case, rent: Priced) -> tuple[int, tuple[str, ...]]:
    """Return the deposit, and what is open about it. The first rule that applies counts."""
    for rule in case.schedule.deposits:
        verdict = case.verdict(rule.when)
        if verdict is Verdict.UNANSWERED:
            return 0, case.questions(rule.when)
        if verdict is Verdict.NO:
            continue
        if rule.times_rent is None:
            return rule.cents or 0, ()
        if rent.open_points and rule.times_rent:
            point = f"{rule.text}: das {rule.times_rent}-fache der Miete, sobald die Miete feststeht."
            return rule.times_rent * rent.cents, (point,)
        return rule.times_rent * rent.cents, ()
    if not case.schedule.deposits:
        return 0, ()
    return 0, (f"Kaution: Für diese Nutzung ({case.who}) nennt die Entgeltordnung keine. {DECIDES}",)
