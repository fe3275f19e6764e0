"""A tariff file as text: bounded, read as TOML, and where in it everything stands."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from booking_server.domain.tariffs.errors import Mistake, TariffRefused

LONGEST = 64 * 1024
"""Characters; the longest regulation known to us needs a tenth of it."""

LONGEST_LINE = 4000
MOST_DOTS = 60

Path = tuple[str | int, ...]

_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says and the line every key path stands on."""

    data: dict[str, Any]
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of a path, or of what it stands in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_source(text: str) -> Source:
    """Return the parsed text. Raises TariffRefused for what is too long or no TOML, with the line."""
    if len(text) > LONGEST:
        raise TariffRefused((Mistake(1, f"Die Datei ist zu lang: höchstens {LONGEST // 1024} KiB."),))
    text = _bounded(text.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n"))
    try:
        return Source(tomllib.loads(text, parse_float=Decimal), index(text))
    except tomllib.TOMLDecodeError as error:
        raise TariffRefused((_syntax_mistake(str(error), text),)) from error
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise TariffRefused((Mistake(1, "Die Datei ist keine lesbare TOML-Datei."),)) from error


def _bounded(text: str) -> str:
    """Return the text if no line is monstrous: reading a key takes time by the square of its dots."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE or line.count(".") > MOST_DOTS:
            reason = (
                f"Die Zeile ist zu lang (höchstens {LONGEST_LINE} Zeichen) oder hat über {MOST_DOTS} Punkte."
            )
            raise TariffRefused((Mistake(number, reason),))
    return text


def index(text: str) -> dict[Path, int]:
    """Return the line of every table header and key of a valid TOML text.

    Keys inside a value of several lines are not told apart from the key the value belongs to.
    """
    lines: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    scanner = _Scanner()
    for number, line in enumerate(text.split("\n"), start=1):
        if scanner.is_inside_value:
            scanner.feed(line)
            continue
        if line.lstrip().startswith("["):
            header = line.strip()
            table = _resolve(header.lstrip("[").partition("]")[0], counts)
            if header.startswith("[["):
                counts[table] += 1
                table = (*table, counts[table] - 1)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(table + _keys(key[1]), number)
            scanner.feed(line[key.end() :])
    return lines


def _resolve(dotted: str, counts: Counter[Path]) -> Path:
    """Return the path of a header; a table below an array of tables belongs to its last entry."""
    path: Path = ()
    keys = _keys(dotted)
    for position, key in enumerate(keys):
        path = (*path, key)
        if counts[path] and position < len(keys) - 1:
            path = (*path, counts[path] - 1)
    return path


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


class _Scanner:
    """Knows whether the next line still belongs to a value: an open bracket or a long string."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""

    @property
    def is_inside_value(self) -> bool:
        return bool(self._depth or self._quote)

    def feed(self, line: str) -> None:
        at = 0
        while at < len(line):
            at = self._in_string(line, at) if self._quote else self._outside(line, at)

    def _in_string(self, line: str, at: int) -> int:
        if line[at] == "\\" and self._quote.startswith('"'):
            return at + 2
        if line.startswith(self._quote, at):
            at += len(self._quote)
            self._quote = ""
            return at
        return at + 1

    def _outside(self, line: str, at: int) -> int:
        for quote in ('"""', "'''", '"', "'"):
            if line.startswith(quote, at):
                self._quote = quote
                return at + len(quote)
        if line[at] == "#":
            return len(line)
        self._depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[at], 0)
        return at + 1


def _syntax_mistake(message: str, text: str) -> Mistake:
    found = _SYNTAX.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    said = _SYNTAX.sub("", message).replace("(at end of document)", "").strip()
    known = next((german for english, german in _GERMAN.items() if said.startswith(english)), said)
    return Mistake(line, f"Das ist kein gültiges TOML ({known}).")


_GERMAN = {
    "Cannot overwrite a value": "derselbe Schlüssel steht zweimal da",
    "Expected '=' after a key in a key/value pair": "nach dem Schlüssel fehlt das Gleichheitszeichen",
    "Expected newline or end of document after a statement": "nach dem Wert steht noch etwas",
    "Invalid value": "der Wert ist unlesbar; Texte stehen in Anführungszeichen",
    "Cannot declare": "dieselbe Überschrift steht zweimal da; Listen haben doppelte Klammern [[…]]",
    "Unclosed array": "eine eckige Klammer bleibt offen",
    "Unclosed inline table": "eine geschweifte Klammer bleibt offen; sie muss in derselben Zeile enden",
    "Unescaped": "ein umgekehrter Schrägstrich steht im Text; bitte weglassen",
    'Expected "\'"': "ein Anführungszeichen fehlt",
    "Unterminated string": "ein Anführungszeichen fehlt",
    "Invalid statement": "die Zeile ist weder eine Überschrift in eckigen Klammern noch „schlüssel = wert“",
    "Expected ']' at the end of a table declaration": "die eckige Klammer der Überschrift bleibt offen",
    "Expected ']]' at the end of an array declaration": "die eckigen Klammern der Überschrift bleiben offen",
    "Illegal character '\\n'": "ein Anführungszeichen fehlt",
}
