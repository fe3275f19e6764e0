"""Who came, by month: counted from the doors' events while they are kept, from the counts afterwards."""

from collections.abc import Sequence
from datetime import date

from booking_server.domain.figures.span import Span, month_of
from booking_server.domain.figures.visits import Visits
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time


@retried
def count_last_month(house: House) -> None:
    """Count who came in the month before this one, again and again: offline doors report late.

    The events of two months lie within their term, so that nothing is counted of which a part is gone.
    """
    with house.unit_of_work() as uow:
        month = _month_before(month_of(local_time.local_date(uow.now)))
        ids = [venue.id for venue in uow.venues.all()]
        within = local_time.month(month.year, month.month)
        for venue_id, visits in uow.figures.visits(ids, within, uow.now).items():
            if visits.uses:
                uow.figures.count_visits(venue_id, _key(month), visits)
        uow.commit()


def visits_by_month(uow: UnitOfWork, venue_ids: Sequence[str], span: Span) -> dict[date, Visits]:
    """Return who came in each month that was counted or can still be."""
    this = month_of(local_time.local_date(uow.now))
    fresh = [month for month in span.months if _month_before(this) <= month <= this]
    found = {}
    for month in fresh:
        within = local_time.month(month.year, month.month)
        found[month] = sum(uow.figures.visits(venue_ids, within, uow.now).values(), Visits())
    older = {_key(month): month for month in span.months if month not in fresh}
    counted = uow.figures.counted_visits(venue_ids, list(older))
    return found | {older[key]: visits for key, visits in counted.items()}


def _month_before(month: date) -> date:
    return local_time.months_later(month, -1)


def _key(month: date) -> str:
    return f"{month:%Y-%m}"
