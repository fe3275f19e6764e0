"""A bench door of real processes: door, its guard, and link, killed and booted like a box with a plug."""

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
from lock_agent.bench.board import NO_POWER, Reply
from lock_agent.bench.door_controls import Answer
from lock_agent.bench.door_process import DOOR_PANEL
from lock_agent.bench.link_process import LINK_PANEL
from lock_agent.hardware.history import FileHistory
from lock_agent.loop import Loop
from lock_agent.programs.options import HISTORY

BOOT_S = 15.0
_RETRY_S = 0.02


class ProcessDoor:
    """One such door. Without power there is nothing but its files."""

    def __init__(self, data: Path, loop: Loop) -> None:
        self._data, self._loop = data, loop
        self._history = FileHistory(data / HISTORY)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._online = True
        self._offset = 0

    def start(self, ready: Callable[[], None]) -> None:
        """Switch the power on; `ready` is called when the door serves."""
        boot_id = uuid.uuid4().hex
        for name in (DOOR_PANEL, LINK_PANEL):
            (self._data / name).unlink(missing_ok=True)
        self._children = {unit: self._spawn(unit, boot_id) for unit in ("door", "link")}
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
        for child in self._children.values():
            child.terminate()
        for child in self._children.values():
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children = {}

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

    def _spawn(self, unit: str, boot_id: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "lock_agent.cli", unit, "--data", str(self._data), "--bench"]
        command += ["--boot-id", boot_id, "--clock-offset", str(self._offset)]
        if unit == "link" and not self._online:
            command.append("--unplugged")
        return subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 -- our own

    def _await(self, until: float, ready: Callable[[], None]) -> None:
        there = all((self._data / name).exists() for name in (DOOR_PANEL, LINK_PANEL))
        if there or time.monotonic() > until or not self._children:
            ready()
        else:
            self._loop.later(_RETRY_S, lambda: self._await(until, ready))

    def _power_off(self) -> None:
        for child in self._children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # the door's group holds its guard
            child.wait()
        self._children = {}
        newest = self._history.newest(1)
        if newest and newest[0][1]:
            # Without current a fail-secure strike is secured: nobody is left to write it down but us.
            self._history.add(time.monotonic_ns() // 1_000_000, 0)
