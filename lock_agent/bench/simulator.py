"""Many simulated doors behind one control socket (`dorfschluessel-agent simulate --config FILE`)."""

import json
import signal
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lock_agent.bench.board import BoardDoor
from lock_agent.bench.door_controls import Answer
from lock_agent.bench.panel import Panel, Reply
from lock_agent.bench.processes import ProcessDoor
from lock_agent.loop import Loop
from lock_agent.programs.thrift import give_back_memory
from lock_agent.settings import load_settings


class BenchConfigInvalid(Exception):
    """The configuration file of the simulator is not what it must be."""


@dataclass(frozen=True, slots=True)
class BenchDoor:
    """A door of the bench: its name, its directory, real processes or not."""

    slug: str
    data: Path
    processes: bool


@dataclass(frozen=True, slots=True)
class BenchConfig:
    """The control socket and the doors behind it."""

    control: Path
    doors: tuple[BenchDoor, ...]


def load_config(path: Path) -> BenchConfig:
    """Read `{"control": path, "doors": [{"slug", "data", "processes"}]}`. Raises `BenchConfigInvalid`."""
    try:
        values = json.loads(path.read_bytes())
        doors = tuple(_door(value) for value in values["doors"])
        return BenchConfig(Path(values["control"]), doors)
    except (ValueError, KeyError, TypeError) as error:
        raise BenchConfigInvalid(f"{path.name}: {error}") from error


def simulate(config: BenchConfig) -> None:
    """Run the doors until SIGTERM or SIGINT; prints `READY doors=<n>` when all of them serve."""
    loop = Loop()
    loop.stop_on(signal.SIGTERM, signal.SIGINT)
    settings = load_settings()
    doors = {
        door.slug: ProcessDoor(door.data, loop) if door.processes else BoardDoor(door.data, loop, settings)
        for door in config.doors
    }
    panel = Panel(config.control, loop, lambda request, reply: _pass_on(doors, request, reply))
    try:
        _start(doors)
        give_back_memory()
        loop.run()
    finally:
        panel.close()
        for door in doors.values():
            door.stop()
        loop.close()


def _start(doors: dict[str, ProcessDoor | BoardDoor]) -> None:
    waiting = set(doors)

    def ready(slug: str) -> None:
        waiting.discard(slug)
        if not waiting:
            print(f"READY doors={len(doors)}", flush=True)

    for slug, door in sorted(doors.items(), key=lambda item: isinstance(item[1], BoardDoor)):
        door.start(partial(ready, slug))


def _pass_on(doors: dict[str, ProcessDoor | BoardDoor], request: Answer, reply: Reply) -> None:
    door = doors.get(str(request.get("door")))
    if door is None:
        reply({"error": "unknown door"})
    else:
        door.ask(request, reply)


def _door(value: Any) -> BenchDoor:
    return BenchDoor(str(value["slug"]), Path(value["data"]), bool(value.get("processes", False)))
