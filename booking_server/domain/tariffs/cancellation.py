"""What cancelling costs, by the steps of the regulation."""

from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.priced import DECIDES, ONE
from booking_server.domain.tariffs.quote import INVOICE_FEE, Quote, in_cents
from booking_server.domain.tariffs.schedule import CancellationStep, TariffSchedule
from calendars.local_time import local_date


@dataclass(frozen=True, slots=True)
class CancellationFee:
    """What cancelling costs now; `open_points` where the regulation leaves it to a person."""

    cents: int
    reason: str
    open_points: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What the person who cancels is told before."""
        if self.open_points:
            return self.open_points[0]
        if not self.cents:
            return f"Die Stornierung ist jetzt kostenlos. {self.reason}".strip()
        return f"Die Stornierung kostet jetzt {say_euros(self.cents)}. {self.reason}".strip()


def cancellation_fee(
    schedule: TariffSchedule, quote: Quote, *, starts_at: datetime, now: datetime
) -> CancellationFee:
    """Return what cancelling at `now` costs; days are Berlin calendar days up to the day of the use.

    A regulation without steps asks nothing. The fee of the invoice comes on top, unless the regulation
    waives it this early. What is still open in the quote stays open here.
    """
    days = (local_date(starts_at) - local_date(now)).days
    steps = sorted(schedule.cancellation, key=lambda step: step.days_before, reverse=True)
    step = next((step for step in steps if days >= step.days_before), None)
    if steps and step is None:
        return CancellationFee(0, "", (f"Die Stornierung so kurz vor dem Termin: {DECIDES}",))
    if step is not None and step.percent and quote.open_points:
        point = f"Was die Stornierung kostet, hängt vom Preis ab, der noch offen ist. {DECIDES}"
        return CancellationFee(0, "", (point,))
    cents = _cost(step, quote)
    return CancellationFee(cents + _invoice_fee(schedule, quote, days, cents), _why(step, days))


def _cost(step: CancellationStep | None, quote: Quote) -> int:
    """Return the cost apart from the fee of the invoice. A rent's own VAT belongs to the rent."""
    if step is None:
        return 0
    if step.cents is not None:
        return step.cents
    fee = sum(line.cents for line in quote.lines if line.code == INVOICE_FEE)
    total = quote.total_cents - fee
    base = total if step.of_total else min(quote.rent_cents, total)
    return in_cents(ONE * base * (step.percent or 0) / 100)


def _invoice_fee(schedule: TariffSchedule, quote: Quote, days: int, cents: int) -> int:
    waived_from = schedule.invoicing.no_fee_days_before
    if waived_from is not None and days >= waived_from:
        return 0
    invoiced = cents > 0 or (waived_from is not None and quote.total_cents > 0)
    return schedule.invoicing.fee_cents if invoiced else 0


def _why(step: CancellationStep | None, days: int) -> str:
    if step is None:
        return "Die Entgeltordnung nennt dafür keine Kosten."
    left = (
        f"Bis zum Termin {'ist es' if days == 1 else 'sind es'} noch {days} {'Tag' if days == 1 else 'Tage'}"
    )
    if step.days_before:
        return f"{left}; diese Stufe gilt bis {step.days_before} Tage vorher."
    return f"{left}; das ist die letzte Stufe."
