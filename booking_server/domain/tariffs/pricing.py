"""The price of a use by one version of a regulation.

1. Find the class of the use. 2. Find the exemption that applies, if one does and is not used up. 3. Give each
booked space its rent: the first rule in the file that fits takes the spaces it is for. 4. Add what comes on
top. 5. Add the fee of the invoice, and VAT to net prices. 6. Find the deposit.
What the regulation does not say is never guessed: it becomes an open point that goes to a person.
"""

from datetime import date, timedelta

from booking_server.domain.tariffs.case import Case, case_of
from booking_server.domain.tariffs.priced import Priced
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.rents import exempt, find_exemption, rents
from booking_server.domain.tariffs.schedule import Part, TariffSchedule
from booking_server.domain.tariffs.surcharges import added_vat, deposit, invoice_fee, surcharges
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.tariffs.words import cancellation_terms
from calendars.local_time import local_date


def price(schedule: TariffSchedule, use: PricedUse, *, version: str = "") -> Quote:
    """Return the itemised price of a use; the same use always gets the same quote."""
    case = case_of(schedule, use)
    exemption, points = find_exemption(case)
    free = exemption.parts if exemption else ()
    rent = exempt(case, exemption) if exemption and Part.RENT in free else _unless_classless(case)
    on_top = Priced() if Part.SURCHARGES in free else surcharges(case, rent)
    priced = Priced(open_points=case.class_points + points) + rent + on_top
    priced += invoice_fee(case, priced)
    priced += added_vat(case, priced.lines)
    deposit_cents, deposit_points = (0, ()) if Part.DEPOSIT in free else deposit(case, rent)
    return Quote(
        tariff_version=version,
        lines=priced.lines,
        deposit_cents=deposit_cents,
        open_points=tuple(dict.fromkeys(priced.open_points + deposit_points)),
        later=priced.later,
        ranges=priced.ranges,
        due_on=_due_on(case),
        notes=_notes(schedule, priced),
        exemption=exemption.code if exemption else "",
        rent_cents=rent.cents,
    )


def _unless_classless(case: Case) -> Priced:
    """Return the rent; while the class is open, so is the rent, and the class says why."""
    return Priced(open_points=case.class_points) if case.class_points else rents(case)


def _notes(schedule: TariffSchedule, priced: Priced) -> tuple[str, ...]:
    """Return what whoever books is told besides the price: what cancelling will cost, where anything does."""
    terms = cancellation_terms(schedule) if priced.cents or priced.open_points else ""
    return (terms,) if terms else ()


def _due_on(case: Case) -> date | None:
    days = case.schedule.invoicing.due_days_before
    return None if days is None else local_date(case.use.period.start) - timedelta(days=days)
