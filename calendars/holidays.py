"""Public and school holidays of Brandenburg, with an honest "unknown".

The `holidays` package lists both; school holidays are published a few years ahead only. Past the end
of its data the answer is unknown, never "no": whoever asks must bring a person in.
Easter Sunday and Whit Sunday are public holidays in Brandenburg (FTG, section 2).
"""

from datetime import date, timedelta
from functools import cache
from itertools import count

import holidays

from calendars.answers import NO, UNKNOWN, Answer, Known

PUBLIC_YEARS = range(1992, 2100)
"""Before, Brandenburg had other holidays; after, the package makes no promise."""

FIRST_SCHOOL_YEAR = 2019


def public_holiday(day: date) -> Answer:
    """Return whether a day is a public holiday in Brandenburg, by its German name."""
    if day.year not in PUBLIC_YEARS:
        return UNKNOWN
    return _answer(_public(day.year), day)


def school_holiday(day: date) -> Answer:
    """Return whether a day lies in Brandenburg's school holidays as published, by their German name."""
    if not date(FIRST_SCHOOL_YEAR, 1, 1) <= day <= last_school_day_known():
        return UNKNOWN
    return _answer(_school(day.year), day)


def public_holidays(year: int) -> dict[date, str]:
    """Return the public holidays of a year by day, in order; empty where the data does not reach."""
    return dict(sorted(_public(year).items())) if year in PUBLIC_YEARS else {}


@cache
def last_school_day_known() -> date:
    """Return the last day for which the data knows whether it is a school holiday."""
    year = next(number for number in count(FIRST_SCHOOL_YEAR) if not _school(number))
    return max(_school(year - 1), default=date(FIRST_SCHOOL_YEAR, 1, 1) - timedelta(days=1))


@cache
def _public(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv="BB", language="de", years=year))


@cache
def _school(year: int) -> dict[date, str]:
    return dict(
        holidays.country_holidays("DE", subdiv="BB", language="de", years=year, categories=("school",))
    )


def _answer(year: dict[date, str], day: date) -> Answer:
    name = year.get(day)
    return Answer(Known.YES, name) if name else NO
