"""What is drawn of figures: each picture with what it says in one sentence, and the table behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from booking_server.domain.figures.income import Income
from booking_server.domain.figures.uptime import Uptime
from booking_server.domain.figures.usage import Usage
from booking_server.domain.money.euros import say_euros
from booking_server.domain.series import WEEKDAY_NAMES
from booking_server.notices.figures import charts
from booking_server.notices.figures.charts import PATTERNS, About, Bar, Row
from booking_server.services.desk.figures import Figures, MonthFigures
from calendars import local_time

NOT_COUNTED = "nicht gezählt"
USUAL_HOURS = range(8, 22)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers: the first column of each row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: `note` says how to read it."""

    about: About
    note: str
    drawing: Markup
    table: Table


def pictures_of(figures: Figures) -> tuple[Picture, ...]:
    """Return everything that is drawn of figures, in the order of the page."""
    halls = (_halls(figures),) if len(figures.halls) > 1 else ()
    return (_months(figures), *halls, _week(figures), _visits(figures), *_money(figures), _doors(figures))


def _months(figures: Figures) -> Picture:
    best = max(figures.months, key=lambda one: one.usage.percent)
    rows = [Row(_month(one.month), (Bar(_days(one.usage), one.usage.percent),)) for one in figures.months]
    summary = (
        f"Am meisten genutzt: {_month(best.month)}, {_days(best.usage)}."
        if best.usage.used
        else "In diesem Zeitraum ist nichts gebucht."
    )
    table = Table(
        ("Monat", "Tage mit Nutzung", "von Tagen", "Nutzungen", "Stunden", "Personen"),
        tuple((_month(one.month), *_usage(one.usage)) for one in figures.months),
    )
    note = "Ein Tag zählt, wenn an ihm etwas stattfindet. Sperrzeiten zählen nicht."
    title = "Belegung je Monat"
    about = About("monate", title, summary)
    return Picture(about, note, charts.bars(about, rows), table)


def _halls(figures: Figures) -> Picture:
    order = sorted(figures.halls, key=lambda one: (-one.usage.used, one.venue.name))
    rows = [Row(one.venue.name, (Bar(_days(one.usage), one.usage.percent),)) for one in order]
    most = order[0]
    summary = f"Am meisten genutzt: {most.venue.name}, {_days(most.usage)}."
    table = Table(
        ("Haus", "Tage mit Nutzung", "von Tagen", "Nutzungen", "Stunden", "Personen"),
        tuple((one.venue.name, *_usage(one.usage)) for one in order),
    )
    title, note = "Belegung je Haus", "Der ganze Zeitraum, das meistgenutzte Haus zuerst."
    about = About("haeuser", title, summary)
    return Picture(about, note, charts.bars(about, rows), table)


def _week(figures: Figures) -> Picture:
    percents = [[one.percent for one in day] for day in figures.week]
    full = max((one for day in figures.week for one in day), key=lambda one: one.percent)
    hours = _shown_hours(percents)
    summary = (
        f"Am häufigsten belegt: {WEEKDAY_NAMES[full.weekday]} von {full.hour} bis {full.hour + 1} Uhr,"
        f" an {full.percent} von 100 {WEEKDAY_NAMES[full.weekday]}en."
        if full.used
        else "In diesem Zeitraum ist nichts gebucht."
    )
    title = "Wochentag und Uhrzeit"
    about = About("woche", title, summary)
    drawing = charts.week(about, percents, hours, [name[:2] for name in WEEKDAY_NAMES])
    table = Table(
        ("Uhrzeit", *WEEKDAY_NAMES),
        tuple((f"{hour} bis {hour + 1} Uhr", *(f"{day[hour]} %" for day in percents)) for hour in hours),
    )
    note = "Je größer das Quadrat, desto öfter ist zu dieser Stunde etwas los. 100 % heißt: jede Woche."
    return Picture(about, note, drawing, table)


def _visits(figures: Figures) -> Picture:
    known = [one.visits for one in figures.months if one.visits]
    uses, missed = sum(one.uses for one in known), sum(one.no_shows for one in known)
    title = "Nicht gekommen"
    summary = (
        f"Von {uses} Nutzungen mit Tür-Code wurde bei {missed} die Tür nicht mit diesem Code geöffnet."
        if uses
        else "In diesem Zeitraum hat keine Nutzung mit Tür-Code stattgefunden."
    )
    rows = [Row(_month(one.month), _visit_bars(one)) for one in figures.months]
    legend = ("Nutzungen mit Tür-Code", "davon Tür nicht geöffnet")
    table = Table(
        ("Monat", "Nutzungen mit Tür-Code", "Tür geöffnet", "Tür nicht geöffnet"),
        tuple((_month(one.month), *_visit_cells(one)) for one in figures.months),
    )
    note = (
        "Nur Anzahlen. Wer mit einem Schlüssel oder einem Dauer-Code hereinkam, zählt als nicht gekommen."
        " Türen ohne Netz melden später."
    )
    about = About("gekommen", title, summary)
    return Picture(about, note, charts.bars(about, rows, legend), table)


def _visit_bars(one: MonthFigures) -> tuple[Bar, ...]:
    if one.visits is None:
        return (Bar(NOT_COUNTED, 0),)
    missed = Bar(str(one.visits.no_shows), one.visits.no_shows, "hatched")
    return (Bar(str(one.visits.uses), one.visits.uses), missed)


def _visit_cells(one: MonthFigures) -> tuple[str, str, str]:
    if one.visits is None:
        return (NOT_COUNTED,) * 3
    return str(one.visits.uses), str(one.visits.came), str(one.visits.no_shows)


def _money(figures: Figures) -> tuple[Picture, Picture]:
    whole = sum((one.income for one in figures.months), Income())
    income = _euros(
        figures,
        ("einnahmen", "Einnahmen"),
        f"Berechnet {say_euros(whole.billed)}, gezahlt {say_euros(whole.paid)}.",
        "Berechnet: Rechnungen des Monats, Stornorechnungen abgezogen. Gezahlt: Geld, das kam, bar oder als"
        " Überweisung, Rückzahlungen abgezogen.",
        (("Berechnet", lambda one: one.billed), ("Gezahlt", lambda one: one.paid)),
    )
    deposits = _euros(
        figures,
        ("kautionen", "Kautionen"),
        f"Erhalten {say_euros(whole.received)}, zurückgezahlt {say_euros(whole.returned)},"
        f" einbehalten {say_euros(whole.withheld)}.",
        "Was in diesem Monat kam, zurückging oder für Schäden und Rechnungen einbehalten wurde.",
        (
            ("Erhalten", lambda one: one.received),
            ("Zurückgezahlt", lambda one: one.returned),
            ("Einbehalten", lambda one: one.withheld),
        ),
    )
    return income, deposits


def _euros(
    figures: Figures,
    named: tuple[str, str],
    summary: str,
    note: str,
    columns: Sequence[tuple[str, Callable[[Income], int]]],
) -> Picture:
    rows = [
        Row(
            _month(one.month),
            tuple(
                Bar(say_euros(cents := read(one.income)), max(cents, 0), pattern)
                for pattern, (_, read) in zip(PATTERNS, columns, strict=False)
            ),
        )
        for one in figures.months
    ]
    words = [name for name, _ in columns]
    cells = tuple(
        (_month(one.month), *(say_euros(read(one.income)) for _, read in columns)) for one in figures.months
    )
    about = About(*named, summary)
    return Picture(about, note, charts.bars(about, rows, words), Table(("Monat", *words), cells))


def _doors(figures: Figures) -> Picture:
    title = "Türen verbunden"
    known = [one for one in figures.months if one.uptime.percent is not None]
    rows = [
        Row(_month(one.month), (Bar(_percent(one.uptime), one.uptime.percent or 0),))
        for one in figures.months
    ]
    worst = min(known, key=lambda one: one.uptime.percent or 0, default=None)
    summary = (
        f"Am schlechtesten: {_month(worst.month)}, {_percent(worst.uptime)} der Zeit."
        if worst
        else "In diesem Zeitraum wurde keine Tür beobachtet."
    )
    table = Table(
        ("Monat", "Verbunden", "Ausfälle"),
        tuple((_month(one.month), _percent(one.uptime), str(one.uptime.outages)) for one in figures.months),
    )
    note = "Ein Ausfall dauert länger als 90 Sekunden. Die Türen öffnen auch ohne Netz."
    about = About("tueren", title, summary)
    return Picture(about, note, charts.bars(about, rows), table)


def _shown_hours(percents: Sequence[Sequence[int]]) -> range:
    used = [hour for day in percents for hour, percent in enumerate(day) if percent]
    return range(min([*used, USUAL_HOURS.start]), max([*used, USUAL_HOURS.stop - 1]) + 1)


def _days(usage: Usage) -> str:
    return f"{usage.used} {'Tag' if usage.used == 1 else 'Tage'} ({usage.percent} %)"


def _usage(usage: Usage) -> tuple[str, ...]:
    hours = f"{usage.hours:.1f}".replace(".", ",")
    return str(usage.used), str(usage.days), str(usage.uses), hours, str(usage.persons)


def _percent(found: Uptime) -> str:
    if found.percent is None:
        return "nicht beobachtet"
    return f"{found.percent:.1f} %".replace(".", ",")


def _month(month: date) -> str:
    return local_time.say_month(month.year, month.month)
