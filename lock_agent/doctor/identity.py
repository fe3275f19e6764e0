"""Whether the device is a door, and can prove which one."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lock_agent import identity
from lock_agent.contract.enrolment import FILE_NAME, Enrolment, load_enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.doctor.device import Device
from lock_agent.doctor.findings import NOT_OURS, Finding, fine, warning, wrong
from lock_agent.key_file import load_key
from lock_agent.programs.owner import give_back


def check(device: Device) -> Iterator[Finding]:
    """Look at enrolment, key and certificate."""
    if device.enrolment is None:
        yield _no_enrolment(device.data)
        return
    yield fine("Anmeldung", f"Dieses Gerät ist die Tür {device.enrolment.device}.")
    if device.enrolment.tls:
        yield _certificate(device.data, device.enrolment)


def own_tls(enrolment: Enrolment) -> ssl.SSLContext:
    """Return what the device proves itself by. Raises `OSError` for missing files and what does not fit."""
    context = ssl.create_default_context(cafile=enrolment.ca_file)
    context.load_cert_chain(enrolment.cert_file, enrolment.key_file)
    return context


def _no_enrolment(data: Path) -> Finding:
    try:
        load_enrolment(data / FILE_NAME)
    except PermissionError:
        return wrong("Anmeldung", NOT_OURS.format(command=give_back(data)))
    except FileNotFoundError:
        command = f"dorfschluessel-agent enrol --data {data} --server https://…"
        return wrong("Anmeldung", f"fehlt. Melden Sie das Gerät an: {command}")
    except (OSError, ContractError):
        pass
    return wrong("Anmeldung", "ist nicht lesbar. Leeren Sie das Gerät (wipe) und melden Sie es neu an.")


def _certificate(data: Path, enrolment: Enrolment) -> Finding:
    try:
        begins, ends = identity.life_of(enrolment)
        load_key(Path(enrolment.key_file))
        own_tls(enrolment)
    except PermissionError:
        return wrong("Zertifikat", NOT_OURS.format(command=give_back(data)))
    except (OSError, ContractError):
        return wrong(
            "Zertifikat",
            "Zertifikat oder Schlüssel ist nicht lesbar, oder sie passen nicht zusammen. Wählen Sie am"
            " Schreibtisch bei der Tür „Gerät ersetzen“.",
        )
    now = datetime.now(UTC)
    until = f"{ends:%d.%m.%Y}"
    if now >= ends:
        return wrong(
            "Zertifikat", f"abgelaufen am {until}. Wählen Sie am Schreibtisch bei der Tür „Gerät ersetzen“."
        )
    if now < begins:
        return wrong("Zertifikat", "gilt noch nicht: Die Systemuhr geht nach. Stellen Sie sie.")
    if now >= begins + (ends - begins) / 2:
        return warning(
            "Zertifikat", f"gilt bis {until}, sollte aber erneuert sein: dorfschluessel-agent renew."
        )
    return fine("Zertifikat", f"gilt bis {until}.")
