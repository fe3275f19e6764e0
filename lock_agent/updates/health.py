"""Whether door and link do their work: asked of them, not of systemd."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lock_agent.inquiry import ask
from lock_agent.peers import DOOR, LINK

ME = "update.sock"
READY_S, LINK_S = 120.0, 300.0
_ANSWER_S, _PAUSE_S = 5.0, 1.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a version has to prove itself, in seconds: the programs, then the way to the server."""

    ready_s: float = READY_S
    link_s: float = LINK_S
    answer_s: float = _ANSWER_S
    pause_s: float = _PAUSE_S


def resting_at(data: Path, patience: Patience) -> int | None:
    """Return the time by the running door, unless it does not know it or is being held open."""
    said = ask(data, ME, DOOR, "how", patience_s=patience.answer_s)
    if said is None or said["quality"] == "untrusted" or said["is_held_open"]:
        return None
    return int(said["now"])


def wait_for_door(data: Path, patience: Patience) -> None:
    """Wait until the door hears us, as long as it may take to start."""
    _within(
        patience.ready_s,
        patience,
        lambda: ask(data, ME, DOOR, "how", patience_s=patience.answer_s) is not None,
    )


def is_up(data: Path, patience: Patience) -> bool:
    """Whether the server answers through the running link."""
    said = ask(data, ME, LINK, "echo", patience_s=patience.answer_s)
    return said is not None and said.get("up") is True


def complaint(data: Path, *, version: str, was_up: bool, patience: Patience) -> str:
    """Return what does not work with this version, or nothing. Waits for as long as it may take."""
    if not _within(patience.ready_s, patience, lambda: _sings(data, version, patience)):
        return "door"
    if not _within(patience.ready_s, patience, lambda: _answers(data, patience)):
        return "link"
    if was_up and not _within(patience.link_s, patience, lambda: is_up(data, patience)):
        return "server"
    return ""


def _sings(data: Path, version: str, patience: Patience) -> bool:
    said = ask(data, ME, DOOR, "how", patience_s=patience.answer_s)
    return said is not None and said.get("version") == version and said.get("sings") is True


def _answers(data: Path, patience: Patience) -> bool:
    return ask(data, ME, LINK, "echo", patience_s=patience.answer_s) is not None


def _within(seconds: float, patience: Patience, condition: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= ends:
            return False
        time.sleep(patience.pause_s)
    return True
