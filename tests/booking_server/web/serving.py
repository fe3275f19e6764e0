"""A site answering on a real port, for programs that speak HTTP themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from waitress.server import create_server
from waitress.wasyncore import close_all


@contextmanager
def serving(site: Any, port: int) -> Iterator[str]:
    """Serve the site until the block is left; the address.

    It is closed by its own thread: a socket taken from under its select() would now and then fail a test.
    That thread may be done before the pull that wakes it.
    """
    running = create_server(site, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(OSError):
            running.trigger.pull_trigger(lambda: close_all(running._map))
        thread.join()
        running.task_dispatcher.shutdown()
