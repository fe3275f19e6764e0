"""The records of ours in the Bad Belzig App: taken one at a time, and what became of each is noted."""

from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain.app_records import AppRecord, AppTown, Facts, HallFacts, Kind, Subject
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.partners.app_facts import facts_of, place_of

LEASE = timedelta(minutes=2)
"""Longer than a push may take with all its timeouts; what a killed worker had taken is free after it."""


class Busy(Exception):
    """Somebody works on this record just now."""


@dataclass(frozen=True, slots=True)
class Work:
    """A record that was taken: what the app is to show, nothing when `facts` is None.

    `hall_id` is what the app calls the hall of an event; empty while the hall is not there itself.
    """

    record: AppRecord
    account: AppTown
    facts: Facts | None
    hall_id: str = ""


@retried
def begin(house: House, subject: Subject) -> Work | None:
    """Take a record and read what it is to say now; None when there is nothing to do. Raises Busy."""
    with house.unit_of_work() as uow:
        place = place_of(uow, subject)
        if place is None:
            return None
        town_id, venue_id = place
        facts = facts_of(uow, subject)
        if facts is None and uow.app.record(subject.key) is None:
            return None
        taken = uow.app.take(AppRecord(subject.key, town_id, venue_id), LEASE)
        if taken is None:
            raise Busy
        hall = None if isinstance(facts, HallFacts) else uow.app.record(Subject(Kind.HALL, venue_id).key)
        uow.commit()
        return Work(taken, uow.app.town(town_id), facts, hall.remote_id if hall else "")


@retried
def pushed(house: House, work: Work, *, remote_id: str, title: str, digest: str, is_visible: bool) -> None:
    """Note that the app has a record as it is now, and by which id."""
    with house.unit_of_work() as uow:
        uow.app.save(
            replace(
                work.record,
                remote_id=remote_id,
                title=title[:300],
                digest=digest,
                is_visible=is_visible,
                pushed_at=uow.now,
                failure="",
                failure_fact="",
                failed_at=None,
                busy_until=None,
            )
        )
        uow.app.save_town(_reached(uow.app.town(work.record.municipality_id)))
        uow.commit()


@retried
def removed(house: House, work: Work) -> None:
    """Note that the app does not have a record any more."""
    with house.unit_of_work() as uow:
        uow.app.forget(work.record.key)
        uow.commit()


@retried
def let_go(house: House, work: Work) -> None:
    """Give back a record with which nothing had to be done."""
    with house.unit_of_work() as uow:
        uow.app.save(replace(work.record, busy_until=None))
        uow.commit()


@retried
def failed(house: House, work: Work, code: str, fact: str, *, title: str = "") -> None:
    """Note why a record could not be brought up to date; what the app shows stays."""
    with house.unit_of_work() as uow:
        uow.app.save(
            replace(
                work.record,
                title=work.record.title or title[:300],
                failure=code,
                failure_fact=fact[:200],
                failed_at=uow.now,
                busy_until=None,
            )
        )
        uow.commit()


@retried
def town_failed(house: House, municipality_id: str, code: str, fact: str) -> None:
    """Note that the app cannot be reached with a municipality's account, or not at all."""
    with house.unit_of_work() as uow:
        town = uow.app.town(municipality_id)
        since = town.failed_at if town.failure else uow.now
        uow.app.save_town(replace(town, failure=code, failure_fact=fact[:200], failed_at=since))
        uow.commit()


def _reached(town: AppTown) -> AppTown:
    return replace(town, failure="", failure_fact="", failed_at=None)
