"""A door on a card that fails, for `test_full_card`: prints what it did as JSON.

Run as `python -m tests.lock_agent.full_card_door DIRECTORY full|refused|read_only|turns_read_only`, where it
may mount.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from lock_agent import journal, snapshots
from lock_agent.bench.door_controls import Watcher
from lock_agent.clock import Moment
from lock_agent.contract import qr_token
from lock_agent.core.values import CodeEntered, Scanned
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.moving import Lead
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.spare import RUNTIME, has_left, working_directory
from lock_agent.units import DoorUnit, open_door
from tests.lock_agent.power_workload import MISTYPED, Outputs
from tests.lock_agent.server import KEY, RIGHT_PIN, SITE, WRONG_PIN
from tests.lock_agent.stores import a_store, applied

SIZE_KIB = 512


class Hall:
    """A door on a card that fails."""

    def __init__(self, data: Path) -> None:
        store = a_store(data)
        new = snapshots.version(store.reader, "cfg") < 1
        with store.transaction() as connection:
            for kind in ("cfg", "creds") if new else ():
                snapshots.store(connection, kind, applied(kind, 1, RIGHT_PIN))
        store.close()
        self.data, self.loop, self.watcher, self.machine = data, Loop(), Watcher(), Hours()
        self.unit: DoorUnit = open_door(
            Site(data, load_settings(), self.machine, "bench"),
            self.loop,
            strike=Outputs(),
            signals=Outputs(),
            observe=self.watcher,
        )
        self.epoch = self.unit.store.epoch

    def type(self, digits: str) -> str:
        """Type a code; return the reason."""
        self.unit.door.feed(CodeEntered(digits))
        return str(self.watcher.take()["reason"])

    def scan(self, text: str) -> str:
        """Show a QR code; return the reason."""
        self.unit.door.feed(Scanned(text))
        return str(self.watcher.take()["reason"])

    def stored(self) -> list[str]:
        """Return the reasons of the attempts on the card."""
        events = journal.pending(self.unit.store.reader, most=1000)
        return [str(event.data["reason"]) for event in events if event.type == "access"]

    def settle(self, home: Path) -> bool:
        """Let the door look whether its card takes writes; return whether it starts anew elsewhere."""
        site = Site(self.data, load_settings(), Machine(), "bench", home=home)
        Lead(site, self.unit, self.loop).look()
        return self.loop._stopped

    def told(self) -> list[str]:
        """Return what the door has to tell of its card, and acknowledge everything."""
        events = journal.pending(self.unit.store.reader, most=1000)
        with self.unit.store.transaction() as connection:
            journal.acknowledge(connection, events[-1].seq)
        kinds = [event for event in events if event.type in ("device", "lost", "access")]
        return [str(event.data.get("fault") or event.data.get("reason") or event.type) for event in kinds]

    def close(self) -> None:
        """Lock up."""
        self.unit.close()
        self.loop.close()


@contextmanager
def refused(_: Path) -> Iterator[None]:
    """Let every write of this process fail."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full(card: Path) -> Iterator[None]:
    """Fill the card to its last byte."""
    filler = card / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    yield
    filler.unlink()


def a_token() -> str:
    """Return a QR code that is valid now."""
    hour = int(time.time()) // 3600 * 3600
    return qr_token.issue(
        qr_token.QrToken(
            key_id=1,
            site=SITE,
            token_id=bytes(5),
            not_before=hour,
            duration_s=2 * 3600,
            doors=frozenset({1}),
            lead_hours=1,
        ),
        KEY,
    )


def read_only(card: Path) -> None:
    """A device boots twice from a card that takes no writes at all; then it has another one."""
    hall = Hall(card / "door")
    said = [hall.type(RIGHT_PIN)]
    for kind in snapshots.KINDS:
        hall.unit.store.copy_snapshot(kind, applied(kind, 1, RIGHT_PIN))
    hall.close()
    mount("remount,ro", card)
    epochs, losses = [], []
    for boot in ("tuesday", "wednesday"):
        os.environ[RUNTIME] = str(card.parent / boot)
        hall = Hall(working_directory(card / "door"))
        said += [hall.scan(a_token()), hall.type(WRONG_PIN)]
        epochs.append(hall.unit.store.epoch)
        events = journal.pending(hall.unit.store.reader, most=1000)
        losses.append([event.data["cause"] for event in events if event.type == "lost"])
        hall.close()
    mount("remount,rw", card)
    again = working_directory(card / "door")
    sys.stdout.write(json.dumps({"said": said, "epochs": epochs, "losses": losses, "again": str(again)}))


def turns_read_only(card: Path) -> None:
    """The card of a running door turns read-only and is mended later; nobody touches the device.

    Only the kernel itself turns a file system read-only that is written to, after an error. So writes are
    refused first, and then a read-only view is laid over the card.
    """
    home = card / "door"
    os.environ[RUNTIME] = str(card.parent / "memory")
    hall = Hall(home)
    said = [hall.type(WRONG_PIN) for _ in range(3)]
    for kind in snapshots.KINDS:
        hall.unit.store.copy_snapshot(kind, applied(kind, 1, RIGHT_PIN))
    moved = [hall.settle(home)]
    with refused(card):
        said += [hall.type(RIGHT_PIN)]
    subprocess.run(["mount", "--bind", card, card], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", card], check=True)
    moved += [hall.settle(home), has_left(home, home)]
    hall.machine.mono_s += 60
    moved += [hall.settle(home), has_left(home, home)]
    hall.close()
    spare = Hall(working_directory(home))
    said += [spare.type(WRONG_PIN), spare.type(RIGHT_PIN), spare.type(WRONG_PIN), spare.type(WRONG_PIN)]
    subprocess.run(["umount", card], check=True)
    spare.machine.mono_s += 60
    moved += [spare.settle(home)]
    told = [spare.told()]
    with spare.unit.store.transaction() as connection:
        snapshots.store(connection, "creds", applied("creds", 2, WRONG_PIN))
    moved += [spare.settle(home), has_left(home, spare.data)]
    spare.close()
    back = Hall(working_directory(home))
    said += [back.type(RIGHT_PIN), back.scan(a_token())]
    told += [back.told()]
    epochs = [hall.epoch, spare.epoch, back.epoch]
    report = {"said": said, "moved": moved, "told": told, "epochs": epochs}
    versions = [snapshots.version(back.unit.store.reader, kind) for kind in snapshots.KINDS]
    sys.stdout.write(json.dumps({**report, "versions": versions}))
    back.close()


class Hours(Machine):
    """A machine whose monotonic clock can be turned on."""

    mono_s = 0

    def moment(self) -> Moment:
        """Return the time, some seconds later."""
        return replace(super().moment(), mono_ms=super().moment().mono_ms + self.mono_s * 1000)


def mount(options: str, card: Path) -> None:
    """Mount the card, or mount it otherwise."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(card)], check=True)


def main(card: Path, trouble: str) -> None:
    """People come before, while and after the card fails."""
    mount(f"size={SIZE_KIB}k", card)
    if trouble in ("read_only", "turns_read_only"):
        {"read_only": read_only, "turns_read_only": turns_read_only}[trouble](card)
        return
    hall = Hall(card / "door")
    said = [hall.type(RIGHT_PIN)]
    with {"full": full, "refused": refused}[trouble](card):
        said += [hall.type(digits) for digits in (RIGHT_PIN, MISTYPED, WRONG_PIN, RIGHT_PIN)]
        during = hall.stored()
    said.append(hall.type(RIGHT_PIN))
    after = hall.stored()
    hall.close()
    again = Hall(card / "door")
    report = {"said": said, "during": during, "after": after, "next_boot": again.stored()}
    sys.stdout.write(json.dumps({**report, "epoch": again.unit.store.epoch}))
    again.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
