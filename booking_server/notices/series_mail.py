"""The mails one promise about a series stands for."""

from datetime import date

from booking_server.notices import series_texts
from booking_server.notices.series_texts import Letter
from booking_server.services.foundation.house import House
from booking_server.services.operation import notices
from booking_server.services.promises.reaching import number_of_town
from booking_server.services.series.series_offers import offer_url
from booking_server.services.series.series_page import SeriesPage, series_by_id
from booking_server.storage.repositories.outbox import OutboxItem

PREFIX = "series_"
WRITERS = {
    "series_confirmed": series_texts.confirmed,
    "series_requested": series_texts.requested,
    "series_decided": series_texts.decided,
    "series_ended": series_texts.ended,
    "series_expired": series_texts.expired,
}
ONLY_HELPERS = ("series_silence", "series_asked_on")


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    """Return whom to write and what; the organizer comes first, if they have an e-mail address."""
    page = series_by_id(house, item.subject)
    template = item.payload["template"]
    mails = _to_helpers(house, page, template)
    if template in ONLY_HELPERS:
        return mails
    organizer = page.series.request.organizer.email
    if not organizer:
        return mails
    letter = _offer(house, page, item) if template == "series_offer" else WRITERS[template](page)
    return ((organizer, letter), *mails)


def _offer(house: House, page: SeriesPage, item: OutboxItem) -> Letter:
    day = date.fromisoformat(item.payload["day"])
    dated = next(view.dated for view in page.dates if view.dated.day == day)
    return series_texts.offer(page, day, offer_url(house, dated, page.series.request.organizer.language))


def _to_helpers(house: House, page: SeriesPage, template: str) -> tuple[tuple[str, Letter], ...]:
    """Return the mails to those who decide, with the link that does; all others hear by their digest."""
    if template == "series_silence":
        asked = notices.series_asked_in_silence(house, page.series.id)
        return tuple((a.person.email, series_texts.silence(page, a.person, a.url)) for a in asked)
    if template in ("series_requested", "series_asked_on"):
        asked = notices.series_asked_at_once(house, page.series.id)
        phone = number_of_town(house, page.venue.municipality_id)
        return tuple((a.person.email, series_texts.decide(page, a.person, a.url, phone)) for a in asked)
    return ()
