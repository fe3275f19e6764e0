"""Doors that come to grief while their strike is energised: prints what became of the strikes, as JSON.

Run as `python -m tests.lock_agent.energised DIRECTORY ROUNDS SEED`. The door's end, its caretaker and the
guard are the real ones; forked from here, because starting Python for each would take hours.
"""

import ctypes
import json
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from lock_agent.hardware.caretaker import Caretaker
from lock_agent.hardware.guard import open_outputs, run
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.hardware.history import FileHistory, Transition
from lock_agent.loop import Loop
from lock_agent.settings import load_settings

FATES = ("door killed", "door stopped", "door hangs", "door ends", "door terminated", "guard killed")
LONG_MS, PATIENCE_S, PAUSE_S = 8000, 10.0, 0.002
CHILD_SUBREAPER = 36
ALLOWED_MS = 500
SETTINGS = load_settings()


def forked(work: Callable[[], object]) -> int:
    """Run something in a process of its own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(1)


def door(history: Path, told: int, pulse_ms: int, hangs_after_s: float | None) -> None:
    """A door that opens once, and hangs after a while or serves on."""

    def start(end: socket.socket) -> int:
        handle = end.fileno()

        def guard() -> None:
            kept = os.dup2(handle, 3)
            os.closerange(4, 256)  # the door's own end above all
            run(socket.socket(fileno=kept), open_outputs(SETTINGS, history=history))

        pid = forked(guard)
        os.write(told, f"{pid}\n".encode())
        return pid

    loop = Loop()
    outputs = GuardedOutputs(start)
    Caretaker(outputs, loop)
    outputs.pulse(pulse_ms)
    if hangs_after_s is not None:
        loop.later(hangs_after_s, hang)
    loop.run()


def hang() -> NoReturn:
    """Compute for ever."""
    while True:
        pass


def energised_ms(folder: Path, fate: str, chance: random.Random) -> tuple[int, int]:
    """Let a door open and come to grief; return how long its strike was energised and was allowed to be."""
    history = FileHistory(folder / "history")
    history._path.write_text("")
    waits = fate in ("door stopped", "door hangs")
    pulse_ms = chance.choice([30, 60, 120] if waits else [30, 60, LONG_MS])
    after_s = chance.random() * 0.1
    hears, told = os.pipe()
    os.set_blocking(hears, False)
    pid = forked(lambda: door(folder / "history", told, pulse_ms, after_s if fate == "door hangs" else None))
    os.close(told)
    await_(lambda: bool(list(history.read())), "energised")
    guard = int(os.read(hears, 64).split()[0])
    time.sleep(after_s)
    struck_ms = time.monotonic_ns() // 1_000_000
    strike(fate, pid, guard)
    await_(lambda: secured(list(history.read())), "secured")
    (up, _), (down, _) = list(history.read())[:2]
    os.kill(pid, signal.SIGKILL)
    bury([guard, *successors(hears)])
    os.close(hears)
    ends = up + pulse_ms if waits else min(up + pulse_ms, max(up, struck_ms))
    return down - up, ends - up + ALLOWED_MS


def strike(fate: str, door_pid: int, guard: int) -> None:
    """Let the fate befall them; one that hangs needs no help."""
    signals = {
        "door killed": (door_pid, signal.SIGKILL),
        "door stopped": (door_pid, signal.SIGSTOP),
        "door ends": (door_pid, signal.SIGALRM),  # nobody handles it
        "door terminated": (door_pid, signal.SIGTERM),
        "guard killed": (guard, signal.SIGKILL),
    }
    if fate in signals:
        os.kill(*signals[fate])


def secured(transitions: list[Transition]) -> bool:
    """Return whether the strike was energised and is no more."""
    return [level for _, level in transitions][:2] == [1, 0]


def successors(hears: int) -> list[int]:
    """Return the guards that were started meanwhile."""
    try:
        return [int(pid) for pid in os.read(hears, 64).split()]
    except BlockingIOError:
        return []


def bury(guards: list[int]) -> None:
    """Wait for a door that was killed and its guards, of which one that is at fault may live on."""
    for guard in guards:
        with suppress(ProcessLookupError):
            os.kill(guard, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def await_(condition: Callable[[], bool], what: str) -> None:
    """Wait for something, with short looks: what is measured is shorter than those of the tests."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE_S:g} s: {what}")
        time.sleep(PAUSE_S)


def main(folder: Path, rounds: int, seed: int) -> None:
    """Go through the fates in turn."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1)  # guards whose door is gone are ours to bury
    chance, longest, late = random.Random(seed), Counter[str](), []
    for number in range(rounds):
        fate = FATES[number % len(FATES)]
        was, allowed = energised_ms(folder, fate, chance)
        longest[fate] = max(longest[fate], was)
        if was > allowed:
            late.append(f"{fate}: {was} ms, allowed {allowed}")
    print(json.dumps({"longest_ms": longest, "late": late, "rounds": rounds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
