"""Releases of the tiny agent, signed, and a device with two places for them."""

import base64
import hashlib
import io
import json
import os
import signal
import sys
import time
import zipfile
from contextlib import closing, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent import snapshots
from lock_agent.contract import releases
from lock_agent.contract.booking_pin import hash_pin
from lock_agent.contract.credentials import PinCredential
from lock_agent.contract.releases import Manifest, Wheel
from lock_agent.programs.update import Surroundings, update
from lock_agent.updates import health
from lock_agent.updates.health import Patience
from lock_agent.updates.slots import Slots
from tests.lock_agent.server import RIGHT_PIN, SALT, creds
from tests.lock_agent.stores import a_store, sealed
from tests.waiting import until

PUBLISHER = Ed25519PrivateKey.from_private_bytes(bytes(range(0x60, 0x80)))
KEYS = {"r1": PUBLISHER.public_key().public_bytes_raw()}
TINY = Path(__file__).with_name("tiny_agent.py").read_text(encoding="utf-8")
IMPATIENT = Patience(ready_s=2, link_s=0.3, answer_s=1, pause_s=0.05)
HOUR = 3600


def source(version: str, sick: str = "") -> str:
    """Return the program of a version, with something wrong with it or not."""
    old = 'VERSION, SICK = "0.1.0", ""'
    assert old in TINY
    return TINY.replace(old, f"VERSION, SICK = {version!r}, {sick!r}")


def a_wheel(version: str, sick: str = "") -> tuple[str, bytes]:
    """Return name and bytes of a wheel that pip installs: the tiny agent as `dorfschluessel-agent`."""
    info = f"dorfschluessel-{version}.dist-info"
    files = {
        "tiny_agent.py": source(version, sick),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: dorfschluessel\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ndorfschluessel-agent = tiny_agent:main\n",
    }
    record = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,"]) + "\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"dorfschluessel-{version}-py3-none-any.whl", content.getvalue()


def a_release(
    number: int,
    version: str,
    *,
    sick: str = "",
    key: Ed25519PrivateKey = PUBLISHER,
    kid: str = "r1",
    needs: int = 1,
    keys: dict[str, bytes] | None = None,
) -> bytes:
    """Return the file of a release."""
    name, content = a_wheel(version, sick)
    wheel = Wheel(name, hashlib.sha256(content).hexdigest(), len(content))
    now = int(time.time())
    manifest = Manifest(version, (wheel,), needs, keys or {})
    header = releases.sign(manifest, number=number, kid=kid, key=key, iat=now, exp=now)
    return header + b"\n" + content


def unzip(place: Path, wheels: Path, *_: object) -> None:
    """Stand in for pip, in a hundredth of its time."""
    (wheel,) = wheels.glob("*.whl")
    program = place / "bin/dorfschluessel-agent"
    program.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        program.write_text(f"#!{sys.executable}\n{archive.read('tiny_agent.py').decode()}")
    program.chmod(0o755)


class Device:
    """A device that runs version 0.1.0 of the tiny agent from place `a`; `reached` are an update's steps."""

    def __init__(self, folder: Path) -> None:
        self.data, self.root = folder / "data", folder / "program"
        self.root.mkdir(parents=True)
        self.slots = Slots(self.root)
        self.said: list[str] = []
        self.reached: list[str] = []
        with closing(a_store(self.data)):
            pass
        program = self.root / "a/bin/dorfschluessel-agent"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!{sys.executable}\n{source('0.1.0')}", encoding="utf-8")
        program.chmod(0o755)
        for link in ("current", "good"):
            (self.root / link).symlink_to("a")
        self.slots.remember(keys=KEYS)
        self.clock(int(time.time()))
        self.books()
        self.restart()
        until(lambda: self.runs() and health.is_up(self.data, IMPATIENT), "door and link serve")

    def clock(self, now: int) -> None:
        """Let the door take this for the time."""
        (self.data / "clock").write_text(str(now))
        self.now = now

    def books(self, *windows: tuple[int, int]) -> None:
        """Give the door codes that are valid in these windows (seconds from its now), and no others."""
        pins = tuple(
            PinCredential(f"b-{number}", hash_pin(RIGHT_PIN, SALT), self.now + begins, self.now + ends)
            for number, (begins, ends) in enumerate(windows)
        )
        body = creds(self.now).__class__(salt=SALT, horizon=self.now + 86400, pins=pins).to_body()
        with closing(a_store(self.data)) as store, store.transaction() as connection:
            ver = snapshots.version(connection, "creds") + 1
            taken = snapshots.accept(
                sealed("creds", ver, body=body),
                "creds",
                device=store.enrolment.device,
                keys=store.enrolment.server_keys,
                applied_ver=-1,
            )
            snapshots.store(connection, "creds", taken)

    def restart(self) -> None:
        """Do what systemd does: end link and door, start what `current` points to."""
        for unit in ("link", "door"):
            self.kill(unit)
            program = self.root / "current/bin/dorfschluessel-agent"
            pid = os.posix_spawn(program, [program, unit, "--data", self.data], os.environ)
            (self.data / f"{unit}.pid").write_text(str(pid))

    def kill(self, unit: str) -> None:
        """End a unit of this device, if it runs."""
        note = self.data / f"{unit}.pid"
        if note.exists():
            pid = int(note.read_text())
            note.unlink()
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def off(self) -> None:
        """Cut the power."""
        for unit in ("link", "door"):
            self.kill(unit)

    def update(
        self, release: bytes | None = None, *, forced: bool = False, cut_at: str = "", by_hand: bool = False
    ) -> int:
        """Let a release arrive, if one is given, and run the updater once; at `cut_at` it is killed."""
        file = self.data / "release.dgh"
        if release is not None:
            file.write_bytes(release)
        self.reached.clear()

        def reach(step: str) -> None:
            self.reached.append(step)
            if step == cut_at:
                os.kill(os.getpid(), signal.SIGKILL)

        around = Surroundings(
            restart=self.restart, pip=(sys.executable, "-m", "pip"), patience=IMPATIENT, reached=reach
        )
        return update(
            self.data,
            self.root,
            file=file if by_hand else None,
            is_forced=forced,
            around=around,
            say=self.said.append,
        )

    def update_in_a_process(self, release: bytes, *, cut_at: str) -> int:
        """Run the updater in a process that is killed at a step; return its wait status."""
        pid = os.fork()
        if pid == 0:
            os._exit(self.update(release, cut_at=cut_at))
        return os.waitpid(pid, 0)[1]

    def runs(self) -> str:
        """Return the version the running door reports."""
        from lock_agent.inquiry import ask

        said = ask(self.data, "update.sock", "door.sock", "how", patience_s=2)
        return "" if said is None else str(said["version"])

    def was_told_of_failure(self) -> bool:
        """Return what the door was told of the last update."""
        note = self.data / "told"
        until(note.exists, "the door was told")
        return bool(json.loads(note.read_text())["failed"])


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
