"""Tables people keep, read within bounds; what nobody should open is refused in words."""

import io
import zipfile

import pytest

from booking_server.domain.errors import PlanUnreadable
from booking_server.services.plans.plan_files import MOST_ROWS, read_table


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return data.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
HOSTILE = {
    "empty": b"",
    "spaces": b"  \n ",
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
    "too large": b"x" * (1024 * 1024 + 1),
    "too many rows": b"a;b\n" * (MOST_ROWS + 5),
    "a cell without end": b'a;b\n"' + b"x" * 200_000,
    "half a zip": zipped(a=b"x" * 1000)[:60],
    "zip, no workbook": zipped(a=b"x"),
    "zip bomb": zipped(a=b"\x00" * 50_000_000),
    "many parts": zipped(**{str(n): b"x" for n in range(300)}),
    "entities": zipped(**{"xl/workbook.xml": ENTITIES}),
    "entities in UTF-16": zipped(**{"xl/workbook.xml": ENTITIES.decode().encode("utf-16")}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str) -> None:
    with pytest.raises(PlanUnreadable) as refused:
        read_table(HOSTILE[name])

    assert refused.value.message.endswith(".")


def test_odd_rows_do_no_harm() -> None:
    rows = read_table(b"a\x01;b\xe2\x80\xae;" + b"c" * 5000 + b"\n;;\n\n" + b";" * 500 + b"z\n1")

    assert [row.number for row in rows] == [1, 5]
    assert rows[0].cells == ("a", "b", "c" * 500)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_umlauts_are_read_in_every_encoding_offices_use(encoding: str, sign: str) -> None:
    text = f'Datum{sign}Anlass\r\n2.10.2026{sign}"Frühstück{sign} süß – für alle"\r\n'

    _, row = read_table(text.encode(encoding))

    assert row.cells == ("2.10.2026", f"Frühstück{sign} süß – für alle".replace("\t", " ").replace("  ", " "))


def test_a_packed_file_is_counted_before_its_reader_sees_it() -> None:
    """A reader that unpacks it all would refuse it too, but only after having filled the memory."""
    for name, words in (("zip bomb", "ausgepackt zu groß"), ("many parts", "zu viele Teile")):
        with pytest.raises(PlanUnreadable, match=words):
            read_table(HOSTILE[name])
