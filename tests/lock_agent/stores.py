"""A door's storage on a real file, without the door."""

import time
from pathlib import Path
from typing import Any

from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.contract.envelope import seal
from lock_agent.contract.events import Event
from lock_agent.snapshots import Applied, accept
from lock_agent.store import Store
from tests.lock_agent.server import BENKEN, KEY, KID, PUBLIC, YEAR_S, cfg, creds, enrol


def a_store(data: Path, *, boot_id: str = "monday", spool: int = 20_000) -> Store:
    """Open the storage of Benken's door in `data`."""
    if not (data / FILE_NAME).exists():
        enrol(data, 1883)
    return Store(data, load_enrolment(data / FILE_NAME), boot_id=boot_id, spool=spool)


def an_event(type_: str = "access", **data: Any) -> Event:
    """Return an event; its place in the journal is the journal's to say."""
    return Event(0, 1, 5, 1_790_000_000, "ok", type_, None, data)


def sealed(kind: str, ver: int, *pins: str, **changes: Any) -> bytes:
    """Return the signed bytes of a snapshot."""
    now = int(time.time())
    body = cfg().to_body() if kind == "cfg" else creds(now, *pins).to_body()
    values: dict[str, Any] = {"t": kind, "dev": BENKEN, "ver": ver, "iat": now, "exp": now + YEAR_S}
    return seal(**{"kid": KID, "key": KEY, "body": body, **values, **changes})


def applied(kind: str, ver: int, *pins: str) -> Applied:
    """Return a snapshot as it is put in force."""
    raw = sealed(kind, ver, *pins)
    return accept(raw, kind, device=BENKEN, keys={KID: PUBLIC}, applied_ver=-1)
