"""Promising what has changed without anybody saying so (prices by their day, names, contacts), and all of it.

The app throws away what was not sent again for a day or two, so everything is sent once a day all the same.
"""

from datetime import timedelta

from booking_server.domain.app_records import AppTown, Subject, read_subject
from booking_server.publishing.app.shapes import variables
from booking_server.services.foundation.house import House
from booking_server.services.partners.app_accounts import promise_all
from booking_server.services.partners.app_facts import facts_of, wanted_keys
from booking_server.services.promises.app_promises import promise
from booking_server.storage.unit_of_work import UnitOfWork

TRY_AGAIN_AFTER = timedelta(hours=1)
"""What was refused may have been mended here or there; a promise that still waits is not made twice."""


def promise_changes(house: House) -> int:
    """Promise every record that is not in the app as it should be; return how many."""
    with house.reading() as uow:
        towns = uow.app.towns()
        changed = [
            key
            for town in towns
            for key in wanted_keys(uow, town.municipality_id)
            if _has_changed(uow, town, read_subject(key), house.policy.public_url)
        ]
    return promise(house, changed) if changed else 0


def promise_everything(house: House) -> int:
    """Promise every record of every municipality that uses the app, changed or not; return how many."""
    with house.reading() as uow:
        towns = uow.app.towns()
    return sum(promise_all(house, town.municipality_id) for town in towns)


def _has_changed(uow: UnitOfWork, town: AppTown, subject: Subject, public_url: str) -> bool:
    record, facts = uow.app.record(subject.key), facts_of(uow, subject)
    if record is None:
        return facts is not None
    if record.failure:
        return record.failed_at is None or record.failed_at + TRY_AGAIN_AFTER <= uow.now
    if facts is None or not record.remote_id:
        return True
    hall = uow.app.record(f"poi:{record.venue_id}")
    hall_id = hall.remote_id if hall else ""
    _, digest = variables(subject, facts, town, public_url=public_url, remote_id="", hall_id=hall_id)
    return digest != record.digest
