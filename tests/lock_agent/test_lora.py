"""A radio module on a real pseudo-terminal, its unit, and a door on a real file: the last thread holds."""

import base64
import heapq
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from lock_agent.contract import lora
from lock_agent.contract.booking_pin import hash_pin
from lock_agent.contract.credentials import PinCredential, QrCredential
from lock_agent.contract.damm import with_check
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.contract.events import Quality
from lock_agent.contract.lora import CodeRevoked, DownFrame, Revoked
from lock_agent.contract.snapshots import CredsSnapshot
from lock_agent.core.values import CredsReplaced
from lock_agent.core.withdrawals import NOTHING
from lock_agent.hardware.bench_radio import BenchRadio
from lock_agent.hardware.lora_modem import (
    ANSWERS_WITHIN_S,
    DEAF_S,
    JOIN_AGAIN_S,
    LONGEST_LINE,
    LOOK_AGAIN_S,
    RuiModem,
)
from lock_agent.loop import Callback, Loop, Timer
from lock_agent.lora import LoraUnit
from lock_agent.peers import DOOR, RADIO, Peer
from lock_agent.trust import Trust
from tests.contract.samples import ENROLMENT
from tests.lock_agent.bench import NOON, Bench, creds
from tests.lock_agent.lora_module import Module
from tests.lock_agent.radio_hall import RadioHall
from tests.lock_agent.server import BENKEN, RIGHT_PIN, SALT, enrol
from tests.lock_agent.stores import sealed
from tests.processes import MORTAL

K_RADIO = bytes(range(32, 64))
OTHER_PIN = with_check("2345678")
TOKENS = {RIGHT_PIN: bytes.fromhex("0badc0ffee"), OTHER_PIN: bytes.fromhex("0badc0ffef")}


def snapshot(now: int) -> CredsSnapshot:
    """Two bookings, both on."""
    window = (now - 3600, now + 86400)
    return CredsSnapshot(
        salt=SALT,
        horizon=now + 60 * 86400,
        pins=tuple(PinCredential(f"b-{pin}", hash_pin(pin, SALT), *window) for pin in TOKENS),
        qr=tuple(QrCredential(f"b-{pin}", token, *window) for pin, token in TOKENS.items()),
    )


def frame(counter: int, *revoked: Revoked, device: str = BENKEN, covered_by: int = 9) -> bytes:
    made = DownFrame(counter, int(time.time()), covered_by, revoked)
    return lora.seal_down(made, device=device, k_radio=K_RADIO)


PROGRAM = """
import sys
from pathlib import Path
from lock_agent.programs.lora import serve
from lock_agent.wiring import SerialWiring
serve(Path(sys.argv[1]), SerialWiring(sys.argv[2], 115200))
"""


@pytest.fixture
def hall(ram: Path) -> Iterator[RadioHall]:
    raw = sealed("creds", 8, body=snapshot(int(time.time())).to_body())
    one = RadioHall(ram / "door", raw)
    yield one
    one.close()


def test_a_revocation_reaches_a_door_with_no_other_link_and_outlives_a_power_cut(hall: RadioHall) -> None:
    first = hall.hears(0)
    assert (first.version, first.kept, first.clock, first.age_h) == (8, 0, Quality.DEGRADED, 0)
    assert hall.opens(RIGHT_PIN)

    hall.module.deliver(frame(5, CodeRevoked(TOKENS[RIGHT_PIN])))

    told = hall.hears(5)
    assert (told.kept, told.version) == (1, 8)
    assert told.number > first.number
    assert not hall.opens(RIGHT_PIN)
    assert hall.opens(OTHER_PIN)
    hall.cut_power()
    hall.power_on()
    assert not hall.opens(RIGHT_PIN)
    assert hall.opens(OTHER_PIN)
    hall.module.deliver(frame(5, CodeRevoked(TOKENS[RIGHT_PIN])))
    hall.until(lambda: hall.answer().number >> 40 == hall.store.boot, "an answer of this boot")


def test_a_door_answers_for_what_its_card_holds_and_no_more(hall: RadioHall) -> None:
    hall.hears(0)
    count, revoked = len(hall.module.sent), frame(5, CodeRevoked(TOKENS[RIGHT_PIN]))
    hall.store.reader.execute("PRAGMA query_only = ON")  # the card takes no writes

    hall.module.deliver(revoked)
    hall.until(lambda: len(hall.module.sent) > count, "it answers")

    assert (hall.answer().counter, hall.answer().kept) == (0, 0)
    assert not hall.opens(RIGHT_PIN)
    hall.store.reader.execute("PRAGMA query_only = OFF")
    hall.module.deliver(revoked)
    assert hall.hears(5).kept == 1
    hall.cut_power()
    hall.power_on()
    assert not hall.opens(RIGHT_PIN)


def test_a_device_without_a_secret_for_the_radio_says_and_believes_nothing(ram: Path) -> None:
    data = enrol(ram / "door", 1883)
    replace(load_enrolment(data / FILE_NAME), k_radio=b"").save(data / FILE_NAME)
    hall = RadioHall(data, sealed("creds", 8, body=snapshot(int(time.time())).to_body()))
    hall.until(lambda: hall.events("device"), "it is told")
    hall.module.deliver(frame(5, CodeRevoked(TOKENS[RIGHT_PIN])))
    for _ in range(20):
        hall.loop.turn(0.01)

    assert hall.module.sent == []
    assert hall.opens(RIGHT_PIN)
    assert hall.events("device") == [{"part": "radio", "fault": "keyless"}]
    hall.close()


def test_the_answer_tells_how_old_the_snapshot_is_and_bears_every_version() -> None:
    door = Bench(snapshot=creds()).later(26 * 3600)
    door.happen(CredsReplaced(creds(), NOON, 2**40))

    raw = base64.b64decode(Trust(ENROLMENT).radio_answer(door.state, NOTHING, door.moment))

    told = lora.open_up(raw, device=ENROLMENT.device, k_radio=ENROLMENT.k_radio)
    assert (told.age_h, told.version, told.at) == (26, 2**32 - 1, NOON + 26 * 3600)


def test_what_is_not_the_servers_is_told_once_and_gets_no_answer(hall: RadioHall) -> None:
    hall.hears(0)
    good = frame(5, CodeRevoked(TOKENS[RIGHT_PIN]))
    count = len(hall.module.sent)

    hall.module.deliver(good[:-1] + bytes([good[-1] ^ 1]))
    hall.module.deliver(good[:-1])
    hall.module.deliver(frame(5, CodeRevoked(TOKENS[RIGHT_PIN]), device="d-other-hall"))
    hall.module.deliver(b"\x00")
    hall.until(lambda: {"part": "radio", "fault": "garbage"} in hall.events("device"), "the last is told")

    assert hall.events("device") == [
        {"part": "radio", "fault": "forged"},
        {"part": "radio", "fault": "garbage"},
    ]
    assert len(hall.module.sent) == count
    assert hall.opens(RIGHT_PIN)


def test_an_old_frame_is_told_once_and_one_that_comes_twice_is_answered(hall: RadioHall) -> None:
    hall.module.deliver(frame(5, CodeRevoked(bytes(5))))
    hall.hears(5)
    for counter in (4, 3, 4):
        hall.module.deliver(frame(counter, CodeRevoked(TOKENS[RIGHT_PIN])))
    hall.until(lambda: hall.events("device"), "it is told")
    hall.module.sent.clear()
    hall.module.deliver(frame(5, CodeRevoked(bytes(5))))
    hall.hears(5)

    assert hall.events("device") == [{"part": "radio", "fault": "stale"}]
    assert [event["counter"] for event in hall.events("snapshot")] == [5]
    assert hall.opens(RIGHT_PIN)


def test_a_door_hears_nonsense_from_its_radio_and_goes_on(hall: RadioHall) -> None:
    hall.hears(0)
    for raw in (5, "###", "é", "QUJD" * 900, None, "", ["x"]):
        hall.unit._door.send("radio", raw=raw)
    hall.until(lambda: hall.events("device"), "it is told")

    assert hall.opens(RIGHT_PIN)


def test_noise_on_the_line_is_no_frame(hall: RadioHall) -> None:
    hall.hears(0)
    good = frame(5, CodeRevoked(TOKENS[RIGHT_PIN]))
    for line in (
        f"+EVT:RX_C:-70:8:MULTICAST:17:{good.hex()}",
        f"+EVT:RX_C:-70:8:UNICAST:18:{good.hex()}",
        f"+EVT:RX_C:-70:8:UNICAST:17:{good.hex()}0",
        f"+EVT:RX_C:-70:8:UNICAST:17:{'00' * 52}",
        f"+EVT:RXP2P:-70:8:{good.hex()}",
        "x" * 5000,
        "+EVT:",
        "\x00\xff",
    ):
        hall.module.say(line)
    hall.module.deliver(frame(6))

    assert hall.hears(6).kept == 0
    assert hall.events("device") == []


def test_a_module_that_is_silent_is_taken_anew_and_joins_again() -> None:
    module, now = Module(), [0.0]
    modem = RuiModem(module.path, 9600, clock=lambda: now[0])
    assert not modem.send(b"early")

    def turn() -> list[bytes]:
        found = modem.frames()
        module.serve()
        return found

    for _ in range(8):
        turn()
    assert module.commands == ["AT+CFM=0", "AT+CLASS=C", "AT+NJS=?", "AT+JOIN=1:0:10:8"]
    assert modem.send(b"\x01\x02")
    for _ in range(3):
        turn()
    assert module.sent == [b"\x01\x02"]

    module.is_joined = False
    modem.send(b"\x03")
    for _ in range(6):
        turn()
    assert module.commands[-1] == "AT+JOIN=1:0:10:8", "a module that lost its network looks for it"

    module.is_silent, now[0] = True, now[0] + LOOK_AGAIN_S
    turn()
    assert module.commands[-1] == "AT+NJS=?"
    for _ in range(2):
        now[0] += ANSWERS_WITHIN_S
        turn()
    now[0] += ANSWERS_WITHIN_S
    with pytest.raises(OSError, match="does not answer"):
        turn()
    modem.close()
    module.close()


class Line:
    """A module on a line, a modem, and a clock we turn."""

    def __init__(self, *, is_joined: bool = True) -> None:
        self.module, self.now = Module(), 0.0
        self.module.is_joined = is_joined
        self.modem = RuiModem(self.module.path, 9600, clock=lambda: self.now)

    def turn(self, times: int = 8) -> list[bytes]:
        found: list[bytes] = []
        for _ in range(times):
            found += self.modem.frames()
            self.module.serve()
        return found

    def later(self, seconds: float) -> "Line":
        self.now += seconds
        self.module.commands.clear()
        self.turn()
        return self

    def close(self) -> None:
        self.modem.close()
        self.module.close()


@pytest.fixture
def line() -> Iterator[Line]:
    one = Line()
    one.turn()
    yield one
    one.close()


def test_a_module_that_was_without_power_is_set_up_again(line: Line) -> None:
    line.module.commands.clear()
    line.module.is_joined = False

    line.module.say("RAKwireless RAK3172-E Example")
    line.module.say("Current Work Mode: LoRaWAN.")
    line.turn()

    assert line.module.commands == ["AT+CFM=0", "AT+CLASS=C", "AT+NJS=?", "AT+JOIN=1:0:10:8"]
    assert line.modem.is_joined


def test_a_module_the_network_has_forgotten_joins_anew(line: Line) -> None:
    for _ in range(int(DEAF_S / LOOK_AGAIN_S) - 1):
        assert line.later(LOOK_AGAIN_S).module.commands == ["AT+NJS=?"]
    line.module.deliver(b"heard")
    line.turn()
    for _ in range(int(DEAF_S / LOOK_AGAIN_S) - 1):
        assert line.later(LOOK_AGAIN_S).module.commands == ["AT+NJS=?"]

    assert line.later(LOOK_AGAIN_S).module.commands == ["AT+JOIN=1:0:10:8"]
    assert line.modem.is_joined


def test_an_answer_that_comes_late_costs_no_network() -> None:
    line = Line()
    line.module.is_silent = True
    line.turn(2)
    line.module.is_silent = False
    line.now += ANSWERS_WITHIN_S
    line.modem.frames()  # it asks for the next thing, and now comes the first answer
    line.module.say("OK")
    line.turn()
    assert "AT+JOIN=1:0:10:8" not in line.module.commands
    assert line.later(JOIN_AGAIN_S).module.commands == ["AT+NJS=?"]

    assert line.modem.is_joined
    line.close()


def test_a_line_that_never_ends_takes_no_memory(line: Line) -> None:
    for _ in range(10):
        os.write(line.module.fileno(), b"y" * 2000)
        line.turn(1)

    assert len(line.modem._rest) <= LONGEST_LINE
    line.module.say("")
    line.module.deliver(b"heard")
    assert line.turn() == [b"heard"]


class TurnedLoop(Loop):
    """A loop whose clock we turn."""

    now = 0.0

    def later(self, seconds: float, callback: Callback) -> Timer:
        return self.at(self.now + seconds, callback)

    def forward(self, seconds: float) -> None:
        end = self.now + seconds
        while self._timers and self._timers[0][0] <= end:
            self.now, _, timer = heapq.heappop(self._timers)
            timer.run()
        self.now = end

    def serve(self) -> None:
        """Do what can be done now."""
        for key, _ in self._selector.select(0):
            key.data[0]()


class Air:
    """A unit with a radio on the bench, the door's end, and the clock."""

    def __init__(self, directory: Path, *, missing: int = 0) -> None:
        self.loop, self.radio = TurnedLoop(), DueRadio()
        self.door, self.missing = Peer(directory, DOOR, RADIO), missing
        self.unit = LoraUnit(self._open, Peer(directory, RADIO, DOOR), self.loop)

    def _open(self) -> BenchRadio:
        self.missing -= 1
        if self.missing >= 0:
            raise FileNotFoundError("no module")
        return self.radio

    def answers(self, *answers: bytes) -> None:
        for one in answers:
            self.door.send("radio", raw=base64.b64encode(one).decode())
        self.loop.serve()

    def sent(self) -> list[bytes]:
        found = []
        with suppress(BlockingIOError):
            while True:
                found.append(self.radio.air.recv(100))
        return found

    def close(self) -> None:
        self.unit.close()
        self.door.close()
        self.radio.air.close()
        self.loop.close()


class DueRadio(BenchRadio):
    """A radio that wants to be asked at a time."""

    when: float | None = None

    def due(self) -> float | None:
        return self.when


ASKED = [{"say": "radio"}]


@pytest.fixture
def air(tmp_path: Path) -> Iterator[Air]:
    one = Air(tmp_path)
    assert one.door.messages() == ASKED
    yield one
    one.close()


def test_a_unit_rests_five_minutes_after_an_answer_and_the_newest_waits(air: Air) -> None:
    air.answers(b"first")
    assert air.sent() == [b"first"]

    air.answers(b"second", b"third")
    air.loop.forward(299)
    assert air.sent() == []
    air.loop.forward(1)

    assert air.sent() == [b"third"]


def test_a_unit_asks_the_door_every_six_hours_though_nothing_happens(air: Air) -> None:
    air.loop.forward(6 * 3600 - 1)
    assert air.door.messages() == []

    air.loop.forward(1)

    assert air.door.messages() == ASKED


def test_a_unit_that_is_in_a_network_again_asks_for_an_answer_that_holds_now(air: Air) -> None:
    air.radio.is_joined = False
    air.answers(b"lost with the network")
    air.unit.listen()
    assert air.door.messages() == []

    air.radio.is_joined = True
    air.unit.listen()

    assert air.door.messages() == ASKED
    assert air.sent() == []


def test_a_unit_listens_when_its_module_wants_to_be_asked(air: Air) -> None:
    air.radio.when = 7.0
    air.answers(b"one")
    air.radio.when = None
    air.radio.air.send(b"frame")
    air.loop.forward(6)
    assert air.door.messages() == []

    air.loop.forward(1)

    assert air.door.messages() == [{"say": "radio", "raw": base64.b64encode(b"frame").decode()}]


def test_a_unit_looks_for_its_module_every_ten_seconds(tmp_path: Path) -> None:
    air = Air(tmp_path, missing=2)
    air.loop.forward(19)
    assert air.door.messages() == []

    air.loop.forward(1)

    assert air.door.messages() == ASKED
    air.close()


def test_a_unit_waits_for_a_module_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    loop, radios = Loop(), [BenchRadio(), BenchRadio()]
    opened: list[BenchRadio] = []
    door = Peer(tmp_path, DOOR, RADIO)

    def open_radio() -> BenchRadio:
        if len(opened) == len(radios):
            raise FileNotFoundError("no module")
        opened.append(radios[len(opened)])
        return opened[-1]

    unit = LoraUnit(open_radio, Peer(tmp_path, RADIO, DOOR), loop)
    assert door.messages() == [{"say": "radio"}]
    radios[0].air.send(b"frame")
    loop.turn(1)
    assert door.messages() == [{"say": "radio", "raw": base64.b64encode(b"frame").decode()}]
    radios[0].air.close()
    loop.turn(1)
    unit._reopen()
    assert opened == radios
    door.send("radio", raw=base64.b64encode(b"answer").decode())
    door.send("radio", raw=base64.b64encode(b"newer").decode())
    loop.turn(1)
    assert radios[1].air.recv(100) == b"newer", "of answers that wait the newest counts"
    with pytest.raises(BlockingIOError):
        radios[1].air.recv(100)
    unit.close()
    door.close()
    radios[1].air.close()


def test_the_radio_process_is_small_says_that_it_is_ready_and_ends_when_told(tmp_path: Path) -> None:
    data, module = enrol(tmp_path / "door", 1883), Module()
    process = subprocess.Popen([*MORTAL, sys.executable, "-c", PROGRAM, str(data), str(module.path)])
    try:
        end = time.monotonic() + 15
        while "AT+CFM=0" not in module.commands:
            assert time.monotonic() < end
            module.serve()
            time.sleep(0.02)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        resident = int(status.split("VmRSS:")[1].split()[0])
        assert resident < 40 * 1024
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        module.close()


def test_a_door_without_a_module_needs_no_such_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from lock_agent.cli import main

    data = enrol(tmp_path / "door", 1883)
    (data / "door.toml").write_bytes(Path("firmware_config/doors/profile-a.toml").read_bytes())

    assert main(["lora", "--data", str(data)]) == 0
    assert "kein Funkmodul" in capsys.readouterr().err
