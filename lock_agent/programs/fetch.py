"""The command of a timer: `dorfschluessel-agent fetch` asks the server for the next release.

It has the network and the device's identity, and installs nothing; who installs has neither.
"""

import os
from pathlib import Path

from lock_agent.contract import releases
from lock_agent.contract.enrolment import FILE_NAME, Enrolment, load_enrolment
from lock_agent.files import sync_directory
from lock_agent.key_file import load_key
from lock_agent.post import AddressInvalid, ServerRefused, ServerUnreachable, download, server_ca
from lock_agent.programs.enrol import Say
from lock_agent.programs.owner import become_owner
from lock_agent.programs.update import FILE, NO_SLOTS, NOTHING
from lock_agent.updates.package import number_of
from lock_agent.updates.slots import Slots

PATH = "/dgh/1/enrolment/release"


def fetch(data: Path, root: Path, *, authority: Path | None = None, now: float, say: Say) -> int:
    """Bring the newest release the server allows beside the database; return the exit code."""
    become_owner(data)
    enrolment, slots = load_enrolment(data / FILE_NAME), Slots(root)
    if not enrolment.tls or not enrolment.server:
        say("Dieses Gerät hat kein Zertifikat, mit dem es fragen kann.")
        return 0
    if not slots.are_there():
        say(NO_SLOTS)
        return 1
    try:
        size = _fetch(data, enrolment, _have(data, slots), authority or server_ca(data), int(now))
    except ServerRefused as error:
        say(f"Der Server gibt kein Programm her: {error}")
    except (ServerUnreachable, AddressInvalid) as error:
        say(f"Der Server antwortet nicht ({error}).")
    else:
        say(f"Neues Programm geholt, {size} Bytes." if size else NOTHING)
        return 0
    return 1


def _have(data: Path, slots: Slots) -> int:
    """Return the number a release must be above to be fetched: one that waits here is not fetched again."""
    newest, keys = slots.newest, slots.installed(slots.good).keys
    return max(newest, number_of(data / FILE, keys))


def _fetch(data: Path, enrolment: Enrolment, have: int, authority: Path | None, now: int) -> int:
    key = load_key(Path(enrolment.key_file))
    asked = releases.ask(key, enrolment.device, iat=now, have=have).to_body()
    draft = data / f".{FILE}.draft"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            download(enrolment.server, PATH, asked, file, authority=authority, longest=releases.LONGEST)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        if size:
            draft.replace(data / FILE)
            sync_directory(data)
        return size
    finally:
        draft.unlink(missing_ok=True)
