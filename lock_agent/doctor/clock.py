"""Whether the device knows what time it is (protocol §7), and who tells it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from lock_agent.doctor.device import Device, Host
from lock_agent.doctor.findings import Finding, fine, warning, wrong

OFF_S = 120
QUALITIES = {
    "ok": fine("Uhr der Tür", "vertrauenswürdig."),
    "degraded": warning(
        "Uhr der Tür",
        "Noch nie oder seit über 7 Tagen nicht mehr hat ein Server die Zeit bestätigt: Codes gelten 10"
        " Minuten großzügiger. Stellen Sie die Verbindung her.",
    ),
    "untrusted": wrong(
        "Uhr der Tür",
        "Die Tür weiß nicht, wie spät es ist. Stellen Sie die Verbindung her oder bauen Sie eine"
        " Batterieuhr ein.",
    ),
}


def check(device: Device, host: Host) -> Iterator[Finding]:
    """Look at the door's trust, the battery clock, the network's time and the machine's clock."""
    door, told = device.door, int((device.link or {}).get("now") or 0)
    if door is not None and told and int(door["floor"]) > told + OFF_S:
        yield _is_ahead(int(door["floor"]), told)
    elif door is not None:
        yield _against("Zeit-Untergrenze", int(door["floor"]), is_floor=True)
    if door is not None:
        yield QUALITIES.get(str(door["quality"]), QUALITIES["untrusted"])
    if told:
        yield _against("Zeit vom Server", told, is_floor=False)
    if device.settings is not None and device.settings.has_rtc:
        yield _battery(host, on_bench=device.options.bench)
    if host.is_synchronised():
        yield fine("Zeit aus dem Netz", "Die Systemuhr wird gestellt.")
    else:
        yield warning(
            "Zeit aus dem Netz", "Niemand stellt die Systemuhr. Prüfen Sie chrony: chronyc sources."
        )


def _against(check_name: str, known: int, *, is_floor: bool) -> Finding:
    """Compare the machine's clock with a time that is known to have come already, or to be now."""
    off = int(time.time()) - known
    if off >= -OFF_S and (is_floor or off <= OFF_S):
        return fine(check_name, f"{datetime.fromtimestamp(known, UTC):%d.%m.%Y, %H:%M} UTC.")
    off_words = f"{abs(off) // 60} Minuten {'nach' if off < 0 else 'vor'}"
    return wrong(check_name, f"Die Systemuhr geht {off_words}. Stellen Sie sie: chronyc makestep.")


def _is_ahead(floor: int, told: int) -> Finding:
    """Say what is to be done where all clocks once said more than the server says now."""
    return wrong(
        "Zeit-Untergrenze",
        f"Die Tür hält es für {(floor - told) // 60} Minuten später, als der Server sagt: So spät war es ihr"
        " schon einmal. Codes enden so viel zu früh. Sagen Server und Systemuhr beide das Richtige und ändert"
        " sich in zehn Minuten nichts, wählen Sie am Schreibtisch bei der Tür „Gerät ersetzen“ und melden"
        " dieses Gerät neu an.",
    )


def _battery(host: Host, *, on_bench: bool) -> Finding:
    if host.rtc.exists():
        return fine("Batterieuhr", "gefunden.")
    if on_bench:
        return fine("Batterieuhr", "hat dieser Rechner nicht; ohne Pins zählt es nicht.")
    return wrong(
        "Batterieuhr",
        "fehlt, obwohl das Türprofil eine nennt. Prüfen Sie Modul und Zeile dtoverlay=i2c-rtc,ds3231.",
    )
