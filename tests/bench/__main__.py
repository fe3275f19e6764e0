"""Measures every subject, or those named on the command line, and prints the table."""

import importlib
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Figure, missing
from tests.bench.table import heading, line, summary
from tests.processes import end_in_order_on_sigterm

SUBJECTS = (
    "booking",
    "availability",
    "two_databases",
    "rivals",
    "feed",
    "first_visit",
    "lighthouse",
    "slow_line",
    "door",
    "acknowledgement",
    "start",
    "processes",
    "storm",
)


def main(wanted: Sequence[str]) -> int:
    """Print the figures as they come, then what was missed. A missed bar is no failure of this command."""
    end_in_order_on_sigterm()
    started = time.monotonic()
    print(heading(), flush=True)
    figures = []
    for subject in wanted or SUBJECTS:
        print(f"\n{subject.replace('_', ' ')}", flush=True)
        for figure in _measure(subject):
            figures.append(figure)
            print(line(figure), flush=True)
    print(f"\n{summary(figures)}; {time.monotonic() - started:.0f} s")
    return 0


def _measure(subject: str) -> Iterator[Figure]:
    """Yield the figures of one subject; one that breaks is told plainly and does not stop the others."""
    with tempfile.TemporaryDirectory(prefix="dorfschluessel-bench-", ignore_cleanup_errors=True) as folder:
        try:
            yield from importlib.import_module(f"tests.bench.{subject}").measure(Path(folder))
        except Exception as error:
            traceback.print_exc()
            yield missing(subject, f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
