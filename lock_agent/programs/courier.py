"""The command of whoever carries the door's state in and its events out: `dorfschluessel-agent courier`."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from lock_agent import courier
from lock_agent.contract.courier import LONGEST
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import Event, EventType
from lock_agent.peers import DOOR, Peer
from lock_agent.programs.options import Options
from lock_agent.programs.owner import become_owner
from lock_agent.programs.site import site_of
from lock_agent.reports import Reports
from lock_agent.site import Site
from lock_agent.store import Store

SOCKET = "courier.sock"
WORDS = {"cfg": "Einstellungen", "creds": "Zugangsdaten"}
TROUBLE = {
    "wrong_device": "Diese Datei ist für eine andere Tür. Bitte laden Sie am Schreibtisch die für diese Tür.",
    "wrong_type": "Diese Datei kommt von einer Tür. Gesucht ist die Datei vom Schreibtisch.",
    "signature_invalid": "Diese Datei wurde verändert oder gilt für ein früheres Gerät. Bitte neu laden.",
    "too_large": "Diese Datei ist zu groß. Bitte laden Sie sie neu.",
}
REFUSED = "Was die Tür hat, ist neuer, oder die Uhr des Servers geht weit vor."
UNREADABLE = "Diese Datei ist nicht lesbar. Bitte laden Sie sie auf dem Schreibtisch neu."


def run_courier(options: Options, *, bring: Path | None, collect: Path | None) -> tuple[int, str]:
    """Carry in, then out; return the exit code and what to tell the person. Raises OSError, StorageError.

    Both files are the person's, who may be root: they are opened before whoever owns the device's goes on.
    """
    with ExitStack() as leaving:
        raw = None if bring is None else _read(bring)
        target = None if collect is None else leaving.enter_context(_target(collect))
        become_owner(options.data)
        site = site_of(options)
        store = leaving.enter_context(closing(site.open_store()))
        said: list[str] = []
        if raw is not None:
            trouble = _bring(site, store, raw, said)
            if trouble:
                return 1, trouble
        if target is not None:
            _finish(target, courier.collect(store, _reports(site, store)))
            said.append(f"Meldungen der Tür: {collect}. Bitte laden Sie die Datei auf dem Schreibtisch hoch.")
    return 0, "\n".join(said) + "\n"


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST + 1)


@contextmanager
def _target(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write; what it held stays until there is something to put in its place."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600), "wb") as file:
        yield file
        is_empty = not os.fstat(file.fileno()).st_size
    if is_empty:
        with suppress(OSError):
            path.unlink()


def _finish(file: IO[bytes], content: bytes) -> None:
    file.truncate()
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _reports(site: Site, store: Store) -> Reports:
    return Reports(store, site.machine, has_rtc=site.settings.has_rtc)


def _bring(site: Site, store: Store, raw: bytes, said: list[str]) -> str:
    reports = _reports(site, store)

    def stamp(type_: EventType, data: dict[str, object]) -> Event:
        reading, moment = reports.reading(), site.machine.moment()
        return Event(0, store.boot, moment.mono_ms, reading.now, reading.quality.value, type_, data=data)

    try:
        brought = courier.bring(store, raw, stamp, reports.is_too_far)
    except ContractError as error:
        return TROUBLE.get(error.code, UNREADABLE) + "\n"
    said += [f"{WORDS[kind]}: übernommen." for kind in brought.applied]
    said += [f"{WORDS[kind]}: nicht übernommen. {REFUSED}" for kind in brought.refused]
    if not brought.applied and not brought.refused:
        said.append("Die Tür ist schon auf diesem Stand.")
    with closing(Peer(site.data, SOCKET, DOOR)) as peer:
        peer.send("snapshots")
    return ""
