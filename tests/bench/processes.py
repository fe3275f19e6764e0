"""What each process of the demo holds in memory and does while nothing happens."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from booking_server.demo.doors import REAL_PROCESSES
from lock_agent.clock import STORE_EVERY_S
from tests.bench.figures import Bar, Figure, single
from tests.bench.proc import Seen
from tests.bench.village import SLUG
from tests.bench.whole import free_halls, running
from tests.end_to_end.running_demo import RunningDemo
from tests.lock_agent.stores import a_store

AGENT = ("door", "link", "guard")
MEMORY_MIB, CPU_PERCENT, WRITTEN_MIB = 40, 1, 5
IDLE_S = 60
DAY_S = 86_400
MIB = 1 << 20
SETTLED_S = 5
VISITS = 50
FLOORS = 288


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    begun = time.perf_counter()
    with running(folder) as demo:
        yield single("the whole demo, first start to ready", "s", time.perf_counter() - begun)
        seen = _processes(demo)
        _use(demo)
        time.sleep(SETTLED_S)
        before = {name: (one.cpu_ms, one.written_bytes) for name, one in seen.items()}
        time.sleep(IDLE_S)
        for name, one in seen.items():
            cpu_ms, written = before[name]
            yield from _memory(name, one)
            yield from _idle(name, one.cpu_ms - cpu_ms, one.written_bytes - written)
    yield _floor(folder)


def _floor(folder: Path) -> Figure:
    """Return what the one regular write of a door costs: its clock's floor, every five minutes."""
    store = a_store(folder / "door")
    this, before = Seen(os.getpid()), Seen(os.getpid()).written_bytes
    for floor in range(FLOORS):  # the same again would be no write at all
        with store.transaction() as connection:
            store.write_durable(connection, replace(store.durable(), floor=floor))
    written = (this.written_bytes - before) / FLOORS
    store.close()
    note = f"{written / 1024:.0f} KiB each, {DAY_S // STORE_EVERY_S} times a day"
    a_day = written * DAY_S / STORE_EVERY_S / MIB
    return single(
        "door: written in a day to keep the clock's floor", "MiB", a_day, bar=Bar(WRITTEN_MIB), note=note
    )


def _processes(demo: RunningDemo) -> dict[str, Seen]:
    pids = {**demo.pids, **demo.state(REAL_PROCESSES)["pids"]}
    if "guard" not in pids:
        pids["guard"] = Seen(pids["door"]).children[0]
    return {name: Seen(pid) for name, pid in pids.items()}


def _use(demo: RunningDemo) -> None:
    """Let everybody work a little first, as after a morning's use."""
    free_halls(demo)
    for _ in range(VISITS):
        assert demo.ask("GET", f"/hallen/{SLUG}").status == 200
    demo.type(REAL_PROCESSES, "12345671")


def _memory(name: str, one: Seen) -> Iterator[Figure]:
    bar = Bar(MEMORY_MIB) if name in AGENT else None
    yield single(
        f"{name}: resident memory", "MiB", one.rss_mib, bar=bar, note=f"its share (PSS) {one.pss_mib:.0f} MiB"
    )


def _idle(name: str, cpu_ms: float, written: int) -> Iterator[Figure]:
    percent = cpu_ms / (IDLE_S * 1000) * 100
    yield single(f"{name}: CPU while idle", "%", percent, bar=Bar(CPU_PERCENT) if name in AGENT else None)
    if name in AGENT:
        a_day = written * DAY_S / IDLE_S / MIB
        note = f"extrapolated from {IDLE_S} s in which {written / 1024:.0f} KiB were written"
        yield single(f"{name}: written in an idle day", "MiB", a_day, bar=Bar(WRITTEN_MIB), note=note)
