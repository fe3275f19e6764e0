"""Reading when a rule of a tariff file applies."""

import re

from booking_server.domain.tariffs.conditions import Bounds, Condition, Season
from booking_server.domain.tariffs.fields import Fields
from booking_server.domain.tariffs.read_prices import minutes
from booking_server.domain.tariffs.schedule import Question
from booking_server.domain.tariffs.vocabulary import GROUPS, PURPOSES, WEEKDAYS

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.", re.ASCII)
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Names:
    """What the other parts of the file have named, so that conditions can be held against it."""

    def __init__(
        self, spaces: tuple[str, ...], questions: tuple[Question, ...], classes: tuple[str, ...]
    ) -> None:
        self.spaces = {slug: slug for slug in spaces}
        self.questions = {question.code: question for question in questions}
        self.classes = {code: code for code in classes}

    @property
    def counts(self) -> frozenset[str]:
        """The questions that ask for a number."""
        return frozenset(code for code, question in self.questions.items() if question.is_count)


def read_conditions(fields: Fields, names: Names, *, key: str = "wenn") -> tuple[Condition, ...]:
    """Return the conditions of a rule: one table, or a list of which one must hold; none means always."""
    value = fields.table.get(key)
    if isinstance(value, list):
        found = fields.each(key)
        if not found:
            fields.wrong(key, f"Eine leere Liste unter „{key}“ würde immer gelten; bitte weglassen.")
    else:
        below = fields.below(key)
        found = () if below is None else (below,)
    return tuple(_condition(one, names) for one in found)


def _condition(fields: Fields, names: Names) -> Condition:
    if not fields.table:
        fields.wrong("", "Eine leere Bedingung würde immer gelten; bitte weglassen.")
    condition = Condition(
        halls=fields.words("haus"),
        spaces=fields.choices("raum", names.spaces),
        purposes=fields.choices("zweck", PURPOSES),
        groups=fields.choices("gruppe", GROUPS),
        classes=fields.choices("klasse", names.classes),
        clubs=fields.words("verein"),
        postcodes=fields.words("plz"),
        answers=_answers(fields, names),
        season=_season(fields),
        weekdays=fields.choices("wochentag", WEEKDAYS),
        persons=_bounds(fields, "personen", 100_000),
        minutes=_hours(fields),
        days=_bounds(fields, "tage", 366),
        is_series=fields.flag("serie") if "serie" in fields else None,
    )
    fields.done()
    return condition


def _answers(fields: Fields, names: Names) -> tuple[tuple[str, str], ...]:
    below = fields.below("antworten")
    if below is None:
        return ()
    for code in below.table:
        question = names.questions.get(code)
        if question is None:
            below.wrong(code, f"Die Frage [frage.{code}] gibt es nicht.")
        elif not question.accepts(below.text(code)):
            offered = ", ".join(dict(question.answers)) or "eine Zahl"
            below.wrong(code, f"Die Frage „{code}“ kennt diese Antwort nicht. Möglich sind: {offered}.")
    return tuple(sorted((code, below.text(code)) for code in below.table))


def _season(fields: Fields) -> Season | None:
    below = fields.below("saison")
    if below is None:
        return None
    season = Season(_day_of_year(below, "von"), _day_of_year(below, "bis"))
    below.done()
    return season


def _day_of_year(fields: Fields, key: str) -> tuple[int, int]:
    found = _DAY.fullmatch(fields.text(key))
    day, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= _MONTH_LENGTHS[month - 1]):
        fields.wrong(key, f'„{key}“ ist ein Tag im Jahr, zum Beispiel "01.10.".')
        return (1, 1)
    return (month, day)


def _bounds(fields: Fields, key: str, high: int) -> Bounds:
    below = fields.below(key)
    if below is None:
        return Bounds()
    bounds = Bounds(
        below.whole("von", low=0, high=high, required=False),
        below.whole("bis", low=0, high=high, required=False),
    )
    if not below.table:
        below.wrong("", f"„{key}“ braucht „von“ oder „bis“.")
    below.done()
    return bounds


def _hours(fields: Fields) -> Bounds:
    below = fields.below("stunden")
    if below is None:
        return Bounds()
    bounds = Bounds(
        high=minutes(below, "bis") if "bis" in below else None,
        above=minutes(below, "ueber") if "ueber" in below else None,
    )
    if not below.table:
        below.wrong("", "„stunden“ braucht „ueber“ oder „bis“.")
    below.done()
    return bounds
