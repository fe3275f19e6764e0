"""The bench itself: many doors in one process, the switches, the size of the units."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import processes
from tests.lock_agent.conftest import Broker
from tests.lock_agent.hall import Hall, Simulator
from tests.lock_agent.server import RIGHT_PIN, Server, cfg, creds
from tests.waiting import until

HALLS = Callable[..., Hall]
DAY_S = 86400


def resident_mib(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def cpu_seconds(pid: int) -> float:
    """Return what a process has computed so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_twenty_nine_doors_share_a_process(tmp_path: Path, broker: Broker, server: Server) -> None:
    simulator = Simulator(tmp_path, broker.port, processes=False, doors=29)

    assert simulator.start() == "READY doors=29\n"

    until(lambda: sum(server.online(device) for device in list(server.statuses)) == 29, "all are connected")
    assert simulator.ask(door="hall-29", op="state")["boot"] == 1
    assert resident_mib(simulator.pid) < 120
    simulator.stop()
    until(lambda: not any(server.online(device) for device in server.statuses), "all said goodbye")


def test_each_unit_stays_small_and_sleeps(halls: HALLS) -> None:
    hall = halls(processes=True)
    hall.furnish()
    for _ in range(3):
        hall.enter(RIGHT_PIN)

    pids = hall.state()["pids"]
    assert set(pids) == {"door", "guard", "link"}
    before = sum(cpu_seconds(pid) for pid in pids.values())
    began = hall.state()["clock"]["now"]
    until(lambda: hall.state()["clock"]["now"] >= began + 1, "a second passes")

    assert {unit: size for unit, pid in pids.items() if (size := resident_mib(pid)) >= 40} == {}
    assert sum(cpu_seconds(pid) for pid in pids.values()) - before < 0.5


def test_door_and_link_do_not_outlive_a_simulator_that_is_killed_while_they_start(
    tmp_path: Path, broker: Broker
) -> None:
    simulator = Simulator(tmp_path, broker.port, processes=True)
    simulator.begin()
    until(lambda: len(processes.children(simulator.pid)) == 2, "both are starting", seconds=20)
    orphans = processes.children(simulator.pid)

    os.kill(simulator.pid, signal.SIGKILL)

    until(lambda: not processes.are_there(orphans), "nobody is left", seconds=20)
    simulator.stop()


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_code_is_refused_after_its_end_and_stays_so_when_the_clock_is_set_back(
    halls: HALLS, processes: bool
) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    assert hall.enter(RIGHT_PIN)["granted"]
    hall.network(False)

    hall.simulator.ask(op="clock", offset_s=2 * DAY_S)
    assert hall.enter(RIGHT_PIN)["reason"] == "expired"
    hall.power(False)
    hall.power(True)
    assert hall.enter(RIGHT_PIN)["reason"] == "expired"
    hall.simulator.ask(op="clock", offset_s=0)

    assert hall.enter(RIGHT_PIN)["reason"] == "expired"
    assert hall.state()["clock"]["quality"] == "untrusted"


def test_a_code_is_refused_before_its_beginning(halls: HALLS) -> None:
    hall = halls()
    hall.server.put("cfg", 1, cfg().to_body())
    hall.server.put("creds", 1, creds(hall.server.now() + DAY_S, RIGHT_PIN).to_body())
    until(lambda: hall.server.applied("creds") == 1, "furnished")

    assert hall.enter(RIGHT_PIN)["reason"] == "early"


@pytest.mark.parametrize(
    "request_", [{"door": "nowhere", "op": "state"}, {"op": "explode"}, {"op": "keys"}, {"op": "power"}]
)
def test_a_request_nobody_knows_is_an_error(halls: HALLS, request_: dict[str, str]) -> None:
    assert "error" in halls().simulator.ask(**request_)


def test_a_cut_off_door_says_so(halls: HALLS) -> None:
    hall = halls()
    hall.furnish()
    until(lambda: hall.state()["online"], "connected")

    hall.network(False)
    until(lambda: not hall.state()["online"], "cut off")
    hall.network(True)

    until(lambda: hall.state()["online"], "connected again")
