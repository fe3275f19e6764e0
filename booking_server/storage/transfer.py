"""Moving all data from one database to another, SQLite or PostgreSQL, without loss.

The file is gzipped JSON lines: a header with the schema's revision, then each table's name and columns
followed by its rows as arrays, and an end with the number of rows of each table and a SHA-256 over every
line before it. A value that JSON lacks stands in an object with one letter: `t` an instant, `d` a day,
`m` minutes, `x` bytes in base64, `j` a JSON value of a column that holds JSON.

Everything comes from one consistent state and goes in within one transaction.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Table, func, insert, select, text

from booking_server.storage.database import Database
from booking_server.storage.errors import StorageError
from booking_server.storage.tables import metadata

FORMAT = "dorfschluessel-export"
VERSION = 1
BATCH = 500
LONGEST_LINE = 16 * 1024 * 1024

Line = dict[str, Any] | list[Any]


class ExportUnreadable(StorageError):
    """A file is no export of this version, or not a whole one."""


class DatabaseNotEmpty(StorageError):
    """Data is only ever brought into an empty database."""


def export_to(database: Database, file: Path, *, revision: str) -> Counter[str]:
    """Write all data to `file`, which is complete or not there and only its owner's to read.

    Return how many rows of each table.
    """
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with database.reading() as connection, _private(unfinished) as out:
            counted = _write(out, connection, revision)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return counted


@contextmanager
def _private(file: Path) -> Iterator[TextIO]:
    """Yield a new compressed file that only its owner may read, on the disk when the block is left."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.open(raw, "wt", encoding="utf-8", newline="\n") as out:
            yield out
        raw.flush()
        os.fsync(raw.fileno())


def _write(out: TextIO, connection: Connection, revision: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    digest = hashlib.sha256()
    for line in _lines(connection, revision, counted):
        spelled = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        digest.update(spelled.encode())
        out.write(spelled)
    out.write(json.dumps({"end": dict(counted), "sha256": digest.hexdigest()}) + "\n")
    return counted


def import_from(database: Database, file: Path, *, revision: str) -> Counter[str]:
    """Bring all data of an export into an empty database in one transaction; return how many rows.

    The whole file is checked before the first row is written. Raises ExportUnreadable, DatabaseNotEmpty.
    """
    _check(file, revision)
    counted: Counter[str] = Counter()
    with database.writing() as connection:
        _require_empty(connection)
        for table, rows in _batches(file):
            connection.execute(insert(table), rows)
            counted[table.name] += len(rows)
        if not database.is_sqlite:
            _continue_counters(connection)
            connection.execute(
                text("ANALYZE")
            )  # else the first visitors wait for plans made for empty tables
        connection.commit()
    return counted


def differences(one: Database, other: Database) -> Iterator[str]:
    """Yield a sentence for each table whose rows are not the same in both, row by row."""
    with one.reading() as here, other.reading() as there:
        for table in metadata.sorted_tables:
            mine, theirs = Counter(_spelled(here, table)), Counter(_spelled(there, table))
            if mine != theirs:
                yield (
                    f"{table.name}: {(mine - theirs).total()} rows only in the first,"
                    f" {(theirs - mine).total()} only in the second database"
                )


def _lines(connection: Connection, revision: str, counted: Counter[str]) -> Iterator[Line]:
    yield {"format": FORMAT, "version": VERSION, "schema": revision}
    for table in metadata.sorted_tables:
        yield {"table": table.name, "columns": [column.name for column in table.columns]}
        for row in _rows(connection, table):
            counted[table.name] += 1
            yield [_encoded(value) for value in row]


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """Yield the rows in the order of their key, so that what points to an earlier row comes after it."""
    ordered = select(table).order_by(*table.primary_key.columns)
    yield from connection.execution_options(yield_per=BATCH).execute(ordered)


def _spelled(connection: Connection, table: Table) -> Iterator[str]:
    for row in _rows(connection, table):
        yield json.dumps([_encoded(value) for value in row], sort_keys=True)


def _encoded(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case timedelta():
            return {"m": int(value.total_seconds() // 60)}
        case bytes():
            return {"x": base64.b64encode(value).decode()}
        case list() | dict():
            return {"j": value}
    raise TypeError(f"a {type(value).__name__} cannot be exported")


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, spelled),) = value.items()
    readers: dict[str, Any] = {
        "t": datetime.fromisoformat,
        "d": date.fromisoformat,
        "m": lambda minutes: timedelta(minutes=minutes),
        "x": base64.b64decode,
        "j": lambda plain: plain,
    }
    return readers[kind](spelled)


def _check(file: Path, revision: str) -> None:
    """Read the whole file once. Raises ExportUnreadable, so that nothing is ever half brought in."""
    digest = hashlib.sha256()
    counted: Counter[str] = Counter()
    table, end = "", None
    for number, (spelled, line) in enumerate(_read(file)):
        if number == 0:
            _check_header(line, revision)
        if end is not None:
            raise ExportUnreadable(f"{file}: goes on after its end")
        if isinstance(line, dict) and "end" in line:
            end = line
            continue
        digest.update(spelled.encode())
        if isinstance(line, dict):
            table = line.get("table", table)
        else:
            counted[table] += 1
    if end is None or end["end"] != dict(counted) or end.get("sha256") != digest.hexdigest():
        raise ExportUnreadable(f"{file}: is not whole")


def _check_header(line: Line, revision: str) -> None:
    header = line if isinstance(line, dict) else {}
    if (header.get("format"), header.get("version")) != (FORMAT, VERSION):
        raise ExportUnreadable("this is no export of this program")
    if header.get("schema") != revision:
        raise ExportUnreadable(
            f"the export has schema {header.get('schema')}, this program {revision}: export and import"
            " with the same version, migrate afterwards"
        )


def _read(file: Path) -> Iterator[tuple[str, Line]]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            while spelled := lines.readline(LONGEST_LINE):
                line = json.loads(spelled)
                if not isinstance(line, dict | list):
                    raise ExportUnreadable(f"{file}: is damaged")
                yield spelled, line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ExportUnreadable(f"{file}: cannot be read ({error})") from error


def _batches(file: Path) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Yield the rows of a checked file, some at a time, each with its table."""
    table = ""
    columns: list[str] = []
    rows: list[dict[str, Any]] = []
    for _, line in _read(file):
        if isinstance(line, list):
            rows.append(dict(zip(columns, map(_decoded, line), strict=True)))
            if len(rows) < BATCH:
                continue
        if rows:
            yield metadata.tables[table], rows
            rows = []
        if isinstance(line, dict):
            table, columns = line.get("table", ""), line.get("columns", [])


def _require_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise DatabaseNotEmpty(f"the database is not empty: there are {table.name}")


def _continue_counters(connection: Connection) -> None:
    """Let PostgreSQL's counters go on after the highest number brought in; SQLite does so by itself."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and table.c[column.name].type.python_type is int:
            highest = connection.execute(select(func.max(column))).scalar()
            if highest:
                sequence = {"table": table.name, "column": column.name, "highest": highest}
                connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"), sequence
                )
