"""The rows of some tables of a MySQL dump. Of all statements only CREATE TABLE and INSERT are looked at."""

import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from booking_server.domain.imports import ImportUnreadable
from booking_server.publishing.imports.sql_scanner import Scanner, Text

LARGEST = 256 * 1024 * 1024
MOST_COLUMNS = 200
LONGEST_HEAD = 1024
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
WIDE = (b"\xff\xfe", b"\xfe\xff")
_BY_MYSQLDUMP = re.compile(rb"^-- (?:MySQL|MariaDB) dump ", re.MULTILINE)
"""Who writes this first line writes "Dump completed" as the last."""
NO_COLUMNS = frozenset(
    {"PRIMARY", "UNIQUE", "KEY", "INDEX", "CONSTRAINT", "FOREIGN", "FULLTEXT", "SPATIAL", "CHECK"}
)
_MIDDLE = ("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its table, the line it stands in, and the columns that were asked for."""

    table: str
    line: int
    cells: Mapping[str, str | None]


def rows_of_file(path: Path, wanted: Mapping[str, frozenset[str]]) -> Iterator[Row]:
    """Yield rows of the wanted tables, with their wanted columns only. Raises ImportUnreadable, OSError."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if size == 0:
            raise ImportUnreadable("Die Datei ist leer.")
        if size > LARGEST:
            raise ImportUnreadable(f"Die Datei ist größer als {LARGEST // 1024 // 1024} MB.")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _is_a_whole_text(data)
            yield from rows_of(data, wanted)


def _is_a_whole_text(data: mmap.mmap) -> None:
    """Refuse what is packed, not in bytes, or ends before its writer ended it."""
    head = data[:LONGEST_HEAD]
    if head.startswith(PACKED):
        raise ImportUnreadable(
            "Die Datei ist gepackt. Bitte entpacken Sie sie zuerst (zum Beispiel mit gunzip)."
        )
    if head.startswith(WIDE) or b"\0" in head[:2]:
        raise ImportUnreadable("Die Datei ist in UTF-16 gespeichert. Bitte speichern Sie sie als UTF-8.")
    if _BY_MYSQLDUMP.search(head) and data.rfind(b"\n-- Dump completed") < 0:
        raise ImportUnreadable(
            "Die Datei hört auf, bevor die Sicherung fertig war. Es wurde nichts übernommen."
        )


def rows_of(data: Text, wanted: Mapping[str, frozenset[str]]) -> Iterator[Row]:
    """Yield the rows of the wanted tables; every other statement is passed by. Raises ImportUnreadable."""
    scanner = Scanner(data)
    columns: dict[str, tuple[str, ...]] = {}
    while scanner.has_more():
        if scanner.takes(b";"):
            continue
        word = scanner.word()
        if word == "CREATE":
            _create(scanner, wanted, columns)
        elif word in ("INSERT", "REPLACE"):
            yield from _insert(scanner, wanted, columns)
        elif word == "DELIMITER":
            scanner.skip_lines_to(b"DELIMITER ;")
        else:
            scanner.skip_statement()


def _create(
    scanner: Scanner, wanted: Mapping[str, frozenset[str]], columns: dict[str, tuple[str, ...]]
) -> None:
    """Remember the columns of a wanted table: a row names none of its own."""
    if scanner.word() != "TABLE":
        scanner.skip_statement()
        return
    name = scanner.name()
    if name.upper() == "IF":  # NOT EXISTS
        scanner.word()
        scanner.word()
        name = scanner.name()
    if name in wanted and scanner.takes(b"("):
        columns[name] = _columns(scanner)
    scanner.skip_statement()


def _columns(scanner: Scanner) -> tuple[str, ...]:
    found: list[str] = []
    while True:
        name = scanner.name()
        if name.upper() not in NO_COLUMNS:
            found.append(name)
        if len(found) > MOST_COLUMNS:
            raise scanner.unreadable(f"Eine Tabelle hat mehr als {MOST_COLUMNS} Spalten.")
        if _behind_definition(scanner):
            return tuple(found)


def _behind_definition(scanner: Scanner) -> bool:
    """Go on behind one column's definition; whether it was the last."""
    depth = 0
    while scanner.has_more():
        if scanner.takes(b"("):
            depth += 1
        elif scanner.takes(b")"):
            if depth == 0:
                return True
            depth -= 1
        elif scanner.takes(b","):
            if depth == 0:
                return False
        elif not scanner.word():
            scanner.skip_sign()
    raise scanner.unreadable("Die Datei hört mitten in einer Tabelle auf.")


def _insert(
    scanner: Scanner, wanted: Mapping[str, frozenset[str]], columns: Mapping[str, tuple[str, ...]]
) -> Iterator[Row]:
    name = _target(scanner)
    if name not in wanted:
        scanner.skip_statement()
        return
    named = _named(scanner) if scanner.takes(b"(") else columns.get(name)
    if named is None:
        raise scanner.unreadable(f"Die Spalten der Tabelle „{name}“ sind nicht bekannt.")
    if scanner.word() not in ("VALUES", "VALUE"):
        raise scanner.unreadable("Hier fehlt „VALUES“.")
    while True:
        scanner.has_more()
        line = scanner.line()
        yield Row(name, line, _cells(scanner, named, wanted[name]))
        if scanner.takes(b","):
            continue
        scanner.must(b";")
        return


def _target(scanner: Scanner) -> str:
    name = scanner.name()
    while name.upper() in _MIDDLE:
        name = scanner.name()
    return name


def _named(scanner: Scanner) -> tuple[str, ...]:
    found = [scanner.name()]
    while scanner.takes(b","):
        found.append(scanner.name())
        if len(found) > MOST_COLUMNS:
            raise scanner.unreadable(f"Eine Zeile nennt mehr als {MOST_COLUMNS} Spalten.")
    scanner.must(b")")
    return tuple(found)


def _cells(scanner: Scanner, named: tuple[str, ...], wanted: frozenset[str]) -> dict[str, str | None]:
    scanner.must(b"(")
    cells: dict[str, str | None] = {}
    for at, name in enumerate(named):
        if at:
            scanner.must(b",")
        value = scanner.value()
        if name in wanted:
            cells[name] = value
    scanner.must(b")")
    return cells
