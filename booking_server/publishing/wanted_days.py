"""What of a calendar is asked for, as it stands behind the question mark of an address."""

from datetime import date

from flask import abort, request

from booking_server.services.plans.feeds import Wanted

BUSY_ONLY = "nein"
YEARS = range(2000, 2100)


def read_wanted() -> Wanted:
    """Return the days from and to, and whether published titles show; 400 for what is none of these."""
    first, last = _day("from"), _day("to")
    if first and last and last < first:
        abort(400)
    return Wanted(first, last, titles=request.args.get("titel") != BUSY_ONLY)


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(400)
    if day.year not in YEARS:
        abort(400)
    return day
