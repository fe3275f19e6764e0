"""The command of a timer: `dorfschluessel-agent renew` asks for the next certificate in time.

It also asks when the hall has another secret than this device: one of its other devices was replaced. And
when the device has a radio, but was enrolled before there were secrets for it.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from lock_agent import identity, snapshots
from lock_agent.contract import enrolling
from lock_agent.contract.enrolment import FILE_NAME, Enrolment, load_enrolment, secret_name
from lock_agent.contract.errors import ContractError
from lock_agent.database import FILE_NAME as DATABASE
from lock_agent.key_file import load_key
from lock_agent.post import AddressInvalid, ServerRefused, ServerUnreachable, post, server_ca
from lock_agent.programs.enrol import STRANGE, Say
from lock_agent.programs.options import Options
from lock_agent.programs.owner import become_owner
from lock_agent.settings import SettingsInvalid

RENEW = "/dgh/1/enrolment/renew"
ASK_AGAIN_S = 86400
"""A server of the version before has no secret for a radio to give: it is asked no more than daily."""


def renew(data: Path, *, authority: Path | None = None, now: float, is_forced: bool = False, say: Say) -> int:
    """Renew the certificate when half of its life is over or the secret is an old one; return the exit code.

    Without an answer the old one stays, and the next run tries again. 0 also when nothing was to be done.
    """
    become_owner(data)
    enrolment = load_enrolment(data / FILE_NAME)
    if not enrolment.tls or not enrolment.server:
        say("Dieses Gerät hat kein Zertifikat, das der Server erneuert.")
        return 0
    begins, ends = identity.life_of(enrolment)
    is_due = is_forced or not _has_present_secret(data, enrolment)
    is_due = is_due or _lacks_radio_secret(data, enrolment, now)
    if not is_due and datetime.fromtimestamp(now, UTC) < begins + (ends - begins) / 2:
        say(f"Das Zertifikat gilt bis {ends:%d.%m.%Y}. Es ist noch Zeit.")
        return 0
    try:
        renewed = _renewed(data, enrolment, authority or server_ca(data), int(now))
    except ServerRefused as error:
        say(f"Der Server erneuert das Zertifikat nicht: {error}")
    except (ServerUnreachable, AddressInvalid) as error:
        say(f"Der Server antwortet nicht ({error}). Das alte Zertifikat gilt bis {ends:%d.%m.%Y}.")
    except ContractError:
        say(STRANGE)
    else:
        say(f"Neues Zertifikat, gültig bis {identity.life_of(renewed)[1]:%d.%m.%Y}.")
        return 0
    return 1


def _has_present_secret(data: Path, enrolment: Enrolment) -> bool:
    """Tell whether the settings the door last took over name the secret it has; without any it has."""
    if not (data / DATABASE).exists():
        return True
    try:
        with closing(sqlite3.connect(f"file:{data / DATABASE}?mode=ro", uri=True)) as connection:
            applied = snapshots.load(connection, "cfg", enrolment.device)
    except (sqlite3.Error, ContractError):
        return True  # the door itself mends that
    named = applied.cfg().secret if applied else ""
    return named in ("", secret_name(enrolment.k_door))


def _lacks_radio_secret(data: Path, enrolment: Enrolment, now: float) -> bool:
    if enrolment.k_radio or now - (data / FILE_NAME).stat().st_mtime < ASK_AGAIN_S:
        return False
    try:
        return Options(data=data).settings().radio is not None
    except SettingsInvalid:
        return False  # the door itself tells that


def _renewed(data: Path, enrolment: Enrolment, authority: Path | None, now: int) -> Enrolment:
    draft = data / identity.DRAFT
    request = identity.request_for(identity.own_key(draft))
    present = load_key(Path(enrolment.key_file))
    asked = enrolling.ask_again(present, enrolment.device, request, iat=now)
    answer = enrolling.parse_answer(post(enrolment.server, RENEW, asked.to_body(), authority=authority))
    return identity.adopt(data, answer, draft, server=enrolment.server)
