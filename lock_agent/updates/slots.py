"""The two installations and which of them counts."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lock_agent.contract import wire
from lock_agent.contract.fields import Fields
from lock_agent.contract.snapshots import read_keys
from lock_agent.files import sync_directory, write_atomically

NAMES = ("a", "b")
CURRENT, GOOD, STATE, RELEASE = "current", "good", "state.json", "release.json"


@dataclass(frozen=True, slots=True)
class Installed:
    """What a place holds: number and version of the release, and whose releases count while it is good."""

    number: int
    name: str
    keys: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class State:
    """Whose releases count at first, the last that failed, whether the server answered before a trial."""

    keys: Mapping[str, bytes] = field(default_factory=dict)
    failed: int = 0
    was_up: bool = False


class Slots:
    """The directory of the installations. Only root writes in it: what runs there must not change itself."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def good(self) -> Path:
        """The installation that has proved itself. Raises `OSError` where there are no slots."""
        return self._target(GOOD)

    @property
    def current(self) -> Path:
        """The installation door and link start from."""
        return self._target(CURRENT)

    @property
    def idle(self) -> Path:
        """The place for the next installation."""
        return self.root / next(name for name in NAMES if name != self.good.name)

    def are_there(self) -> bool:
        """Whether this device has been set up with two places."""
        return all((self.root / link).is_symlink() for link in (CURRENT, GOOD))

    def installed(self, place: Path) -> Installed:
        """Return what a place holds; number 0 for what was installed by hand. Raises `MalformedMessage`."""
        path = place / RELEASE
        if not path.exists():
            return Installed(0, "", self.state().keys)
        fields = Fields(wire.load(path.read_bytes()), known="number name keys", where="release")
        keys = read_keys(fields.object("keys"))
        return Installed(fields.integer("number"), fields.text("name"), keys)

    @property
    def newest(self) -> int:
        """The number a release must be above: of the good one, and of one that failed."""
        return max(self.installed(self.good).number, self.state().failed)

    def is_on_trial(self) -> bool:
        """Whether door and link start from a version that has not proved itself."""
        return self.current != self.good

    def empty_idle(self) -> Path:
        """Remove what lies in the idle place; return it."""
        place = self.idle
        shutil.rmtree(place, ignore_errors=True)
        return place

    def finish_idle(self, installed: Installed) -> None:
        """Write down what the idle place holds, and make everything in it durable."""
        keys = {kid: key.hex() for kid, key in installed.keys.items()}
        body = {"number": installed.number, "name": installed.name, "keys": keys}
        _write(self.idle / RELEASE, wire.dump(body))
        os.sync()

    def try_idle(self) -> None:
        """Let door and link start from the idle place from now on."""
        self._point(CURRENT, self.idle.name)

    def keep(self) -> None:
        """The version on trial has proved itself."""
        self._point(GOOD, self.current.name)

    def go_back(self) -> None:
        """Let door and link start from the good version again."""
        self._point(CURRENT, self.good.name)

    def state(self) -> State:
        """Return what is remembered. Raises `MalformedMessage`."""
        path = self.root / STATE
        if not path.exists():
            return State()
        fields = Fields(wire.load(path.read_bytes()), known="keys failed was_up", where="state")
        return State(read_keys(fields.object("keys")), fields.integer("failed"), fields.flag("was_up", False))

    def remember(self, **changes: object) -> None:
        """Change what is remembered."""
        state = replace(self.state(), **changes)  # type: ignore[arg-type]
        keys = {kid: key.hex() for kid, key in state.keys.items()}
        body = {"keys": keys, "failed": state.failed, "was_up": state.was_up}
        _write(self.root / STATE, wire.dump(body))

    def _target(self, link: str) -> Path:
        return self.root / os.readlink(self.root / link)

    def _point(self, link: str, name: str) -> None:
        draft = self.root / f".{link}.draft"
        draft.unlink(missing_ok=True)
        draft.symlink_to(name)
        draft.replace(self.root / link)
        sync_directory(self.root)


def _write(path: Path, content: bytes) -> None:
    """Write what everybody may read: who fetches a release is not who installs it."""
    write_atomically(path, content)
    path.chmod(0o644)
