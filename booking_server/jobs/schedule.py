"""The schedule: what the worker does by the clock. Jobs are thin: they call one use case."""

from datetime import timedelta

from apscheduler.schedulers.base import BaseScheduler

from booking_server.services import billing, delivery, holds, snapshots
from booking_server.services.house import House

EXPIRE_HOLDS_EVERY = timedelta(seconds=30)
BILL_EVERY = timedelta(seconds=2)
LOOK_AHEAD_EVERY = timedelta(hours=1)
TIDY_EVERY = timedelta(hours=24)


def add_jobs(scheduler: BaseScheduler, house: House) -> None:
    """Enter every job. A job that was missed runs once, as soon as it can; none runs twice at a time."""
    common = {"trigger": "interval", "max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    jobs = (
        (holds.expire_holds, EXPIRE_HOLDS_EVERY),
        (snapshots.promise_all, LOOK_AHEAD_EVERY),
        (billing.keep_promises, BILL_EVERY),
        (delivery.forget_old_keys, TIDY_EVERY),
    )
    for function, every in jobs:
        scheduler.add_job(
            function,
            args=[house],
            seconds=int(every.total_seconds()),
            id=function.__name__,
            next_run_time=house.clock(),  # what fell due while no worker ran is done at once
            **common,
        )
