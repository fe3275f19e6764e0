"""Whether the programs of the device run, and whether systemd watches over them."""

from collections.abc import Iterator

from lock_agent.doctor.device import Device, Host
from lock_agent.doctor.findings import Finding, fine, warning, wrong

UNITS = {"door": "Tür", "link": "Verbindung"}
RESTLESS = 10
"""Restarts since the device was switched on."""


def check(device: Device, host: Host) -> Iterator[Finding]:
    """Look at both programs; without systemd (bench) their own answers must do."""
    for unit, word in UNITS.items():
        answer = device.door if unit == "door" else device.link
        if host.booted.is_dir():
            yield _unit(unit, word, host, answers=answer is not None)
        elif answer is None:
            yield wrong(
                f"Programm {word}",
                f"antwortet nicht. Starten Sie es: dorfschluessel-agent {unit}"
                f"{' --bench' if device.options.bench else ''} --data {device.data}",
            )
        else:
            yield fine(f"Programm {word}", "läuft.")
    if device.door is not None and not device.door["sings"]:
        yield wrong(
            "Selbstprüfung",
            "Die Tür öffnet ihre Probe nicht. Starten Sie sie neu: systemctl restart dorfschluessel-door. "
            "Bleibt es dabei, wählen Sie am Schreibtisch bei der Tür „Gerät ersetzen“.",
        )


def _unit(unit: str, word: str, host: Host, *, answers: bool) -> Finding:
    name = f"dorfschluessel-{unit}.service"
    asked = ("ActiveState", "NRestarts", "WatchdogUSec")
    said = host.run("systemctl", "show", name, *(f"--property={one}" for one in asked))
    values = dict(line.partition("=")[::2] for line in said.splitlines())
    if values.get("ActiveState") != "active":
        return wrong(f"Programm {word}", f"läuft nicht. Starten Sie es: systemctl enable --now {name}")
    if not answers:
        return wrong(
            f"Programm {word}", f"läuft, antwortet aber nicht. Starten Sie es neu: systemctl restart {name}"
        )
    if unit == "door" and values.get("WatchdogUSec") in (None, "", "0", "infinity"):
        return warning(
            f"Programm {word}", "läuft ohne Wächter (WatchdogSec). Nehmen Sie die mitgelieferte Unit."
        )
    restarts = int(values.get("NRestarts") or 0)
    if restarts > RESTLESS:
        return warning(
            f"Programm {word}", f"wurde {restarts}-mal neu gestartet. Lesen Sie: journalctl -u {name}"
        )
    return fine(f"Programm {word}", "läuft.")
