"""The door unit on a real file, with hands instead of hardware."""

import base64
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lock_agent import journal, orders
from lock_agent.contract.commands import Command
from lock_agent.contract.damm import with_check
from lock_agent.contract.envelope import seal
from lock_agent.contract.time import TimeAnswer
from lock_agent.core.values import ContactChanged, ContactFound, KeyPressed
from lock_agent.door import Door
from lock_agent.machine import Machine
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.reports import Reports
from lock_agent.snapshots import KINDS
from lock_agent.snapshots import store as put_in_force
from lock_agent.store import Store
from tests.lock_agent.server import BENKEN, KEY, KID, RIGHT_PIN, WRONG_PIN
from tests.lock_agent.stores import a_store, applied


class PowerCut(Exception):
    """The power goes at the worst moment."""


class Hands:
    """Strike and signals that note what they were told, and what was in the journal at that moment."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.pulses: list[tuple[int, list[str]]] = []
        self.shown: list[str] = []
        self.fail = False

    def pulse(self, ms: int) -> None:
        if self.fail:
            raise PowerCut
        self.pulses.append((ms, reasons(self.store)))

    def show(self, pattern: str) -> None:
        self.shown.append(pattern)

    def secure(self) -> None:
        """Nothing is energised here."""

    def close(self) -> None:
        """Nothing to let go of."""


def reasons(store: Store) -> list[str]:
    """Return the reasons of the attempts another connection sees, which is what a power cut would leave."""
    connection = sqlite3.connect(store.directory / "agent.db")
    try:
        return [
            str(event.data["reason"])
            for event in journal.pending(connection, most=1000)
            if event.type == "access"
        ]
    finally:
        connection.close()


class House:
    """A door that can lose its power and be booted again."""

    def __init__(self, data: Path) -> None:
        self.data, self.boots = data, 0
        self.power_on()

    def power_on(self) -> None:
        self.boots += 1
        self.store = a_store(self.data, boot_id=f"boot-{self.boots}")
        if self.boots == 1:
            with self.store.transaction() as connection:
                for kind in KINDS:
                    put_in_force(connection, kind, applied(kind, 1, RIGHT_PIN))
        self.hands = Hands(self.store)
        self.door = Door(
            self.store,
            machine=Machine(),
            strike=self.hands,
            signals=self.hands,
            link=Peer(self.data, DOOR, LINK),
            has_rtc=True,
        )

    def power_off(self) -> None:
        self.door.close()

    def enter(self, digits: str) -> None:
        for key in f"{digits}#":
            self.door.feed(KeyPressed(key))

    def file(self, command: Command, **changes: Any) -> None:
        now = int(time.time())
        values: dict[str, Any] = {"t": "cmd", "dev": BENKEN, "ver": now, "iat": now, "exp": now + 10}
        raw = seal(**{"kid": KID, "key": KEY, **values, **changes}, body=command.to_body())
        with self.store.transaction() as connection:
            orders.file(connection, command.id, raw, time.monotonic_ns() // 1_000_000)
        self.door._obey()

    def results(self) -> list[tuple[str, str]]:
        return [(result.state, result.reason) for result in orders.untold(self.store.reader).values()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    one = House(tmp_path)
    yield one
    one.power_off()


def unlatch() -> Command:
    return Command("c0ffee-0001", "unlatch", {}, "5e5510n0", int(time.time()) + 10, "schmidt", "Lieferung")


def test_an_attempt_is_in_the_journal_before_the_strike_moves(house: House) -> None:
    house.enter(RIGHT_PIN)

    assert house.hands.pulses == [(200, ["ok"])]
    assert house.hands.shown[-1] == "granted"


def test_a_power_cut_between_journal_and_strike_leaves_the_event(house: House) -> None:
    house.hands.fail = True
    with pytest.raises(PowerCut):
        house.enter(RIGHT_PIN)

    house.power_off()
    house.power_on()

    assert reasons(house.store) == ["ok"]
    assert house.hands.pulses == []


def test_a_power_cut_before_the_journal_leaves_neither_event_nor_pulse(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as cutting:
        cutting.setattr(house.store, "write_durable", cut)
        with pytest.raises(PowerCut):
            house.enter(RIGHT_PIN)

    assert house.hands.pulses == []
    assert reasons(house.store) == []


def test_guesses_are_counted_over_reboots(house: House) -> None:
    for _ in range(6):
        house.enter(WRONG_PIN)
        house.power_off()
        house.power_on()

    house.enter(RIGHT_PIN)

    assert reasons(house.store) == ["unknown"] * 6 + ["throttled"]
    assert house.hands.shown[-1] == "wait"


def test_a_card_that_cannot_be_written_keeps_nobody_out(house: House) -> None:
    house.store.reader.execute("PRAGMA query_only=ON")
    house.enter(RIGHT_PIN)
    house.enter(with_check("1112131"))
    assert [ms for ms, _ in house.hands.pulses] == [200]
    assert reasons(house.store) == []

    house.store.reader.execute("PRAGMA query_only=OFF")
    house.door.tick()

    assert reasons(house.store) == ["ok", "unknown"]


def test_a_database_that_breaks_while_the_door_runs_is_replaced(house: House) -> None:
    for kind in KINDS:
        house.store.copy_snapshot(kind, applied(kind, 1, RIGHT_PIN))
    (house.data / "agent.db").rename(house.data / "elsewhere")

    house.door.ask()
    house.enter(RIGHT_PIN)

    assert house.store.epoch == 1001
    assert reasons(house.store) == ["ok"]


def test_a_link_sure_of_the_time_does_not_call_a_door_right_whose_floor_is_ahead(house: House) -> None:
    reports = Reports(house.store, Machine(), has_rtc=True)

    def reported(floor: int) -> str:
        with house.store.transaction() as connection:
            house.store.write_durable(connection, replace(house.store.durable(), floor=floor))
        return reports.make().clock.quality

    now = int(time.time())
    reports.make()
    assert reports.redeem(reports.newest_nonce, now)
    assert reported(now + 7200) == "untrusted"
    assert reported(now) == "ok"


def test_how_the_leaf_stands_is_there_for_the_report(house: House) -> None:
    def reported() -> str:
        return Reports(house.store, Machine(), has_rtc=True).make().door.contact

    assert reported() == "unknown"
    for happened, contact in [
        (ContactFound(False), "closed"),
        (ContactChanged(True), "open"),
        (ContactChanged(False), "closed"),
    ]:
        house.door.feed(happened)
        assert reported() == contact

    house.power_off()
    house.power_on()

    assert reported() == "unknown", "until the contact has told again"


def test_a_command_is_accepted_then_done(house: House) -> None:
    house.file(unlatch())

    assert house.results() == [("accepted", ""), ("done", "")]
    assert house.hands.pulses == [(200, ["ok"])]


def test_a_command_cut_off_in_the_middle_is_reported_as_failed(house: House) -> None:
    house.hands.fail = True
    with pytest.raises(PowerCut):
        house.file(unlatch())

    house.power_off()
    house.power_on()

    assert house.results() == [("accepted", ""), ("failed", "interrupted")]
    assert house.hands.pulses == []


@pytest.mark.parametrize("changes", [{"dev": "d-schlamau"}, {"t": "time"}, {"kid": "s9"}])
def test_the_door_believes_no_command_for_the_links_word_alone(house: House, changes: dict[str, str]) -> None:
    house.file(unlatch(), **changes)

    assert house.results() == [("refused", "malformed")]
    assert house.hands.pulses == []


def test_rubbish_from_the_link_changes_nothing(house: House) -> None:
    before = house.door.state
    link = Peer(house.data, LINK, DOOR)
    for say in ("time", "link", "open", ""):
        link.send(say, raw="!", mono_ms=10**15, up="yes")

    house.door.hear()
    link.close()

    assert house.door.state == before


@pytest.mark.parametrize("age_ms", [-1000, 31_000, 51 * 3_600_000])
def test_a_link_cannot_pass_an_old_answer_off_as_a_story_two_days_long(house: House, age_ms: int) -> None:
    before, now = house.door.state, int(time.time())
    head = {"t": "time", "dev": BENKEN, "ver": now, "iat": now, "exp": now + 60, "kid": KID}
    raw = seal(**head, body=TimeAnswer("n" * 22, now).to_body(), key=KEY)  # type: ignore[arg-type]
    link = Peer(house.data, LINK, DOOR)

    link.send("time", raw=base64.b64encode(raw).decode(), mono_ms=Machine().moment().mono_ms - age_ms)
    house.door.hear()
    assert house.door.state == before

    link.send("time", raw=base64.b64encode(raw).decode(), mono_ms=Machine().moment().mono_ms)
    house.door.hear()
    link.close()
    assert house.door.state.clock.answered is not None


def test_no_code_is_ever_written_down(house: House) -> None:
    for digits in (RIGHT_PIN, WRONG_PIN, with_check("9876501234")):
        house.enter(digits)
    house.power_off()

    written = b"".join(path.read_bytes() for path in house.data.rglob("*") if path.is_file())
    house.power_on()

    assert not [
        code
        for code in (RIGHT_PIN, WRONG_PIN)
        if code.encode() in written.replace(b"b-" + RIGHT_PIN.encode(), b"")
    ]
    assert os.stat(house.data / "enrolment.json").st_mode & 0o077 == 0
