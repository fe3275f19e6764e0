"""The command of whoever carries the door's state in and its events out: `dorfschluessel-agent courier`."""

from contextlib import closing
from pathlib import Path

from lock_agent import courier
from lock_agent.contract.courier import LONGEST
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import Event, EventType
from lock_agent.files import write_atomically
from lock_agent.peers import DOOR, Peer
from lock_agent.programs.options import Options
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
    """Carry in, then out; return the exit code and what to tell the person. Raises OSError, StorageError."""
    site = site_of(options)
    said: list[str] = []
    with closing(site.open_store()) as store:
        if bring is not None:
            trouble = _bring(site, store, bring, said)
            if trouble:
                return 1, trouble
        if collect is not None:
            reports = Reports(store, site.machine, has_rtc=site.settings.has_rtc)
            write_atomically(collect, courier.collect(store, reports))
            said.append(f"Meldungen der Tür: {collect}. Bitte laden Sie die Datei auf dem Schreibtisch hoch.")
    return 0, "\n".join(said) + "\n"


def _bring(site: Site, store: Store, path: Path, said: list[str]) -> str:
    with path.open("rb") as file:
        raw = file.read(LONGEST + 1)
    reports = Reports(store, site.machine, has_rtc=site.settings.has_rtc)

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
