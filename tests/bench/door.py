"""From the last key or the QR code to the strike: the real door with its real storage and input classes.

The copper of the keypad is simulated, the scanner sends over a pseudo-terminal.
"""

import os
import pty
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from lock_agent.contract.qr_token import QrToken, issue
from lock_agent.derivation import derive
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.bench_inputs import BenchKeypad
from lock_agent.hardware.bench_pins import bench_factory, record
from lock_agent.hardware.history import MemoryHistory
from lock_agent.hardware.inputs import open_inputs
from lock_agent.hardware.signals import GpioSignals
from lock_agent.hardware.strike import GpioStrike
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.snapshots import store as store_snapshot
from lock_agent.units import open_door
from lock_agent.wiring import Inputs, SerialWiring
from tests.bench.figures import Bar, Figure, Spread
from tests.lock_agent.copper import MATRIX
from tests.lock_agent.server import KEY, RIGHT_PIN, SITE
from tests.lock_agent.stores import a_store, applied

ROUNDS = 150
PIN_MS, QR_MS = 50, 30
MS_PER_S = 1000
ENERGISED = 1
PATIENCE_S = 5
LET_GO_S = 0.05
HASH = (MATRIX.rows[3], MATRIX.columns[2])
"""Where the key `#` connects the matrix."""


class Stopwatch(MemoryHistory):
    """Notes, finer than the history does, when the strike was last energised."""

    energised = 0.0

    def add(self, mono_ms: int, level: int) -> None:
        """Note the moment the pin went on."""
        super().add(mono_ms, level)
        if level == ENERGISED:
            self.energised = time.perf_counter()


class Doorstep:
    """A door with a keypad and a scanner before it."""

    def __init__(self, data: Path) -> None:
        _furnish(data)
        settings, factory = load_settings(), bench_factory()
        self._watch, self._loop = Stopwatch(), Loop()
        record(factory, settings.strike_pin, self._watch)
        self._strike = GpioStrike(
            settings.strike_pin, active_high=settings.strike_active_high, pin_factory=factory
        )
        self._keypad, self._chip = BenchKeypad(), BenchChip()
        self._scanner, near = pty.openpty()
        inputs = Inputs(keypad=MATRIX, scanner=SerialWiring(os.ttyname(near), 115200))
        self._unit = open_door(
            Site(data, settings, Machine(), "bench"),
            self._loop,
            strike=self._strike,
            signals=GpioSignals(settings.signal_pins(), pin_factory=factory),
            keypad=self._keypad,
            sources=open_inputs(inputs, lambda: self._chip),
        )
        os.close(near)

        self._derived_ms = 0.0
        door = self._unit.door
        door.state = replace(door.state, place=replace(door.state.place, derive=self._derive))

    def type(self) -> tuple[float, float]:
        """Type the right PIN; return milliseconds from its last key to the strike and Argon2id's part."""
        for key in RIGHT_PIN:
            self._keypad.press(key)
            self._unit.read_keypad()
        taken = self._until_strike(partial(self._chip.bridge, *HASH))
        self._chip.part(*HASH)
        self._rest()
        return taken, self._derived_ms

    def scan(self) -> float:
        """Hold the right QR code before the scanner; return the milliseconds to the strike."""
        return self._until_strike(partial(os.write, self._scanner, f"{_token()}\r".encode()))

    def close(self) -> None:
        """Lock up."""
        os.close(self._scanner)
        self._unit.close()
        self._loop.close()

    def _rest(self) -> None:
        """Let the keypad notice that the key was let go."""
        end = time.perf_counter() + LET_GO_S
        while (rest := end - time.perf_counter()) > 0:
            self._loop.turn(rest)

    def _derive(self, digits: str, salt: bytes) -> bytes:
        """Derive as the door does, and note how long that took."""
        begun = time.perf_counter()
        derived = derive(digits, salt)
        self._derived_ms = (time.perf_counter() - begun) * MS_PER_S
        return derived

    def _until_strike(self, act: Callable[[], None]) -> float:
        door = self._unit.door  # it looks at one QR code a second
        door.state = replace(door.state, throttle=replace(door.state.throttle, qr_full_at=0))
        begun = time.perf_counter()
        act()
        while self._watch.energised < begun:
            self._loop.turn(1)
            assert time.perf_counter() < begun + PATIENCE_S, "the door did not open"
        taken = (self._watch.energised - begun) * MS_PER_S
        self._strike.secure()
        return taken


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    doorstep = Doorstep(folder / "door")
    typed, scanned = zip(*((doorstep.type(), doorstep.scan()) for _ in range(ROUNDS)), strict=True)
    doorstep.close()
    whole, derived = zip(*typed, strict=True)
    yield Figure("last key of a PIN to strike", "ms", Spread.of(whole))
    yield Figure("  of it Argon2id", "ms", Spread.of(derived))
    besides = Spread.of([both - alone for both, alone in typed])
    yield Figure("last key of a PIN to strike, besides Argon2id", "ms", besides, Bar(PIN_MS, of="p99"))
    yield Figure("QR code to strike", "ms", Spread.of(scanned), Bar(QR_MS, of="p99"))


def _furnish(data: Path) -> None:
    """Put settings and credentials into the door's storage, as its link would."""
    furnished = a_store(data)
    with furnished.transaction() as connection:
        for kind in ("cfg", "creds"):
            store_snapshot(connection, kind, applied(kind, 1, RIGHT_PIN))
    furnished.close()


def _token() -> str:
    start = int(time.time()) // 3600 * 3600
    token = QrToken(
        key_id=1,
        site=SITE,
        token_id=bytes.fromhex("0badc0ffee"),
        not_before=start,
        duration_s=7200,
        doors=frozenset({1}),
        lead_hours=48,
    )
    return issue(token, KEY)
