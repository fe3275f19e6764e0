"""A dump is a stranger's file: only rows of known tables are read, and nothing makes the reader large."""

import gzip
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_server.domain.imports import ImportUnreadable
from booking_server.publishing.imports.mrbs_dump import read_dump
from booking_server.publishing.imports.sql_dump import rows_of
from tests.builders import NOW

WANTED = {"mrbs_entry": frozenset({"id", "name"})}
TABLE = b"""CREATE TABLE `mrbs_entry` (
 `id` int(11) DEFAULT ',(' COMMENT 'a)',
 `name` varchar(80),
 PRIMARY KEY (`id`)
);
"""


def cells(text: bytes) -> list[tuple[int, str | None, str | None]]:
    return [(row.line, row.cells["id"], row.cells["name"]) for row in rows_of(text, WANTED)]


def test_rows_are_read_as_mysql_writes_them() -> None:
    rows = rb"""INSERT INTO `db`.`mrbs_entry` VALUES (1,'O\'Brien; DROP TABLE x; -- "'),
(2,NULL),(-3,'it''s'), (4,"zwei\nZeilen"),(5,_binary 'b\\');
INSERT IGNORE INTO mrbs_entry (name, id) VALUES ('umgekehrt', 6);"""

    assert cells(TABLE + rows) == [
        (6, "1", "O'Brien; DROP TABLE x; -- \""),
        (7, "2", None),
        (7, "-3", "it's"),
        (7, "4", "zwei\nZeilen"),
        (7, "5", "b\\"),
        (8, "6", "umgekehrt"),
    ]


def test_everything_else_of_a_dump_is_passed_by() -> None:
    other = rb"""-- INSERT INTO mrbs_entry VALUES (9,'no');
/*!40101 SET NAMES utf8mb4 */; # INSERT INTO mrbs_entry VALUES (9,'no');
/*!50003 INSERT INTO mrbs_entry VALUES (9,'no') */;
DELIMITER ;;
CREATE TRIGGER t BEFORE INSERT ON mrbs_entry FOR EACH ROW BEGIN INSERT INTO mrbs_entry VALUES (9,'no'); END ;;
DELIMITER ;
INSERT INTO mrbs_sessions VALUES ('x; INSERT INTO mrbs_entry VALUES (9,''no'');');
SELECT LOAD_FILE('/etc/passwd'); SYSTEM rm;
"""

    assert cells(TABLE + other) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"INSERT INTO mrbs_entry VALUES (1,'a');", "Zeile 1: Die Spalten der Tabelle"),
        (TABLE + b"INSERT INTO mrbs_entry VALUES (1,'a'", "Zeile 6: Hier fehlt"),
        (TABLE + b"INSERT INTO mrbs_entry VALUES (1,'a\\", "Zeile 6: Ein Text hört nicht auf"),
        (
            TABLE + b"\n\nINSERT INTO mrbs_entry VALUES (1,LOAD_FILE('/etc/passwd'));",
            "Zeile 8: „LOAD_FILE“ ist kein",
        ),
        (TABLE + b"INSERT INTO mrbs_entry VALUES (1,'a',3);", "Zeile 6: Hier fehlt"),
        (TABLE + b"INSERT INTO mrbs_entry SELECT * FROM mysql.user;", "Zeile 6: Hier fehlt „VALUES“"),
        (TABLE + b"INSERT INTO mrbs_entry VALUES (1,(SELECT 1));", "Zeile 6: Hier steht kein Wert"),
        (TABLE + b"INSERT INTO mrbs_entry VALUES (" + b"_x " * 2_000 + b");", "Zeile 6: „_x“ ist kein"),
        (b"/* never ends", "Zeile 1: Ein Kommentar"),
        (b"CREATE TABLE mrbs_entry (" + b"a int," * 300 + b"b int);", "mehr als 200 Spalten"),
        (b"GRANT ALL", "Zeile 1: Die Datei hört mitten"),
    ],
)
def test_a_hostile_file_is_refused_with_its_line(text: bytes, why: str) -> None:
    with pytest.raises(ImportUnreadable) as refused:
        cells(text)

    assert why in refused.value.message


@pytest.mark.parametrize(
    "rows",
    [
        b"INSERT INTO mrbs_entry VALUES (1,'" + b"\\'" * 1_000_000 + b"');",
        b"INSERT INTO mrbs_sessions VALUES ('" + b"''" * 700_000 + b"');",
        b"-" * 2_000_000 + b";",
        b"INSERT INTO mrbs_entry VALUES (1,'" + b"x" * 4_000_000 + b"');",
    ],
    ids=["escapes", "doubled", "dashes", "long"],
)
def test_no_file_makes_the_reader_large(rows: bytes) -> None:
    data = TABLE + rows
    tracemalloc.start()
    started = time.process_time()

    found = cells(data)

    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert time.process_time() - started < 5, "a pattern that goes back takes minutes"
    assert all(len(name or "") <= 4096 for _, _, name in found)


def test_a_huge_dump_keeps_only_what_is_to_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = (Path(__file__).parent / "mrbs" / "mrbs-1.12.sql").read_text(encoding="utf-8")
    old = "INSERT INTO `mrbs_entry` (id,start_time,end_time,room_id,name,status) VALUES "
    rows = ",".join(f"({number},1500000000,1500003600,1,'Alt',0)" for number in range(10_000, 13_000))
    file = tmp_path / "huge.sql"
    file.write_text(f"{head}\n{old}{rows};\n", encoding="utf-8")
    tracemalloc.start()

    system = read_dump(file, NOW)

    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()
    assert (len(system.entries), system.past) == (17, 3_001)
    monkeypatch.setattr("booking_server.publishing.imports.mrbs_dump.MOST_ENTRIES", 20)
    file.write_text(f"{head}\n{old}{rows.replace('1500', '1900')};\n", encoding="utf-8")
    with pytest.raises(ImportUnreadable, match="Mehr als 20 kommende Buchungen"):
        read_dump(file, NOW)


def test_bookings_to_come_are_kept_no_longer_than_they_are_booked(tmp_path: Path) -> None:
    head = (Path(__file__).parent / "mrbs" / "mrbs-1.12.sql").read_text(encoding="utf-8")
    row = "INSERT INTO mrbs_entry (id,start_time,end_time,room_id,name,create_by,status) VALUES "
    user = "INSERT INTO mrbs_users (name,display_name,email) VALUES "
    long = "x" * 4000
    file = tmp_path / "long.sql"
    rows = [f"{row}({number},1900000000,1900003600,1,'{long}','{long}',0);" for number in range(100, 200)]
    rows += [f"{user}('{number}','{long}','{long}@example.org');" for number in range(100)]
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    tracemalloc.start()

    system = read_dump(file, NOW)

    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()
    assert (len(system.entries), len(system.entries[-1].title), len(system.entries[-1].name)) == (
        117,
        200,
        120,
    )


def test_an_entry_that_stands_twice_is_no_dump_of_mrbs(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "mrbs" / "mrbs-1.4.11.sql").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("INSERT INTO `mrbs_entry`"))
    file = tmp_path / "twice.sql"
    file.write_text(f"{text}\n{line}\n", encoding="utf-8")

    with pytest.raises(ImportUnreadable, match="Die Buchung 1 steht zweimal"):
        read_dump(file, NOW)
    file.write_bytes(b"")
    with pytest.raises(ImportUnreadable, match="leer"):
        read_dump(file, NOW)
    file.write_text("SELECT 1;")
    with pytest.raises(ImportUnreadable, match="--prefix"):
        read_dump(file, NOW)


def test_umlauts_of_old_installations_stay_wherever_they_stand() -> None:
    rows = "INSERT INTO mrbs_entry VALUES (1,'Büro'),(2,'Bücherei'),(3,'Fußball ß');".encode("latin-1")

    assert [name for _, _, name in cells(TABLE + rows)] == ["Büro", "Bücherei", "Fußball ß"]


def test_what_is_cut_within_a_sign_stays_utf_8() -> None:
    rows = f"INSERT INTO mrbs_entry VALUES (1,'x{'ü' * 3000}');".encode()

    assert cells(TABLE + rows)[0][2] == "x" + "ü" * 2047


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (gzip.compress(b"-- MySQL dump"), "gepackt"),
        ("-- MySQL dump".encode("utf-16"), "UTF-16"),
        ("-- MySQL dump".encode("utf-16-be"), "UTF-16"),
        (
            b"-- MySQL dump 10.13\n" + TABLE + b"INSERT INTO mrbs_entry VALUES (1,'a');\n",
            "bevor die Sicherung",
        ),
    ],
    ids=["packed", "wide", "wide without a mark", "cut off between two statements"],
)
def test_a_file_that_cannot_be_read_says_what_it_is(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "dump.sql"
    file.write_bytes(data)

    with pytest.raises(ImportUnreadable, match=why):
        read_dump(file, NOW)


WORDS = (
    *(b"INSERT INTO ", b"CREATE TABLE ", b"`mrbs_entry`", b" VALUES ", b"NULL", b"DELIMITER ", b"--", b"/*"),
    *(b"(", b")", b",", b";", b"'", b'"', b"`", b"\\", b"*/", b"#", b"\n", b"1", b"-", b"\xff", b"\0"),
    *(b"_", b"_x ", b"_binary '"),
)


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=6)), max_size=40).map(b"".join))
def test_nothing_but_rows_or_a_refusal_comes_of_any_bytes(data: bytes) -> None:
    refusal = "Zeile "
    try:
        rows = list(rows_of(TABLE + data, WANTED))
    except ImportUnreadable as refused:
        rows, refusal = [], refused.message

    assert all(row.table == "mrbs_entry" for row in rows)
    assert refusal.startswith("Zeile ")
