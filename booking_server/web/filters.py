"""What templates may say: dates, times, codes in groups, the house's own words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

from booking_server.domain.access import DOOR_CODE_WORDS, DoorCodeStatus
from booking_server.domain.doors import Door
from booking_server.domain.languages import Language
from booking_server.domain.money.bank import in_fours
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.payment_reference import in_groups as reference_in_groups
from booking_server.domain.retention import A_YEAR, IN_THE_NOTICE, DataClass, data_class
from booking_server.domain.series import WEEKDAY_NAMES
from booking_server.locks.qr_images import OPENS, giro_code_svg, qr_svg, text_svg
from booking_server.notices.invoices import title_of
from booking_server.settings import Settings
from booking_server.web.event_words import say_event
from booking_server.web.languages import page_language
from booking_server.web.phrases import in_german, left_in_german, marked, spoken
from booking_server.web.search import say_day, say_hours
from calendars import local_time

_PARAGRAPH = "\n\n"


def add_filters(app: Flask, settings: Settings) -> None:
    """Teach the templates."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        say_period=spelt(local_time.say_period),
        say_moment=spelt(local_time.say_moment),
        say_date=spelt(local_time.say_date),
        say_month=lambda first: spoken(local_time.say_month(first.year, first.month)),
        say_number=say_number,
        say_hours=say_hours,
        say_day=say_day,
        dict=dict,
        say_euros=spelt(say_euros),
        spoken=spoken,
        marked=marked,
        in_german=in_german,
        reference_in_groups=reference_in_groups,
        in_fours=in_fours,
        invoice_title=spelt(title_of),
        giro_code=lambda invoice, cents: Markup(giro_code_svg(invoice.giro_code(cents).payload())),  # noqa: S704 - ours
        berlin_day=local_time.local_date,
        last_day=last_day,
        in_groups=in_groups,
        paragraphs=paragraphs,
        qr_text=lambda text: Markup(text_svg(text, "Der Code als QR-Code")),  # noqa: S704 - ours
        sign_code=lambda page: Markup(text_svg(page, "QR-Code zur Seite des Hauses")),  # noqa: S704 - ours
        say_weekday=say_weekday,
        qr=lambda digits: Markup(qr_svg(digits, spoken(OPENS))),  # noqa: S704 - made from digits only
        code_status=code_status,
        last_contact=last_contact,
        say_until=say_until,
        clock_words=clock_words,
        webcal=lambda path: f"webcal://{settings.public_url.partition('://')[2]}{path}",
        full_address=lambda path: f"{settings.public_url}{path}",
    )
    app.jinja_env.tests["left_in_german"] = left_in_german
    notice = tuple(data_class(code) for code in IN_THE_NOTICE)
    app.jinja_env.globals.update(
        is_demo=settings.demo, say_event=say_event, notice_terms=notice, say_term=say_term
    )


def spelt(say: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a filter that says something in the language of the page."""
    return lambda value: spoken(say(value))


def say_term(entry: DataClass) -> str:
    """Return how long data is kept, in the language of the page."""
    if entry.years is not None:
        words = gettext("%(count)s Jahre ab Ende des Jahres", count=entry.years)
    elif entry.kept is None:
        words = gettext("ohne Frist")
    elif entry.kept % A_YEAR:
        words = gettext("%(count)s Tage", count=entry.kept.days)
    else:
        years = entry.kept // A_YEAR
        words = gettext("1 Jahr") if years == 1 else gettext("%(count)s Jahre", count=years)
    return str(words)


def last_day(end: datetime) -> str:
    """Return the last day before an end that is a midnight: "Do., 31.12.2026"."""
    return local_time.say_date(local_time.local_date(end - timedelta(seconds=1)))


def say_weekday(day: date) -> str:
    """Return "Freitag, 2. Oktober"."""
    return f"{WEEKDAY_NAMES[day.weekday()]}, {day.day}. {local_time.MONTHS[day.month - 1]}"


def in_groups(digits: str) -> str:
    """Return a code as people read it aloud: "1234 5678", nine digits as "123 456 789"."""
    size = 3 if len(digits) % 3 == 0 else 4
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


CLOCK_WORDS = {
    "ok": "geht richtig",
    "degraded": "lange nicht gestellt, kann einige Minuten abweichen",
    "untrusted": "nicht gestellt: Neue Codes öffnen nur eingeschränkt",
}


def say_number(number: Decimal | float) -> str:
    """Return a number as people write it: "3", "2,5", "2.5" in English."""
    exact = Decimal(str(number)).normalize()
    return f"{exact:f}" if page_language() is Language.ENGLISH else f"{exact:f}".replace(".", ",")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text, line breaks within them as spaces."""
    parts = text.replace("\r\n", "\n").split(_PARAGRAPH)
    return [" ".join(part.split()) for part in parts if part.strip()]


def code_status(status: DoorCodeStatus) -> str:
    """Return what is known of a code at a door, in words."""
    return DOOR_CODE_WORDS[status]


def say_until(span: timedelta) -> str:
    """Return how long it is until something: "in 9 Stunden", "läuft gerade"."""
    if span <= timedelta(0):
        return "läuft gerade"
    for unit, one, many in ((timedelta(days=1), "Tag", "Tagen"), (timedelta(hours=1), "Stunde", "Stunden")):
        if span >= unit:
            count = span // unit
            return f"in {count} {one if count == 1 else many}"
    count = max(1, span // timedelta(minutes=1))
    return f"in {count} {'Minute' if count == 1 else 'Minuten'}"


def clock_words(quality: str) -> str:
    """Return how far a door trusts its clock (door protocol, section 7), in words."""
    return CLOCK_WORDS.get(quality, "unbekannt")


def last_contact(door: Door, now: datetime) -> str:
    """Return when the door was last heard: "gerade eben", "vor 5 Minuten", "vor 3 Tagen (…)", "noch nie"."""
    if door.last_seen_at is None:
        return "noch nie"
    gone = now - door.last_seen_at
    if gone < timedelta(minutes=2):
        return "gerade eben"
    if gone < timedelta(hours=1):
        return f"vor {gone // timedelta(minutes=1)} Minuten"
    if gone < timedelta(hours=48):
        hours = gone // timedelta(hours=1)
        return f"vor {hours} {'Stunde' if hours == 1 else 'Stunden'}"
    return f"vor {gone.days} Tagen ({local_time.say_moment(door.last_seen_at)})"
