"""Whether the profile is sound, and whether everything it names is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from lock_agent.core.values import ContactFound, Disturbed, TamperChanged
from lock_agent.doctor.device import Device
from lock_agent.doctor.findings import NOT_OURS, Finding, fine, warning, wrong
from lock_agent.programs.options import PROFILE
from lock_agent.programs.owner import give_back
from lock_agent.settings import Settings, SettingsInvalid
from lock_agent.wiring import SerialWiring, UsbWiring

PARTS = {
    "keypad": "Tastenfeld",
    "scanner": "QR-Leser",
    "contact": "Türkontakt",
    "exit": "Taster innen",
    "tamper": "Gehäusekontakt",
    "emergency": "Not-Auf",
    "strike": "Türöffner",
}
CONTACTS = {
    "open": fine(PARTS["contact"], "meldet „offen“."),
    "closed": fine(PARTS["contact"], "meldet „geschlossen“."),
    "unknown": warning(PARTS["contact"], "hat noch nichts gemeldet. Öffnen und schließen Sie die Tür."),
}


def check(device: Device) -> Iterator[Finding]:
    """Look at the profile, then at the parts: through the running door, or at the pins if there is none."""
    try:
        device.options.settings(drives=True)
    except (SettingsInvalid, FileNotFoundError) as error:
        yield wrong("Türprofil", _what_to_do(device, error))
    except PermissionError:
        yield wrong("Türprofil", NOT_OURS.format(command=give_back(device.data)))
    if device.settings is None:
        return
    yield fine("Türprofil", f"Profil {device.settings.profile}, alle Regeln eingehalten.")
    if device.door is not None:
        yield from _parts(device.settings, device.door, _trouble(device))
    elif device.options.bench:
        yield warning("Verdrahtung", "Am Prüfstand antworten die Teile nur über die laufende Tür.")
    else:
        yield from _parts(device.settings, _seen_at_the_pins(device.settings), _trouble(device))


def _what_to_do(device: Device, error: SettingsInvalid | FileNotFoundError) -> str:
    path = device.options.profile or device.data / PROFILE
    if not path.exists():
        return f"{path} fehlt. Kopieren Sie das nächstliegende aus firmware_config/doors/ dorthin."
    return f"{str(error).splitlines()[0]}. Ändern Sie es und prüfen Sie mit: dorfschluessel-agent lint {path}"


def _parts(settings: Settings, seen: Mapping[str, Any], trouble: str) -> Iterator[Finding]:
    """Look at the parts that are named; `trouble` is why none of the pins can be had."""
    if trouble:
        yield wrong("Pins", trouble)
    faults = {str(part): str(fault) for part, fault in seen["faults"]}
    named = [part for part in PARTS if part == "strike" or getattr(settings.inputs, part) is not None]
    for part in named:
        if trouble and _is_at_a_pin(settings, part):
            continue
        if part in faults:
            yield _fault(part, faults[part])
        elif part == "contact":
            yield CONTACTS.get(str(seen["contact"]), CONTACTS["unknown"])
        elif part == "tamper" and seen["is_housing_open"]:
            yield warning(PARTS[part], "Das Gehäuse ist offen. Schließen Sie es, wenn Sie fertig sind.")
        else:
            yield fine(PARTS[part], "antwortet." if part != "strike" else "frei und gesichert.")


def _is_at_a_pin(settings: Settings, part: str) -> bool:
    wiring = None if part == "strike" else getattr(settings.inputs, part)
    return not isinstance(wiring, UsbWiring | SerialWiring)


def _trouble(device: Device) -> str:
    """Return why no pin of this machine can be had: then no cable is to blame. Nothing where they can."""
    from lock_agent.hardware.driver import header_chip, load_lgpio  # noqa: PLC0415 -- only on a look

    if device.options.bench:
        return ""
    try:
        lg = load_lgpio()
        handle, _ = header_chip(lg)
        lg.gpiochip_close(handle)
    except OSError as error:
        return str(error)
    return ""


def _fault(part: str, fault: str) -> Finding:
    if fault == "missing" and part == "strike":
        return wrong(PARTS[part], "Der Ausgang ist nicht zu haben. Prüfen Sie Pin und Gruppe gpio.")
    if fault == "missing":
        return wrong(PARTS[part], "antwortet nicht. Prüfen Sie Stecker, Kabel und den Eintrag im Türprofil.")
    return warning(PARTS[part], f"macht Fehler ({fault}). Prüfen Sie Kabel und Einstellung des Teils.")


def _seen_at_the_pins(settings: Settings) -> dict[str, Any]:
    """Open every input and the output as the door would, look once, and let go: nothing is energised."""
    from lock_agent.hardware.guard import open_outputs  # noqa: PLC0415 -- only where no guard has the pins
    from lock_agent.hardware.inputs import open_inputs  # noqa: PLC0415

    seen: dict[str, Any] = {"faults": [], "contact": "unknown", "is_housing_open": False}
    for source in open_inputs(settings.inputs):
        for happened in source.happened():
            match happened:
                case Disturbed(part, fault):
                    seen["faults"].append((part, fault))
                case ContactFound(is_open):
                    seen["contact"] = "open" if is_open else "closed"
                case TamperChanged(is_open):
                    seen["is_housing_open"] = is_open
        source.close()
    try:
        open_outputs(settings, history=None).close()
    except OSError:
        seen["faults"].append(("strike", "missing"))
    return seen
