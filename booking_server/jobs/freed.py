"""What became free is offered: first to who waits for it, then to series that lack the date."""

import logging
from datetime import datetime

from booking_server.domain.errors import DomainError
from booking_server.services.foundation.house import House
from booking_server.services.promises import delivery
from booking_server.services.series import series_offers
from booking_server.services.waiting import waiting_offers
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.period import Period

log = logging.getLogger(__name__)

KINDS = ("freed",)


def keep_promises(house: House) -> None:
    """Offer what became free, one by one, so that a poisonous one holds up nobody."""
    while delivery.has_due(house, KINDS):
        for item in delivery.claim(house, KINDS, limit=1):
            try:
                _offer(house, item)
            except (DomainError, ValueError, KeyError) as error:
                log.warning("freed time %d was not offered: %s", item.id, type(error).__name__)
                delivery.failed(house, item, type(error).__name__)
            else:
                delivery.done(house, [item])


def _offer(house: House, item: OutboxItem) -> None:
    start, end = (datetime.fromisoformat(item.payload[name]) for name in ("start", "end"))
    freed = Period(start, end)
    if freed.end <= house.clock():
        return
    waiting_offers.offer_freed(house, item.subject, freed)
    series_offers.offer_freed(house, item.subject, freed)
