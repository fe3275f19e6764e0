"""A date that found its time taken is offered again when the time becomes free."""

from dataclasses import replace
from datetime import date, timedelta

from booking_server.domain.errors import BookingOverlaps, LinkInvalid, NotFound
from booking_server.domain.languages import Language
from booking_server.domain.requests import broken_times
from booking_server.domain.series import DateState, SeriesDate
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import is_free
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.series import series_dates
from booking_server.services.series.series_dates import Taken
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

PURPOSE = "series-offer"
AROUND = timedelta(days=1)
"""Set-up and tidy-up time of a freed booking may have stood in the way of a date beside it."""


@retried
def offer_freed(house: House, venue_id: str, freed: Period) -> int:
    """Offer every remembered date whose time is free now to its organizer; return how many.

    Whoever accepts first has it. Doing it twice for one freed time offers nothing twice.
    """
    with house.unit_of_work() as uow:
        uow.venues.lock(venue_id)  # or a date booked meanwhile would be offered
        offered = 0
        for dated in uow.series.waiting_for(venue_id, freed.widened(AROUND, AROUND), uow.now):
            if not _is_free(house, uow, dated):
                continue
            uow.series.save_date(replace(dated, state=DateState.OFFERED, note="", offered_at=uow.now))
            uow.outbox.add("mail", dated.series_id, template="series_offer", day=dated.day.isoformat())
            offered += 1
        if offered:
            uow.commit()
    return offered


def offer_url(house: House, dated: SeriesDate, language: Language = Language.GERMAN) -> str:
    """Return the address under which one offer is accepted."""
    return f"{links.site(house, language)}/serien/angebot/{links.sealed(house, PURPOSE, _subject(dated))}"


def open_offer(house: House, sealed: str) -> tuple[str, date]:
    """Return series and day of an offer's address. Raises NotFound."""
    subject = links.unsealed(house, PURPOSE, sealed)
    if subject is None:
        raise NotFound("Dieses Angebot gibt es nicht.")
    series_id, _, day = subject.partition("_")
    return series_id, date.fromisoformat(day)


def accept(house: House, sealed: str) -> Taken:
    """Book the offered date; a second acceptance is answered with the same booking.

    Raises LinkInvalid when the link is wrong or the date is over, BookingOverlaps when somebody was
    quicker: the date is then remembered again.
    """
    series_id, day = open_offer(house, sealed)
    with house.reading() as uow:
        dated = uow.series.date_on(series_id, day)
        over = dated.period is None or dated.period.start <= uow.now
        answered = dated.state not in (DateState.OFFERED, DateState.BOOKED, DateState.TAKEN)
    if over or answered:
        raise LinkInvalid("Dieses Angebot gilt nicht mehr.")
    try:
        return series_dates.book_date(house, series_id, day)
    except BookingOverlaps as error:
        series_dates.note_taken_again(house, series_id, day, error)
        raise


def _is_free(house: House, uow: UnitOfWork, dated: SeriesDate) -> bool:
    if dated.period is None:
        return False
    made, venue = uow.series.get(dated.series_id), uow.venues.by_id(dated.venue_id)
    days = calendar_days(uow, venue, dated.period)
    wanted = made.request.on(dated.period)
    broken = broken_times(venue, wanted, now=uow.now, grace=house.policy.grace, days=days)
    return not broken and is_free(uow, venue, wanted)


def _subject(dated: SeriesDate) -> str:
    return f"{dated.series_id}_{dated.day.isoformat()}"
