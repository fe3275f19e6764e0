"""The command that renews the agent: `dorfschluessel-agent update`. It is not in the door's process.

1. A version on trial (a power cut came between) is judged first.
2. The file is believed, or nothing of it is looked at; then its wheels are checked by their hashes.
3. They are installed beside the good version, which goes on working.
4. When the door is quiet the links are turned and link and door begin anew.
   One that cannot be installed is not tried again, unless a person does it.
5. If both work, and the way to the server as before, the new version is the good one. Else the links are
   turned back, the release is never tried again, and the door reports `update_failed`.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lock_agent.log import log
from lock_agent.peers import DOOR, Peer
from lock_agent.programs.enrol import Say
from lock_agent.updates import health, quiet
from lock_agent.updates.health import Patience
from lock_agent.updates.install import InstallFailed, install, prove, system_pip
from lock_agent.updates.package import Package, PackageOld, PackageRefused, open_package, take_wheels
from lock_agent.updates.slots import Installed, Slots

FILE = "release.dgh"
"""The newest release a device has fetched, beside its database."""

WHEELS = "wheels"
NO_SLOTS = "Dieses Gerät hat keine zwei Programm-Plätze. Richten Sie es mit dem Einrichtungspaket neu ein."
LATER = "Die Tür wird gebraucht oder weiß nicht, wie spät es ist. Das neue Programm wartet."
KEPT = "Neues Programm: {name} (Nummer {number})."
TURNED_BACK = "Das neue Programm hat sich nicht bewährt ({why}). Die Tür arbeitet mit dem alten."
NOTHING = "Es gibt kein neues Programm."


def restart_units() -> None:
    """Let link and door begin anew, the link first."""
    units = ("dorfschluessel-link.service", "dorfschluessel-door.service")
    subprocess.run(("/usr/bin/systemctl", "restart", *units), timeout=90, check=False)  # noqa: S603


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an update needs of the machine. `reached` is told of every step as it is done."""

    restart: Callable[[], None] = restart_units
    pip: tuple[str, ...] = field(default_factory=system_pip)
    patience: Patience = field(default_factory=Patience)
    reached: Callable[[str], None] = field(default=lambda step: log(f"update: {step}"))


def update(
    data: Path, root: Path, *, file: Path | None, is_forced: bool, around: Surroundings, say: Say
) -> int:
    """Install and try a release; return the exit code. 0 also when there is nothing to do, or not now.

    `is_forced` says that a person stands at the door: then nobody waits for it to be quiet.
    """
    slots = Slots(root)
    if not slots.are_there():
        say(NO_SLOTS)
        return 1
    if file is None and not (data / FILE).exists() and not slots.is_on_trial():
        say(NOTHING)
        return 0
    try:
        with _alone(root):
            return _Update(data, slots, around, say).run(file or data / FILE, is_forced=is_forced)
    except PackageRefused as error:
        if file is None and isinstance(error, PackageOld):
            say(NOTHING)
            return 0
        say(str(error))
    except InstallFailed as error:
        say(f"Das neue Programm lässt sich nicht einrichten: {error}")
    return 1


@dataclass(frozen=True, slots=True)
class _Update:
    data: Path
    slots: Slots
    around: Surroundings
    say: Say

    def run(self, file: Path, *, is_forced: bool) -> int:
        if self.slots.is_on_trial():
            return self._judge()
        keys = self.slots.installed(self.slots.good).keys
        package = open_package(file, keys, above=self.slots.newest)
        self.around.reached("believed")
        if not (is_forced or self._is_quiet()):
            self.say(LATER)
            return 0
        self._prepare(package, is_by_hand=is_forced)
        if not (is_forced or self._is_quiet()):  # installing has taken its time
            self.say(LATER)
            return 0
        self._begin()
        return self._judge()

    def _is_quiet(self) -> bool:
        now = health.resting_at(self.data, self.around.patience)
        return now is not None and quiet.is_quiet(self.data, now)

    def _prepare(self, package: Package, *, is_by_hand: bool) -> None:
        wheels = self.slots.root / WHEELS
        take_wheels(package, wheels)
        self.around.reached("checked")
        place = self.slots.empty_idle()
        self.around.reached("emptied")
        try:
            install(place, wheels, package.manifest, self.around.pip)
            self.around.reached("installed")
            prove(place)
        except InstallFailed:
            if not is_by_hand:  # else the card would be written full once an hour, for ever
                self.slots.remember(failed=package.number)
                self._tell(failed=True)
            raise
        keys = package.manifest.keys or self.slots.installed(self.slots.good).keys
        self.slots.finish_idle(Installed(package.number, package.manifest.name, keys))
        shutil.rmtree(wheels)
        self.around.reached("prepared")

    def _begin(self) -> None:
        self.slots.remember(was_up=health.is_up(self.data, self.around.patience))
        self.around.reached("remembered")
        self.slots.try_idle()
        self.around.reached("switched")
        self.around.restart()
        self.around.reached("restarted")

    def _judge(self) -> int:
        trial = self.slots.installed(self.slots.current)
        was_up = self.slots.state().was_up
        why = health.complaint(self.data, version=trial.name, was_up=was_up, patience=self.around.patience)
        self.around.reached("judged")
        if why:
            return self._turn_back(trial, why)
        self.slots.keep()
        self._tell(failed=False)
        self.say(KEPT.format(name=trial.name, number=trial.number))
        return 0

    def _turn_back(self, trial: Installed, why: str) -> int:
        self.slots.remember(failed=trial.number)
        self.around.reached("failed")
        self.slots.go_back()
        self.around.reached("turned back")
        self.around.restart()
        health.wait_for_door(self.data, self.around.patience)
        self._tell(failed=True)
        self.say(TURNED_BACK.format(why=why))
        return 1

    def _tell(self, *, failed: bool) -> None:
        with closing(Peer(self.data, health.ME, DOOR)) as peer:
            peer.send("update", failed=failed)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    handle = os.open(root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
