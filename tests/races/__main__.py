"""Races on each database named (both, unless some are) and prints what became of the rounds."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.processes import end_in_order_on_sigterm
from tests.races.databases import KINDS, empty
from tests.races.rivals import race


def main() -> int:
    """Return 0 when every round had exactly one winner and nothing else went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.races")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument(
        "databases", nargs="*", metavar="DATABASE", help=f"of {', '.join(KINDS)}; default all"
    )
    options = parser.parse_args()
    end_in_order_on_sigterm()
    failed = 0
    for kind in options.databases or KINDS:
        with (
            tempfile.TemporaryDirectory(prefix="dorfschluessel-race-") as folder,
            empty(kind, Path(folder)) as url,
        ):
            tally = race(url, Path(folder), rounds=options.rounds)
        print(f"{kind}: {tally}", flush=True)
        for sentence in (*tally.wrong, *tally.violations):
            print(f"  {sentence}", flush=True)
        failed += bool(tally.wrong or tally.violations)
    return failed


if __name__ == "__main__":
    sys.exit(main())
