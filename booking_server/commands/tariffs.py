"""dorfschluessel tariff check FILE: the mistakes of a tariff file with their lines, before publishing."""

import argparse
import sys
from pathlib import Path
from typing import Any

from booking_server.domain.tariffs.errors import TariffRefused
from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.tariffs.source import LONGEST
from booking_server.domain.tariffs.words import price_words
from calendars.local_time import say_date

SUMMARY = "check a tariff file and say what it means"


def add_to(commands: Any) -> None:
    """Add these commands to the parser."""
    parser = commands.add_parser("tariff", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check", help="print mistakes with their line, else the prices; exit 1 on mistakes"
    )
    check.add_argument("file", type=Path)
    check.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    file: Path = options.file
    try:
        with file.open("rb") as source:
            text = source.read(4 * LONGEST + 1).decode("utf-8")
        schedule = read_schedule(text)
    except TariffRefused as refused:
        for mistake in refused.mistakes:
            print(f"{file}:{mistake.line}: {mistake.reason}")
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"dorfschluessel: {file}: {error}", file=sys.stderr)
        return 2
    print(f"{schedule.title}, gilt ab {say_date(schedule.valid_from)}")
    for rule in schedule.priced_rules:
        print(f"  {rule.text}: {price_words(rule.price)}")
    return 0
