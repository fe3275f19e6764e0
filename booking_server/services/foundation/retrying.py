"""Trying a use case again when another transaction came in between."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from booking_server.storage.errors import StorageConflict, StorageUnavailable

RETRIES = 3
FIRST_WAIT_S = 0.02

P = ParamSpec("P")
R = TypeVar("R")


def retried(use_case: Callable[P, R]) -> Callable[P, R]:
    """Return a use case that is run again, up to three times, after a StorageConflict.

    A use case is one transaction: when it lost, nothing of it has happened. The waits double and vary, so
    that rivals do not meet again. In the end StorageUnavailable is raised, which nobody tries again.
    """

    @functools.wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(RETRIES):
            try:
                return use_case(*args, **kwargs)
            except StorageConflict:
                time.sleep(FIRST_WAIT_S * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        try:
            return use_case(*args, **kwargs)
        except StorageConflict as error:
            raise StorageUnavailable(str(error)) from error

    return run
