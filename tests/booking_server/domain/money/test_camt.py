"""Bank statements in both versions, and files that want to do harm."""

import contextlib
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_server.domain.money.camt import LARGEST_FILE, MOST_ENTRIES, read_camt
from booking_server.domain.money.errors import StatementUnreadable
from tests.booking_server.domain.money.bank_files import IBAN, Ntry, Tx, camt, transfer
from tests.costs import seconds_of_cpu

VERSIONS = pytest.mark.parametrize("version", ["02", "08"])
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@VERSIONS
def test_a_transfer_is_read_with_day_amount_name_and_text(version: str) -> None:
    (statement,) = read_camt(camt(transfer("190.00", "BELZ 26 00123|21 Hochzeit"), version=version))

    (entry,) = statement.entries
    assert statement.iban == IBAN
    assert (entry.booked_on, entry.cents, entry.name) == (date(2026, 9, 30), 19000, "Anna Lehmann")
    assert entry.text == "BELZ 26 00123 21 Hochzeit"
    assert (entry.is_reversal, entry.trouble) == (False, "")


@VERSIONS
def test_a_batch_is_read_transfer_by_transfer(version: str) -> None:
    batch = Ntry("150.5", (Tx("100.00", "eins"), Tx("50.50", "zwei", name="Verein")), batch=2)

    (statement,) = read_camt(camt(batch, version=version))

    assert [(one.cents, one.text, one.name) for one in statement.entries] == [
        (10000, "eins", "Anna Lehmann"),
        (5050, "zwei", "Verein"),
    ]


@VERSIONS
@pytest.mark.parametrize(
    ("entry", "trouble"),
    [
        (Ntry("150.00", batch=3), "Sammelbuchung ohne Einzelumsätze"),
        (Ntry("150.00", (Tx("100.00"), Tx("40.00"))), "Sammelbuchung, deren Teile nicht die Summe ergeben"),
        (Ntry("150.00", (Tx("100.00"), Tx(""))), "Sammelbuchung, bei der die Bank die einzelnen Beträge"),
        (transfer("150.00", "x", currency="USD"), "Betrag nicht in Euro (USD)"),
    ],
)
def test_what_a_person_must_look_at_is_said(version: str, entry: Ntry, trouble: str) -> None:
    (statement,) = read_camt(camt(entry, version=version))

    (read,) = statement.entries
    assert read.cents == 15000
    assert read.trouble.startswith(trouble)


@VERSIONS
def test_what_went_out_is_negative_and_a_reversal_is_marked(version: str) -> None:
    taken_back = transfer("90.00", "BELZ", direction="DBIT", reversal=True)
    returned = Ntry("90.00", (Tx("", "BELZ", returned=True),), direction="DBIT")
    refund = transfer("45.00", "Erstattung", direction="DBIT")

    (statement,) = read_camt(camt(taken_back, returned, refund, version=version))

    assert [(one.cents, one.is_reversal) for one in statement.entries] == [
        (-9000, True),
        (-9000, True),
        (-4500, False),
    ]


@VERSIONS
def test_what_the_bank_has_not_booked_is_only_counted(version: str) -> None:
    pending = transfer("1.00", "x", status="PDNG")

    (statement,) = read_camt(camt(pending, transfer("2.00", "y"), version=version))

    assert ([one.cents for one in statement.entries], statement.pending) == ([200], 1)


def test_the_same_transfer_has_the_same_key_whenever_it_is_read() -> None:
    one, other = transfer("90.00", "BELZ"), transfer("90.00", "anderes")

    (first,) = read_camt(camt(one, other))
    (again,) = read_camt(camt(other, one))

    assert {entry.key for entry in first.entries} == {entry.key for entry in again.entries}


def test_two_equal_transfers_of_one_day_both_count() -> None:
    twice = transfer("90.00", "BELZ")

    (statement,) = read_camt(camt(twice, twice))

    assert len({entry.key for entry in statement.entries}) == 2


def test_hostile_text_stays_text() -> None:
    (statement,) = read_camt(camt(transfer("1.00", "<b>&amp;</b> ' OR 1=1 --")))

    assert statement.entries[0].text == "<b>&amp;</b> ' OR 1=1 --"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"Buchungstag;Betrag\n1;2",
        b"<html><body>Bitte melden Sie sich an</body></html>",
        b"\xff\xfe\x00",
        camt(transfer("1.00", "x"), head=LAUGHS + "]>"),
        camt(transfer("1.00", "x"), head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        camt(transfer("1.00", "x"), head='<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]>'),
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>',
        b'<?xml version="1.0" encoding="klingon"?><Document/>',
    ],
)
def test_what_is_no_statement_is_refused_with_the_way_out(data: bytes) -> None:
    with pytest.raises(StatementUnreadable, match="Das ist kein Kontoauszug im Format"):
        read_camt(data)


def test_another_version_is_named() -> None:
    with pytest.raises(StatementUnreadable, match=r"camt\.053\.001\.12.* lesen wir nicht"):
        read_camt(camt(transfer("1.00", "x"), version="12"))


def test_a_truncated_file_is_refused_whole() -> None:
    whole = camt(*(transfer("1.00", f"{n}") for n in range(20)))

    with pytest.raises(StatementUnreadable, match=r"beschädigt oder unvollständig \(Zeile 1\)"):
        read_camt(whole[:-30])


@pytest.mark.parametrize("amount", ["", "1,00", "-5.00", "1.001", "1e9", "٩.00", "NaN"])
def test_an_amount_that_is_none_is_refused_with_its_line(amount: str) -> None:
    with pytest.raises(StatementUnreadable, match=r"Zeile 1 .*Nichts wurde übernommen"):
        read_camt(camt(Ntry(amount)))


@pytest.mark.parametrize("entry", [Ntry("1.00", day="2026-13-01"), Ntry("1.00", direction="HALF")])
def test_a_day_or_a_direction_that_is_none_is_refused(entry: Ntry) -> None:
    with pytest.raises(StatementUnreadable, match="Nichts wurde übernommen"):
        read_camt(camt(entry))


HUGE = {
    "bytes": b"x" * (LARGEST_FILE + 1),
    "entries": camt(*[transfer("1.00", "x")] * (MOST_ENTRIES + 1)),
    "batch": camt(Ntry("1.00", (Tx("1.00"),) * 20_000))[:LARGEST_FILE],
    "empty": camt().replace(b"</Stmt>", b"<Ntry/>" * 550_000 + b"</Stmt>"),
    "amounts": camt().replace(b"</Stmt>", b"<Ntry>" + b"<Amt/>" * 600_000 + b"</Ntry></Stmt>"),
    "deep": camt().replace(b"</Stmt>", b"<a>" * 100_000 + b"</Stmt>"),
    "long": camt(transfer("1" * 4_000_000, "x")),
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_file_without_measure_is_refused_within_a_second(kind: str) -> None:
    def refused() -> None:
        with pytest.raises(StatementUnreadable):
            read_camt(HUGE[kind])

    assert seconds_of_cpu(refused) < 1.0


def test_a_file_without_measure_costs_no_memory() -> None:
    tracemalloc.start()
    with pytest.raises(StatementUnreadable):
        read_camt(HUGE["amounts"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 64 * 1024 * 1024


def test_a_full_year_of_a_busy_account_is_read() -> None:
    data = camt(*(transfer(f"{n}.00", f"BELZ 26 {n:05d}", reference=str(n)) for n in range(1, 2501)))

    (statement,) = read_camt(data)

    assert len(statement.entries) == 2500
    assert seconds_of_cpu(lambda: read_camt(data)) < 1.0


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(camt(transfer("190.00", "BELZ 26"), Ntry("2.00", (Tx("1.00"), Tx("1.00")))))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))

    with contextlib.suppress(StatementUnreadable):
        read_camt(bytes(whole))
