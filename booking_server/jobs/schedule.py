"""The schedule: what the worker does by the clock. Jobs are thin: they call one use case."""

from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.base import BaseScheduler

from booking_server.jobs import freed
from booking_server.publishing.app import sweeping
from booking_server.services.desk import digests
from booking_server.services.doors import door_outages, door_watch, visits
from booking_server.services.foreign import foreign_fetching
from booking_server.services.foundation.house import House
from booking_server.services.holders import holder_watch
from booking_server.services.lora import lora_promises
from booking_server.services.money import billing
from booking_server.services.operation import operation
from booking_server.services.operation.retention import keep_terms
from booking_server.services.partners import open_data
from booking_server.services.promises import snapshots
from booking_server.services.requests import silence
from booking_server.services.waiting import holds, waiting_offers

EXPIRE_HOLDS_EVERY = timedelta(seconds=30)
OFFER_EVERY = timedelta(seconds=5)
BILL_EVERY = timedelta(seconds=2)
LOOK_AHEAD_EVERY = timedelta(hours=1)
ASK_EVERY = timedelta(minutes=15)
WATCH_EVERY = timedelta(minutes=1)
LOOK_AT_CALENDARS_EVERY = timedelta(minutes=1)
"""Each calendar has a time of its own, about an hour after the last."""
SEND_AGAIN_EVERY = timedelta(hours=20)
"""The app may throw away what was not sent again since the day before."""
LOOK_AT_APP_EVERY = timedelta(minutes=2)
COUNT_EVERY = timedelta(hours=12)
PUBLISH_EVERY = timedelta(minutes=10)
TICK_EVERY = timedelta(seconds=20)
EVERY_NIGHT = {"hour": 3, "minute": 17}


def add_jobs(scheduler: BaseScheduler, house: House, mailbox: Path | None = None) -> None:
    """Enter every job; `mailbox` is the folder that receives mail, if one does.

    A job that was missed runs once, as soon as it can; none runs twice at a time.
    """
    common = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    jobs = (
        (operation.tick, TICK_EVERY),
        (holds.expire_holds, EXPIRE_HOLDS_EVERY),
        (snapshots.promise_all, LOOK_AHEAD_EVERY),
        (billing.keep_promises, BILL_EVERY),
        (waiting_offers.pass_on, EXPIRE_HOLDS_EVERY),
        (freed.keep_promises, OFFER_EVERY),
        (door_watch.warn, WATCH_EVERY),
        (door_outages.watch, WATCH_EVERY),
        (holder_watch.keep, WATCH_EVERY),
        (silence.escalate, ASK_EVERY),
        (silence.end_requests, ASK_EVERY),
        (digests.promise_all, ASK_EVERY),
        (lora_promises.let_go, ASK_EVERY),
        (foreign_fetching.fetch_due, LOOK_AT_CALENDARS_EVERY),
        (sweeping.promise_changes, LOOK_AT_APP_EVERY),
        (sweeping.promise_everything, SEND_AGAIN_EVERY),
        (visits.count_last_month, COUNT_EVERY),
        (open_data.publish_months, PUBLISH_EVERY),
    )
    for function, every in jobs:
        scheduler.add_job(
            function,
            "interval",
            args=[house],
            seconds=int(every.total_seconds()),
            id=f"{function.__module__}.{function.__name__}",
            next_run_time=house.clock(),  # what fell due while no worker ran is done at once
            **common,
        )
    scheduler.add_job(
        keep_terms,
        "cron",
        args=[house, mailbox],
        id=keep_terms.__name__,
        next_run_time=house.clock(),
        **EVERY_NIGHT,
        **common,
    )
