"""What happens to simulated doors, from a TOML file; seconds count from READY, doors from 1.

[[outage]]             # the cable ("network") or the plug ("power") is pulled, and put back
kind = "network"
at_s = 10
for_s = 30
every_s = 120          # again and again; once without it
over_s = 5             # not all doors at once: evenly over so many seconds
doors = [1, 2]         # all of them where none are named

[[visit]]              # somebody comes: `keys` are typed or `scan` is held before the scanner
at_s = 15
keys = "12345671#"

[[clock]]              # the clocks are off by so many seconds from now on
at_s = 20
offset_s = -3600
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lock_agent.loop import Loop

Request = dict[str, Any]
Reply = Callable[[dict[str, Any]], None]
Told = Callable[[int, Request, dict[str, Any]], None]
_COMMON = {"at_s", "every_s", "over_s", "doors"}
_KNOWN = {
    "outage": _COMMON | {"kind", "for_s"},
    "visit": _COMMON | {"keys", "scan"},
    "clock": _COMMON | {"offset_s"},
}
_SWITCHES = {"network": "online", "power": "on"}


class ScriptInvalid(Exception):
    """A script that says something a bench cannot do; the message names the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One request to some doors: when (s), how often (s, None for once), spread over how long (s)."""

    request: Request
    at_s: float
    every_s: float | None
    over_s: float
    doors: tuple[int, ...] | None

    def cast(self, number: int) -> Iterator[tuple[int, float]]:
        """Return the doors among 1 to `number` it happens to, each with its first moment."""
        chosen = [door for door in self.doors or range(1, number + 1) if door <= number]
        for place, door in enumerate(chosen):
            yield door, self.at_s + self.over_s * place / len(chosen)


def read_script(path: Path) -> tuple[Scene, ...]:
    """Read a script. Raises `ScriptInvalid`, `FileNotFoundError`."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScriptInvalid(f"{path.name}: {error}") from error
    return parse_script(values)


def parse_script(values: Mapping[str, Any]) -> tuple[Scene, ...]:
    """Return the scenes of a parsed script. Raises `ScriptInvalid`."""
    scenes: list[Scene] = []
    for kind, entries in values.items():
        if kind not in _KNOWN or not isinstance(entries, list):
            raise ScriptInvalid(f"[[{kind}]] is not one of {', '.join(_KNOWN)}")
        for number, entry in enumerate(entries, start=1):
            unknown = set(entry) - _KNOWN[kind]
            if unknown:
                raise ScriptInvalid(f"[[{kind}]] {number}: {', '.join(sorted(unknown))} is unknown")
            try:
                scenes += _scenes(kind, entry)
            except (KeyError, TypeError, ValueError) as error:
                raise ScriptInvalid(f"[[{kind}]] {number}: {error}") from error
    return tuple(scenes)


def play(scenes: tuple[Scene, ...], doors: list[Any], loop: Loop, told: Told = lambda *_: None) -> None:
    """Let the scenes happen to doors on a loop; each door takes `ask(request, reply)`.

    `told` hears of each request to which door what came of it.
    """
    for scene in scenes:
        for number, first in scene.cast(len(doors)):
            _schedule(loop, scene, doors[number - 1], first, partial(told, number, scene.request))


def _schedule(loop: Loop, scene: Scene, door: Any, seconds: float, reply: Reply) -> None:
    def act() -> None:
        if scene.every_s is not None:
            _schedule(loop, scene, door, scene.every_s, reply)
        door.ask(scene.request, reply)

    loop.later(seconds, act)


def _scenes(kind: str, entry: Mapping[str, Any]) -> list[Scene]:
    if kind == "visit":
        name = "keys" if "keys" in entry else "scan"
        request = {"op": "keys", "keys": str(entry["keys"])} if name == "keys" else _scan(entry)
        return [_scene(entry, request)]
    if kind == "clock":
        return [_scene(entry, {"op": "clock", "offset_s": int(entry["offset_s"])})]
    switch, lasts = _SWITCHES[entry["kind"]], _seconds(entry, "for_s")
    begin = _scene(entry, {"op": entry["kind"], switch: False})
    if begin.every_s is not None and lasts >= begin.every_s:
        raise ValueError("an outage must end before it begins again")
    return [begin, _scene({**entry, "at_s": begin.at_s + lasts}, {"op": entry["kind"], switch: True})]


def _scan(entry: Mapping[str, Any]) -> Request:
    return {"op": "scan", "text": str(entry["scan"])}


def _scene(entry: Mapping[str, Any], request: Request) -> Scene:
    doors = entry.get("doors")
    if doors is not None and not (doors and all(isinstance(door, int) and door >= 1 for door in doors)):
        raise ValueError("doors are numbers from 1")
    every = _seconds(entry, "every_s") if "every_s" in entry else None
    if every == 0:
        raise ValueError("every_s is more than 0")
    return Scene(
        request=request,
        at_s=_seconds(entry, "at_s"),
        every_s=every,
        over_s=_seconds(entry, "over_s") if "over_s" in entry else 0.0,
        doors=None if doors is None else tuple(doors),
    )


def _seconds(entry: Mapping[str, Any], name: str) -> float:
    value = entry[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError(f"{name} is a number of seconds")
    return float(value)
