"""A broker that comes back to a thousand doors at once: until all are connected and drained (QUALITY §3).

`STORM_DOORS=5000 make bench` takes more of them; a process holds a thousand.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from lock_agent.bench.fleet import make_room
from tests.bench.figures import Bar, Figure, single
from tests.bench.proc import Seen
from tests.bench.served import free_port
from tests.lock_agent.conftest import Broker
from tests.lock_agent.fleet import MISTYPED, Fleet
from tests.lock_agent.server import Server

DOORS = int(os.environ.get("STORM_DOORS", "1000"))
A_PROCESS = 1000
VISITS_BEFORE, VISITS = 2, 3
"""The broker takes what people do before it goes, the server does not acknowledge it; the rest waits."""

DRAINED_S = 120
PATIENCE_S, LOOK_S = 600.0, 0.5


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    make_room(A_PROCESS)  # the broker and the simulators inherit it
    with ExitStack() as leaving:
        broker = _broker(folder)
        leaving.callback(broker.stop)
        server = Server(broker.port, now=lambda: int(time.time()))
        leaving.callback(server.close)
        fleets = [_fleet(folder, broker, number, leaving) for number in range(-(-DOORS // A_PROCESS))]
        _wait(lambda: _settled(fleets, server))
        server.acknowledges = False
        _visit(fleets, VISITS_BEFORE)
        broker.stop()
        gone = time.monotonic()
        _visit(fleets, VISITS - VISITS_BEFORE)
        server.acknowledges = True
        began = time.monotonic()
        broker.start()
        connected, drained = _after(began, fleets, server)
        note = f"the broker was gone for {began - gone:.0f} s: the longer, the more patient the doors"
        yield single(f"{DOORS} doors connected after the broker came back", "s", connected, note=note)
        note = f"{server.stored()} events stored, each once"
        yield single(f"{DOORS} doors drained", "s", drained, bar=Bar(DRAINED_S), note=note)
        _judge(fleets, server)
        memory = sum(Seen(fleet.process.pid).rss_mib for fleet in fleets) / DOORS
        yield single("memory of a simulated door", "MiB", memory)


def _broker(folder: Path) -> Broker:
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None, "mosquitto is not on this machine"
    directory = folder / "broker"
    directory.mkdir()
    broker = Broker(Path(program), directory, free_port())
    broker.start()
    return broker


def _fleet(folder: Path, broker: Broker, number: int, leaving: ExitStack) -> Fleet:
    doors = min(A_PROCESS, DOORS - number * A_PROCESS)
    fleet = Fleet(folder / f"fleet-{number}", broker.port, doors, device=f"d-fleet-{number}")
    leaving.callback(fleet.stop)
    fleet.await_ready(PATIENCE_S)
    return fleet


def _visit(fleets: list[Fleet], visits: int) -> None:
    for _ in range(visits):
        for fleet in fleets:
            for number in range(1, fleet.doors + 1):
                answer = fleet.ask(op="keys", door=f"door-{number:04d}", keys=f"{MISTYPED}#")
                assert answer["reason"] == "typing_error", answer


def _after(began: float, fleets: list[Fleet], server: Server) -> tuple[float, float]:
    _wait(lambda: _online(fleets) == DOORS)
    connected = time.monotonic() - began
    _wait(lambda: _settled(fleets, server))
    return connected, time.monotonic() - began


def _online(fleets: list[Fleet]) -> int:
    return sum(int(fleet.totals()["online"]) for fleet in fleets)


def _settled(fleets: list[Fleet], server: Server) -> bool:
    totals = [fleet.totals() for fleet in fleets]
    recorded = sum(int(total["recorded"]) for total in totals)
    return not any(total["waiting"] for total in totals) and server.stored() == recorded >= DOORS


def _judge(fleets: list[Fleet], server: Server) -> None:
    assert server.gaps() == []
    assert server.changed == []
    for number, fleet in enumerate(fleets):
        for door in range(1, fleet.doors + 1):
            found = server.attempts(f"d-fleet-{number}-{door:04d}")
            assert found == ["typing_error"] * VISITS, f"door {door} of fleet {number}: {found}"


def _wait(happened: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() < begun + PATIENCE_S, f"not within {PATIENCE_S:g} s"
        time.sleep(LOOK_S)  # to look is work for a simulator of a thousand doors
