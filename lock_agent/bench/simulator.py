"""Many simulated doors in one process, on one selector: the real Door and Link, each with its own storage.

`simulate --config FILE` serves the doors of a demo behind a control socket, `simulate --doors N` as many
alike, to which happens what a script says.
"""

import json
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lock_agent.bench.board import BoardDoor
from lock_agent.bench.door_controls import Answer
from lock_agent.bench.fleet import make_room, prepare
from lock_agent.bench.panel import Panel, Reply
from lock_agent.bench.processes import ProcessDoor
from lock_agent.bench.script import Scene, play, read_script
from lock_agent.loop import Loop
from lock_agent.programs.thrift import give_back_memory
from lock_agent.settings import load_settings

WATCHED = 20
"""Of so many doors at most is printed what happens at them."""

Doors = Mapping[str, ProcessDoor | BoardDoor]


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
    """The control socket, the doors behind it, and what happens to them."""

    control: Path
    doors: tuple[BenchDoor, ...]
    script: tuple[Scene, ...] = ()


def load_config(path: Path) -> BenchConfig:
    """Read `{"control": path, "doors": [{"slug", "data", "processes"}]}`. Raises `BenchConfigInvalid`."""
    try:
        values = json.loads(path.read_bytes())
        doors = tuple(_door(value) for value in values["doors"])
        return BenchConfig(Path(values["control"]), doors)
    except (ValueError, KeyError, TypeError) as error:
        raise BenchConfigInvalid(f"{path.name}: {error}") from error


def fleet_config(directory: Path, doors: int, *, like: Path | None, script: Path | None) -> BenchConfig:
    """Return `doors` doors of this process in `directory`, with its socket `control` there.

    Raises `SettingsInvalid`, `ScriptInvalid`, `FileNotFoundError`.
    """
    make_room(doors)
    scenes = () if script is None else read_script(script)
    paths = prepare(directory, doors, like=like)
    return BenchConfig(
        directory / "control", tuple(BenchDoor(path.name, path, False) for path in paths), scenes
    )


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

    def ready() -> None:
        give_back_memory()
        play(config.script, list(doors.values()), loop, _tell if len(doors) <= WATCHED else _be_silent)
        print(f"READY doors={len(doors)}", flush=True)

    try:
        _start(doors, loop, ready)
        loop.run()
    finally:
        panel.close()
        for door in doors.values():
            door.stop()
        loop.close()


def _tell(number: int, request: Answer, answer: Answer) -> None:
    """Print what came of a scene; what was typed or scanned is a secret."""
    came = " ".join(f"{name}={value}" for name, value in answer.items())
    print(f"door {number}: {request['op']}: {came}", flush=True)


def _be_silent(_number: int, _request: Answer, _answer: Answer) -> None:
    """Print nothing of a fleet."""


def _start(doors: Doors, loop: Loop, done: Callable[[], None]) -> None:
    """Start one after the other, each in a turn of its own: those that serve already must not wait."""
    waiting = set(doors)
    rest = iter(sorted(doors.items(), key=lambda item: isinstance(item[1], BoardDoor)))

    def ready(slug: str) -> None:
        waiting.discard(slug)
        if not waiting:
            done()

    def start_next() -> None:
        slug, door = next(rest, (None, None))
        if slug is not None and door is not None:
            loop.later(0, start_next)
            door.start(partial(ready, slug))

    start_next()


def _pass_on(doors: Doors, request: Answer, reply: Reply) -> None:
    if request == {"op": "fleet"}:
        reply(_totals(doors))
        return
    door = doors.get(str(request.get("door")))
    if door is None:
        reply({"error": "unknown door"})
    else:
        door.ask(request, reply)


def _totals(doors: Doors) -> Answer:
    """Return sums over the doors of this process: with power, connected, events recorded and waiting."""
    seen: list[Answer] = []
    for door in doors.values():
        if isinstance(door, BoardDoor):
            door.ask({"op": "state"}, seen.append)
    outboxes = [answer["outbox"] for answer in seen if answer["powered"]]
    return {
        "doors": len(seen),
        "powered": len(outboxes),
        "online": sum(answer["online"] for answer in seen),
        "recorded": sum(outbox["last_seq"] for outbox in outboxes),
        "waiting": sum(outbox["depth"] for outbox in outboxes),
    }


def _door(value: Any) -> BenchDoor:
    return BenchDoor(str(value["slug"]), Path(value["data"]), bool(value.get("processes", False)))
