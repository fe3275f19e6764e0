"""The command of whoever looks after a device: `dorfschluessel-agent doctor`."""

import json
import time
from collections.abc import Iterator
from contextlib import closing

from lock_agent.contract.events import Event, EventType
from lock_agent.doctor import clock, identity, network, storage, units, wiring
from lock_agent.doctor.device import Device, Host, look_at
from lock_agent.doctor.findings import Finding, Level, fine, worst, wrong
from lock_agent.programs.enrol import Say
from lock_agent.programs.options import Options
from lock_agent.programs.owner import become_owner
from lock_agent.programs.site import site_of
from lock_agent.reports import Reports

PULSE_MS = 500
SUMMARY = {
    Level.FINE: "Alles in Ordnung.",
    Level.WARNING: "Die Tür arbeitet. Bitte sehen Sie sich die Warnungen an.",
    Level.ERROR: "Bitte beheben Sie die Fehler und prüfen Sie danach noch einmal.",
}
_DOOR_RUNS = "Die Tür läuft. Halten Sie sie für diese Probe an: systemctl stop dorfschluessel-door"


def doctor(options: Options, *, as_json: bool, pulses: bool, say: Say, host: Host | None = None) -> int:
    """Look at the device and say what is found; return 0, or 1 with a warning, or 2 with a fault.

    The strike moves only if `pulses`, and only while no door runs; it is recorded first.
    """
    become_owner(options.data)
    device = look_at(options)
    findings = list(_look(device, host or Host()))
    if pulses:
        findings.append(_pulse(device))
    level = worst(findings)
    if as_json:
        say(json.dumps({"level": level.name.lower(), "checks": [_fields(one) for one in findings]}))
    else:
        say("\n".join([*map(str, findings), "", SUMMARY[level]]))
    return int(level)


def _look(device: Device, host: Host) -> Iterator[Finding]:
    yield from units.check(device, host)
    yield from wiring.check(device)
    yield from clock.check(device, host)
    yield from storage.check(device)
    yield from identity.check(device)
    yield from network.check(device)


def _fields(finding: Finding) -> dict[str, str]:
    return {"check": finding.check, "level": finding.level.name.lower(), "text": finding.text}


def _pulse(device: Device) -> Finding:
    from lock_agent.hardware.guard import open_outputs  # noqa: PLC0415 -- gpiozero only where it is asked for

    if device.door is not None:
        return wrong("Probe-Öffnen", _DOOR_RUNS)
    if device.settings is None or device.enrolment is None:
        return wrong("Probe-Öffnen", "Erst mit Türprofil und Anmeldung. Beheben Sie die Fehler oben.")
    _record(device.options)
    try:
        outputs = open_outputs(device.settings, history=device.options.history)
    except OSError as error:
        return wrong(
            "Probe-Öffnen", f"Der Ausgang ist nicht zu haben ({error}). Prüfen Sie Pin und Gruppe gpio."
        )
    with closing(outputs):
        outputs.strike.pulse(PULSE_MS)
        time.sleep(PULSE_MS / 1000)
        outputs.strike.expire()
    return fine("Probe-Öffnen", "Der Türöffner war eine halbe Sekunde lang an. Haben Sie ihn gehört?")


def _record(options: Options) -> None:
    """Store what is about to happen before it does (protocol §6)."""
    site = site_of(options)
    with closing(site.open_store()) as store:
        reading = Reports(store, site.machine, has_rtc=site.settings.has_rtc).reading()
        values = {"unit": "doctor", "pulse_ms": PULSE_MS}
        mono_ms = site.machine.moment().mono_ms
        event = Event(
            0, store.boot, mono_ms, reading.now, reading.quality.value, EventType.STRIKE, data=values
        )
        with store.transaction() as connection:
            store.append(connection, event)
