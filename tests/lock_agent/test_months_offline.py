"""Halls without network for months, with power cuts: rightful codes open, ended ones do not, nothing is lost.

Real doors with their real storage live through simulated time; then the cable is put back for real (I5).
"""

import random
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lock_agent import snapshots
from lock_agent.bench.door_controls import Watcher
from lock_agent.clock import Moment
from lock_agent.contract import booking_pin, damm, offline_pin, qr_token
from lock_agent.contract.credentials import PinCredential
from lock_agent.contract.envelope import seal
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.qr_token import QrToken
from lock_agent.contract.snapshots import CredsSnapshot
from lock_agent.core.values import CodeEntered, Input, Scanned
from lock_agent.link_unit import open_link
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.units import DoorUnit, open_door
from tests.lock_agent.conftest import Broker
from tests.lock_agent.server import KEY, KID, PUBLIC, SALT, SITE, YEAR_S, Server, cfg, enrol
from tests.waiting import until

DAY, HOUR, MINUTE = 86400, 3600, 60
CUT_AT = 1_790_899_200
"""2026-10-02T00:00Z."""

HORIZON_DAYS = 60
TICK = HOUR
STORED_EVERY = 5 * MINUTE
K_DOOR = bytes(range(32))


class WoundMachine(Machine):
    """Clocks wound by hand, which run wrong as those of small computers do (parts per million)."""

    def __init__(self, ppm: int) -> None:
        self.now, self.booted, self.ppm = CUT_AT, CUT_AT, ppm

    def moment(self) -> Moment:
        return Moment(CUT_AT + self._counted(CUT_AT) // 1000, self._counted(self.booted))

    def _counted(self, since: int) -> int:
        """Return how many milliseconds its crystal has counted."""
        return (self.now - since) * (1_000_000 + self.ppm) // 1000


class Outputs:
    """A strike that counts."""

    def __init__(self) -> None:
        self.pulses = 0

    def pulse(self, ms: int) -> None:
        self.pulses += ms > 0

    def show(self, pattern: str) -> None: ...

    def secure(self) -> None: ...


@cache
def pin(day: int) -> str:
    """Return the PIN of a day's booking the door knew before its cable was cut."""
    return damm.with_check(f"{7_310_246 + 7919 * day:07d}")


@cache
def known(days: int) -> CredsSnapshot:
    """Return the door's last snapshot: bookings from 18 to 22 o'clock, as far as its horizon."""
    pins = tuple(
        PinCredential(
            f"known-{day}", booking_pin.hash_pin(pin(day), SALT), evening(day), evening(day) + 4 * HOUR
        )
        for day in range(min(days, HORIZON_DAYS))
    )
    return CredsSnapshot(salt=SALT, horizon=CUT_AT + HORIZON_DAYS * DAY, pins=pins)


def evening(day: int) -> int:
    """Return 18 o'clock of a day."""
    return CUT_AT + day * DAY + 18 * HOUR


def unheard(day: int) -> tuple[Input, Input]:
    """Return QR code and offline PIN of a booking made after the cable was cut."""
    start = evening(day)
    word = OfflineWord(*offline_pin.smallest_duration(start, start + 4 * HOUR), 0)
    token = QrToken(
        key_id=1,
        site=SITE,
        token_id=day.to_bytes(5, "big"),
        not_before=start,
        duration_s=4 * HOUR,
        doors=frozenset({1}),
        lead_hours=1,
    )
    return Scanned(qr_token.issue(token, KEY)), CodeEntered(offline_pin.derive(K_DOOR, word))


@dataclass
class Hall:
    """One door and the time it lives in."""

    data: Path
    device: str
    has_rtc: bool
    chance: random.Random
    machine: WoundMachine
    outputs: Outputs = field(default_factory=Outputs)
    watcher: Watcher = field(default_factory=Watcher)
    told: list[str] = field(default_factory=list)
    boots: int = 0
    granted: int = 0
    unit: DoorUnit = field(init=False)

    def boot(self) -> None:
        self.boots += 1
        self.machine.booted = self.machine.now
        self.unit = open_door(
            self.site(), Loop(), strike=self.outputs, signals=self.outputs, observe=self.watcher
        )

    def site(self) -> Site:
        settings = replace(load_settings(), has_rtc=self.has_rtc)
        return Site(self.data, settings, self.machine, f"boot-{self.boots}")

    def furnish(self, days: int) -> None:
        """Give the door its last snapshots, as its link did before the cable was cut."""
        with closing(self.site().open_store()) as store, store.transaction() as connection:
            for kind, body in (("cfg", cfg().to_body()), ("creds", known(days).to_body())):
                raw = seal(
                    t=kind,
                    dev=self.device,
                    ver=1,
                    iat=CUT_AT,
                    exp=CUT_AT + YEAR_S,
                    kid=KID,
                    key=KEY,
                    body=body,
                )
                applied = snapshots.accept(raw, kind, device=self.device, keys={KID: PUBLIC}, applied_ver=-1)
                snapshots.store(connection, kind, applied)

    def cut_power(self) -> None:
        """Pull the plug for a while, at the worst up to five minutes after the clock was last stored."""
        self.unit.door.tick()
        self.machine.now += self.chance.randrange(STORED_EVERY)
        self.unit.close()
        self.unit.loop.close()
        self.machine.now += self.chance.randrange(1, 20 * MINUTE)
        self.boot()

    def until(self, moment: int) -> None:
        """Let time pass."""
        while self.machine.now < moment:
            self.machine.now = min(moment, self.machine.now + TICK)
            self.unit.door.tick()

    def try_code(self, code: Input, *, opens: bool) -> None:
        self.machine.now += 2  # a door looks at one QR code a second
        self.unit.door.feed(code)
        answer = self.watcher.take()
        assert answer["granted"] is opens, (self.device, (self.machine.now - CUT_AT) // DAY, answer)
        self.told.append(str(answer["reason"]))
        self.granted += opens

    def live(self, day: int, cuts: int) -> None:
        """Live through a day: its codes open in the evening, no more in the morning after."""
        self.until(CUT_AT + day * DAY + 10 * HOUR)
        if day > 0:
            self.visit(day - 1, opens=False)
        for _ in range(cuts):
            self.cut_power()
        self.until(evening(day) + HOUR)
        self.visit(day, opens=True)

    def visit(self, day: int, *, opens: bool) -> None:
        if day < HORIZON_DAYS:
            self.try_code(CodeEntered(pin(day)), opens=opens)
        for code in unheard(day):
            self.try_code(code, opens=opens)


def test_months_without_a_network_and_a_hundred_power_cuts(
    tmp_path: Path, broker: Broker, volume: Callable[[int, int], int]
) -> None:
    days, cuts, chance = volume(2, 91), volume(3, 100), random.Random(20261123)
    halls = []
    for number in range(20):
        device = f"d-far-{number:02d}"
        machine = WoundMachine(chance.randrange(-60, 61))
        data = enrol(tmp_path / device, broker.port, device=device)
        hall = Hall(data, device, number % 2 == 0, chance, machine)
        halls.append(hall)
        hall.furnish(days)
        hall.boot()
        hall.unit.door._reload()
        on_day = [chance.randrange(days) for _ in range(cuts)]
        for day in range(days):
            hall.live(day, on_day.count(day))
        assert hall.outputs.pulses == hall.granted >= 2 * days
        assert hall.unit.store.boot == 1 + hall.boots == cuts + 2
        hall.unit.close()

    drain(halls, broker)


def drain(halls: list[Hall], broker: Broker) -> None:
    """Put the cables back; everything that happened arrives, once and in order."""
    server = Server(broker.port, now=lambda: halls[0].machine.now)
    loop = Loop()
    with ExitStack() as leaving:
        leaving.callback(server.close)
        leaving.callback(loop.close)
        for hall in halls:
            leaving.callback(open_link(hall.site(), loop).close)
        until(
            lambda: loop.turn(0.01) or all(server.attempts(hall.device) == hall.told for hall in halls),
            "everything is at the server",
            seconds=120,
        )
        assert (server.gaps(), server.changed) == ([], [])
