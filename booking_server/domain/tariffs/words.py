"""Prices and rules of a regulation in German words: the short lines on a hall's page."""

from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.prices import (
    RENT,
    Brackets,
    DayPackage,
    FixedByPerson,
    Flat,
    Free,
    LeftOpen,
    Metered,
    PercentOf,
    PerDay,
    PerHour,
    PerPerson,
    PerPiece,
    PerSquareMetre,
    Price,
)  # fmt: skip
from booking_server.domain.tariffs.schedule import (
    CancellationStep,
    DepositRule,
    Rent,
    Surcharge,
    TariffSchedule,
)  # fmt: skip


def price_words(price: Price) -> str:  # noqa: PLR0911, PLR0912 - one sentence per kind of price
    """Return a price in words: "45,00 € je Tag"."""
    match price:
        case Free():
            return "entgeltfrei"
        case Flat(cents):
            return f"{say_euros(cents)} pauschal"
        case PerDay((cents,)) if cents is not None:
            return f"{say_euros(cents)} je Tag"
        case PerDay(prices):
            said = [_or_open(one) for one in prices]
            days = ", ".join(f"{day}. Tag {one}" for day, one in enumerate(said, start=1))
            return f"{days}, jeder weitere Tag ebenso" if prices[-1] is not None else days
        case DayPackage(days, cents, further):
            return f"{say_euros(cents)} für bis zu {days} Tage, jeder weitere Tag {_or_open(further)}"
        case PerHour(cents, step):
            return f"{say_euros(cents)} je Stunde (je angefangene {step} Minuten)"
        case Brackets(steps):
            return ", ".join(f"bis {_hours(limit)} {say_euros(cents)}" for limit, cents in steps)
        case PerSquareMetre(cents, per_day):
            return f"{say_euros(cents)} je m²{' und Tag' if per_day else ''}"
        case PerPerson(cents):
            return f"{say_euros(cents)} je Person"
        case PerPiece(cents, _, unit):
            return f"{say_euros(cents)} je {unit}"
        case PercentOf(code, percent):
            return f"{percent} % {'der Miete' if code == RENT else f'von „{code}“'}"
        case FixedByPerson(low, high):
            return f"{say_euros(low)} bis {say_euros(high)}, legt die Gemeinde fest"
        case Metered(cents, unit):
            return f"{_or_open(cents)} je {unit}, nach Verbrauch"
        case LeftOpen(reason):
            return reason


def price_lines(
    schedule: TariffSchedule, *, hall: str, spaces: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """Return (what, price) for everything that may be asked at one hall, rents first."""
    rules = [rule for rule in schedule.rents if _concerns(rule, hall, spaces)]
    extras = [rule for rule in schedule.surcharges if _concerns(rule, hall, spaces)]
    lines = [(rule.text, price_words(rule.price)) for rule in rules]
    lines += [(rule.text, _on_top(rule)) for rule in extras]
    lines += [(rule.text, deposit_words(rule)) for rule in schedule.deposits if rule.cents != 0]
    return tuple(dict.fromkeys(lines))


def deposit_words(rule: DepositRule) -> str:
    """Return a deposit in words."""
    if rule.times_rent is not None:
        return f"das {rule.times_rent}-fache der Miete"
    return say_euros(rule.cents or 0) if rule.cents else "keine"


def cancellation_words(step: CancellationStep) -> str:
    """Return a step of cancelling in words."""
    days = step.days_before
    when = f"bis {days} {'Tag' if days == 1 else 'Tage'} vorher" if days else "später"
    if step.percent is not None:
        return f"{when} {step.percent} % {'des Gesamtpreises' if step.of_total else 'der Miete'}"
    return f"{when} {say_euros(step.cents) if step.cents else 'kostenlos'}"


def cancellation_terms(schedule: TariffSchedule) -> str:
    """Return what cancelling will cost, in one sentence for whoever books; empty where it costs nothing."""
    fee, waived = schedule.invoicing.fee_cents, schedule.invoicing.no_fee_days_before
    steps = sorted(schedule.cancellation, key=lambda step: step.days_before, reverse=True)
    said = [cancellation_words(step) for step in steps]
    if steps and steps[-1].days_before:
        said.append("später entscheidet die Gemeinde")
    costs = any(step.cents != 0 or step.percent for step in steps)
    if fee and waived:
        said.append(f"weniger als {waived} Tage vorher dazu {say_euros(fee)} je Rechnung")
    elif fee and costs:
        said.append(f"zu den Kosten dazu {say_euros(fee)} je Rechnung")
    return f"Stornieren: {'; '.join(said)}." if costs or (fee and waived) else ""


def _on_top(rule: Surcharge) -> str:
    words = price_words(rule.price)
    return f"{words}, bei Bedarf" if rule.later else words


def _concerns(rule: Rent | Surcharge, hall: str, spaces: frozenset[str]) -> bool:
    if isinstance(rule, Rent) and rule.spaces and not set(rule.spaces) <= spaces:
        return False
    if not rule.when:
        return True
    return any(
        (not one.halls or hall in one.halls) and (not one.spaces or bool(set(one.spaces) & spaces))
        for one in rule.when
    )


def _or_open(cents: int | None) -> str:
    return "nicht geregelt" if cents is None else say_euros(cents)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d} Std." if rest else f"{hours} Std."
