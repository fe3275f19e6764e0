"""Reading one table of a tariff file strictly: values checked, unknown keys refused, all mistakes kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from booking_server.domain.money.euros import HIGHEST
from booking_server.domain.tariffs.errors import Mistake
from booking_server.domain.tariffs.source import Path, Source
from booking_server.domain.texts import one_line

T = TypeVar("T")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST_CODE = 40
MOST_MISTAKES = 50
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:,(\d{1,2}))?\s*(?:€|EUR)?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
LONGEST_TEXT = 200
MOST_ENTRIES = 300
OPEN = "offen"


@dataclass(slots=True)
class Mistakes:
    """Collects what is wrong with a file; no mistake hides another, up to MOST_MISTAKES."""

    source: Source
    found: list[Mistake] = field(default_factory=list)

    @property
    def are_enough(self) -> bool:
        """Whether looking for more helps nobody, and only costs time."""
        return len(self.found) >= MOST_MISTAKES

    def add(self, path: Path, reason: str) -> None:
        """Note a mistake at a path."""
        if self.are_enough:
            return
        mistake = Mistake(self.source.line_of(path), reason)
        if mistake not in self.found:
            self.found.append(mistake)


@dataclass(slots=True)
class Fields:
    """One table. What is read is remembered, so that `done` can refuse the rest.

    A wrong value is noted as a mistake and a harmless stand-in returned, so that reading goes on.
    """

    table: Mapping[str, Any]
    path: Path
    mistakes: Mistakes
    _read: set[str] = field(default_factory=set)
    _offered: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def wrong(self, key: str, reason: str) -> None:
        """Note a mistake about one key."""
        self.mistakes.add((*self.path, key) if key else self.path, reason)

    def offer(self, keys: Sequence[str]) -> None:
        """Note keys that could stand here, so that a slip of the pen is recognised."""
        self._offered.update(keys)

    def get(self, key: str) -> Any:
        """Return a raw value, None when it is missing."""
        self._read.add(key)
        return self.table.get(key)

    def done(self) -> None:
        """Refuse every key nobody has read."""
        for key in self.table:
            if self.mistakes.are_enough:
                return
            if key not in self._read:
                known = sorted(self._read | self._offered) if len(key) <= LONGEST_CODE else []
                near = get_close_matches(key, known, 1)
                hint = f" Meinten Sie „{near[0]}“?" if near else ""
                self.wrong(key, f"„{_short(key)}“ ist hier nicht vorgesehen.{hint}")

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """Return a short text."""
        value = self._present(key, required)
        if value is None:
            return default
        if not isinstance(value, str) or not one_line(value) or len(value) > LONGEST_TEXT:
            self.wrong(key, f"„{key}“ ist ein Text von 1 bis {LONGEST_TEXT} Zeichen in Anführungszeichen.")
            return default
        return one_line(value)

    def code(self, key: str, value: Any = None) -> str:
        """Return a code: small letters, digits, hyphen, underscore."""
        value = self._present(key, True) if value is None else value
        if value is not None and (not isinstance(value, str) or not CODE.fullmatch(value)):
            self.wrong(
                key, f"„{_short(value)}“ taugt nicht als Kürzel: nur kleine Buchstaben a-z, Ziffern, - und _."
            )
            return ""
        return value or ""

    def whole(self, key: str, *, low: int, high: int, required: bool = True) -> int | None:
        """Return a whole number within bounds."""
        value = self._present(key, required)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.wrong(key, f"„{key}“ ist eine ganze Zahl von {low} bis {high}.")
            return None
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; a missing key is false."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, f"„{key}“ ist true oder false.")
        return False

    def amount(self, key: str, value: Any = None) -> int:
        """Return an amount in cents."""
        value = self._present(key, True) if value is None else value
        if value is None:
            return 0
        cents = cents_of(value)
        if cents is None:
            self.wrong(key, 'Ein Preis ist ein Betrag in Euro von 0 bis 999.999,99, zum Beispiel "95,00".')
            return 0
        return cents

    def amount_or_open(self, key: str, value: Any = None) -> int | None:
        """Return an amount in cents, None for "offen"."""
        value = self._present(key, True) if value is None else value
        return None if value == OPEN else self.amount(key, value)

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._present(key, True)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.wrong(key, f"„{key}“ ist ein Datum ohne Anführungszeichen, zum Beispiel 2026-01-01.")
        return date.min

    def clock(self, key: str, value: Any) -> time:
        """Return a time of the day."""
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.wrong(key, f'„{key}“ ist eine Uhrzeit, zum Beispiel "11:00".')
            return time()
        return time(int(found[1]), int(found[2]))

    def choice(self, key: str, choices: Mapping[str, T], *, default: T | None = None) -> T:
        """Return what a word stands for; without default the key must be there."""
        value = self._present(key, default is None)
        fallback = next(iter(choices.values())) if default is None else default
        return fallback if value is None else self._chosen(key, value, choices, fallback)

    def choices(self, key: str, choices: Mapping[str, T]) -> tuple[T, ...]:
        """Return what each word of a list stands for; a missing key is an empty list."""
        first = next(iter(choices.values()), None)
        if first is None:
            for value in self.words(key):
                self.wrong(key, f"„{_short(value)}“ ist nicht bekannt; es ist nichts dergleichen angegeben.")
            return ()
        return tuple(self._chosen(key, value, choices, first) for value in self.words(key))

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text stands for a list of one."""
        value = self.get(key)
        values = [] if value is None else value if isinstance(value, list) else [value]
        fine = len(values) <= MOST_ENTRIES and all(
            isinstance(one, str) and 0 < len(one) <= LONGEST_TEXT for one in values
        )
        if not fine or (value is not None and not values):
            self.wrong(key, f"„{key}“ ist ein Text oder eine Liste von Texten.")
            return ()
        return tuple(map(one_line, values))

    def below(self, key: str) -> "Fields | None":
        """Return a table inside this one, None when it is missing."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"„{key}“ ist ein Abschnitt, kein einzelner Wert.")
            return None
        return Fields(value, (*self.path, key), self.mistakes)

    def each(self, key: str) -> "tuple[Fields, ...]":
        """Return the tables of a list such as [[miete]]; a missing key is an empty list."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f"„{key}“ wird als Liste von Abschnitten geschrieben: [[{key}]].")
            return ()
        if len(value) > MOST_ENTRIES:
            self.wrong(key, f"Mehr als {MOST_ENTRIES} Einträge unter „{key}“.")
            return ()
        return tuple(Fields(one, (*self.path, key, at), self.mistakes) for at, one in enumerate(value))

    def named(self, key: str) -> "tuple[tuple[str, Fields], ...]":
        """Return the tables of a section such as [klasse.gewerblich], by their code."""
        section = self.below(key)
        if section is None:
            return ()
        if len(section.table) > MOST_ENTRIES:
            self.wrong(key, f"Mehr als {MOST_ENTRIES} Einträge unter „{key}“.")
            return ()
        codes = [section.code(code, code) for code in section.table]
        return tuple((code, one) for code in codes if code and (one := section.below(code)) is not None)

    def _present(self, key: str, required: bool) -> Any:
        value = self.get(key)
        if value is None and required:
            self.mistakes.add(self.path, f"„{key}“ fehlt.")
        return value

    def _chosen(self, key: str, value: Any, choices: Mapping[str, T], fallback: T) -> T:
        if isinstance(value, str) and value in choices:
            return choices[value]
        self.wrong(key, f"„{_short(value)}“ ist nicht bekannt. Möglich sind: {', '.join(choices)}.")
        return fallback


def cents_of(value: object) -> int | None:
    """Return the cents of 95, 95.5, "95,00", "1.200,50 €"; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = _AMOUNT.fullmatch(value.strip())
        if found is None or not found[1].isascii():
            return None
        return int(found[1].replace(".", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    if not isinstance(value, int | Decimal) or (isinstance(value, Decimal) and not value.is_finite()):
        return None
    if not 0 <= value <= HIGHEST // 100:
        return None
    cents = Decimal(value) * 100
    return int(cents) if cents == cents.to_integral_value() else None


def only_one(fields: Fields, keys: Sequence[str], what: str) -> str | None:
    """Return the one of several keys that is there; none or several is a mistake."""
    fields.offer(keys)
    present = [key for key in keys if key in fields]
    if len(present) == 1:
        return present[0]
    if not present:
        fields.wrong("", f"{what} fehlt. Möglich sind: {', '.join(keys)}.")
    else:
        fields.wrong(present[1], f"Nur eine Angabe ist möglich, nicht {' und '.join(present)} zugleich.")
        for key in present:
            fields.get(key)
    return None


def _short(value: object) -> str:
    said = str(value)
    return said if len(said) <= 40 else f"{said[:40]}…"
