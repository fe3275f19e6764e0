"""dorfschluessel import-plan: what a year plan would book, line by line, and booking it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from booking_server.services.foundation.house import House
from booking_server.services.plans import plan_import

SUMMARY = "say what a year plan (CSV, XLSX) would book; --apply books it"


def add_to(commands: Any, open_house: Any) -> None:
    """Add the command to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("import-plan", help=SUMMARY, description=SUMMARY)
    parser.add_argument("file", type=Path)
    parser.add_argument("--hall", required=True, help="slug of the hall of lines that name none")
    parser.add_argument("--apply", action="store_true", help="book every new line, or none at all")
    parser.set_defaults(command=lambda options: _import_plan(open_house(), options))


def _import_plan(house: House, options: argparse.Namespace) -> int:
    try:
        data = options.file.read_bytes()
    except OSError as error:
        print(f"dorfschluessel: {options.file}: {error.strerror}", file=sys.stderr)
        return 2
    if options.apply:
        report = plan_import.apply_file(house, options.hall, data)
    else:
        report = plan_import.dry_run(house, None, options.hall, data)
    for one in report.lines:
        print(f"{one.line.number}: {one.word} {' '.join(one.said)}".rstrip())
    print(f"{report.count('new')} {'booked' if report.is_applied else 'new'} of {len(report.lines)} lines")
    return 1 if report.has_changed else 0
