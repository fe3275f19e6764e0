"""A bench door of real processes: door, its guard, and link, killed and booted like a box with a plug.

A process that ends by itself is started again, as systemd does at a hall.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lock_agent.bench import panel
from lock_agent.bench.board import NO_POWER
from lock_agent.bench.door_controls import Answer
from lock_agent.bench.door_process import DOOR_PANEL
from lock_agent.bench.link_process import LINK_PANEL
from lock_agent.bench.panel import Reply
from lock_agent.hardware.history import FileHistory
from lock_agent.loop import Loop
from lock_agent.programs.options import HISTORY

BOOT_S = 15.0
_RETRY_S = 0.02
_RESTART_S = 0.1


class ProcessDoor:
    """One such door. Without power there is nothing but its files."""

    def __init__(self, data: Path, loop: Loop) -> None:
        self._data, self._loop = data, loop
        self._history = FileHistory(data / HISTORY)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._boot_id = ""
        self._online = True
        self._offset = 0

    def start(self, ready: Callable[[], None]) -> None:
        """Switch the power on; `ready` is called when the door serves."""
        self._boot_id = uuid.uuid4().hex
        for name in (DOOR_PANEL, LINK_PANEL):
            (self._data / name).unlink(missing_ok=True)
        for unit in ("door", "link"):
            self._spawn(unit)
        self._await(time.monotonic() + BOOT_S, ready)

    def ask(self, request: Answer, reply: Reply) -> None:
        """Answer a request of the control socket."""
        match request:
            case {"op": "power", "on": True} if not self._children:
                self.start(lambda: reply({"ok": True, "powered": True}))
            case {"op": "power", "on": bool(on)}:
                if not on:
                    self._power_off()
                reply({"ok": True, "powered": on})
            case _ if not self._children:
                reply(self._dark(request))
            case _:
                self._relay(request, reply)

    def stop(self) -> None:
        """End in order."""
        children, self._children = list(self._children.values()), {}
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _relay(self, request: Answer, reply: Reply) -> None:
        door, link = self._data / DOOR_PANEL, self._data / LINK_PANEL
        match request:
            case {"op": "network", "online": bool(online)}:
                self._online = online
                self._tell(link, request, reply)
            case {"op": "clock", "offset_s": int(offset)}:
                self._offset = offset
                self._tell(link, request, lambda _: self._tell(door, request, reply))
            case {"op": "state"}:
                self._tell(door, request, lambda answer: reply({**answer, **self._extra(answer)}))
            case _:
                self._tell(door, request, reply)

    def _tell(self, path: Path, request: Answer, reply: Reply) -> None:
        panel.ask(path, request, self._loop, lambda answer: reply(answer or {"error": "no answer"}))

    def _extra(self, answer: Answer) -> Answer:
        pids = {unit: child.pid for unit, child in self._children.items()}
        return {"network": self._online, "pids": {**pids, **answer.get("pids", {})}}

    def _dark(self, request: Answer) -> Answer:
        match request:
            case {"op": "network", "online": bool(online)}:
                self._online = online
            case {"op": "clock", "offset_s": int(offset)}:
                self._offset = offset
            case {"op": "state"}:
                history = [list(transition) for transition in self._history.newest()]
                return {"powered": False, "online": False, "strike": history, "led": "off", "pids": {}}
            case _:
                return NO_POWER
        return {"ok": True}

    def _spawn(self, unit: str) -> None:
        command = [sys.executable, "-m", "lock_agent.cli", unit, "--data", str(self._data), "--bench"]
        command += ["--boot-id", self._boot_id, "--clock-offset", str(self._offset)]
        command += ["--parent", str(os.getpid())]
        if unit == "link" and not self._online:
            command.append("--unplugged")
        child = subprocess.Popen(  # noqa: S603 -- our own
            command, start_new_session=True, stdin=subprocess.DEVNULL
        )
        self._children[unit] = child
        end = os.pidfd_open(child.pid)
        self._loop.watch(end, lambda: self._ended(unit, child, end))

    def _ended(self, unit: str, child: subprocess.Popen[bytes], end: int) -> None:
        self._loop.forget(end)
        os.close(end)
        child.wait()
        if self._children.get(unit) is child:
            self._loop.later(_RESTART_S, lambda: self._again(unit, child))

    def _again(self, unit: str, child: subprocess.Popen[bytes]) -> None:
        if self._children.get(unit) is child:
            self._spawn(unit)

    def _await(self, until: float, ready: Callable[[], None]) -> None:
        there = all((self._data / name).exists() for name in (DOOR_PANEL, LINK_PANEL))
        if there or time.monotonic() > until or not self._children:
            ready()
        else:
            self._loop.later(_RETRY_S, lambda: self._await(until, ready))

    def _power_off(self) -> None:
        children, self._children = list(self._children.values()), {}
        for child in children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # the door's group holds its guard
            child.wait()
        newest = self._history.newest(1)
        if newest and newest[0][1]:
            # Without current a fail-secure strike is secured: nobody is left to write it down but us.
            self._history.add(time.monotonic_ns() // 1_000_000, 0)
