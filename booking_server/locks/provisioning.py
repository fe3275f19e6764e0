"""The files that make a fresh Raspberry Pi the device of a door: from `firmware_config/`, for one hall.

The same facts give the same bytes. The one secret in it is the enrolment token, which serves one device once.
"""

import io
import json
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import firmware_config
from booking_server.domain.errors import ReleaseRefused
from booking_server.locks.release_shelf import Release
from lock_agent.contract.releases import requirements

SOURCE = Path(firmware_config.__file__).parent
UNITS = SOURCE.parent / "systemd"
"""The units lie beside the packages: a server is installed from a clone."""

PROFILES = ("a", "b", "c")
OUTPUTS = ("strike", "magnet", "request")
OWN_UNITS = ("door", "link", "lora", "enrol", "identity", "renew", "fetch", "update")
TIME_SERVERS = ("ptbtime1.ptb.de", "ptbtime2.ptb.de", "ptbtime3.ptb.de")
"""Of the Physikalisch-Technische Bundesanstalt, which keeps the legal time of Germany; they speak NTS."""

_MODES = {".sh": 0o755}
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is different from hall to hall. `time_servers` of one's own are asked without NTS."""

    hall: str
    slug: str
    door: str
    token: str = field(repr=False)
    expires: str
    server: str
    desk: str
    profile: str = "a"
    time_servers: tuple[str, ...] = ()


def pack(facts: Facts, release: Release, keys: Mapping[str, bytes]) -> bytes:
    """Return the ZIP for one door. Raises `ReleaseRefused` where the units are not installed."""
    files = {**_boot_files(facts), **_setup_files(facts), **_program_files(release, keys)}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = _MODES.get(Path(name).suffix, 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return content.getvalue()


def _boot_files(facts: Facts) -> dict[str, bytes]:
    values = _values(facts)
    return {
        "LIESMICH.txt": _filled("provision/LIESMICH.txt", values).replace(b"\n", b"\r\n"),
        "user-data": _filled("provision/user-data", values),
        "meta-data": _filled("provision/meta-data", values),
        "network-config": _read("boot/network-config"),
        "dorfschluessel/config.txt": _filled("boot/config.txt", values),
        "dorfschluessel/chrony.conf": _filled("chrony/chrony.conf", values),
    }


def _setup_files(facts: Facts) -> dict[str, bytes]:
    plain = ("setup.sh", "journald.conf", "watchdog.conf", "overlayroot.conf")
    mounts = {path.name: path.read_bytes() for path in (SOURCE / "provision/units").iterdir()}
    return {
        **{f"dorfschluessel/{name}": _read(f"provision/{name}") for name in plain},
        **{f"dorfschluessel/units/{name}": raw for name, raw in {**mounts, **_units()}.items()},
        "dorfschluessel/door.toml": _read(f"doors/profile-{facts.profile}.toml"),
        "dorfschluessel/agent.env": f"SERVER={facts.server}\n".encode(),
        "dorfschluessel/anmelde-code.txt": f"{facts.token}\n".encode(),
    }


def _program_files(release: Release, keys: Mapping[str, bytes]) -> dict[str, bytes]:
    pinned = {kid: key.hex() for kid, key in keys.items()}
    present = {"number": release.number, "name": release.name, "keys": pinned}
    return {
        **{f"dorfschluessel/wheels/{name}": raw for name, raw in release.wheels().items()},
        "dorfschluessel/wheels/requirements.txt": requirements(release.manifest).encode(),
        "dorfschluessel/release.json": _json(present),
        "dorfschluessel/state.json": _json({"keys": pinned, "failed": 0, "was_up": False}),
    }


def _units() -> dict[str, bytes]:
    found = {
        path.name: path.read_bytes() for name in OWN_UNITS for path in UNITS.glob(f"dorfschluessel-{name}.*")
    }
    if not found:
        raise ReleaseRefused(
            "Der Ordner systemd/ fehlt auf diesem Server: Er ist nicht aus einem Klon eingerichtet."
        )
    return found


def _values(facts: Facts) -> dict[str, str]:
    profile = tomllib.loads(_read(f"doors/profile-{facts.profile}.toml").decode())
    (output,) = [profile[kind] for kind in OUTPUTS if kind in profile]
    own = [f"server {host} iburst" for host in facts.time_servers]
    servers = own or [f"server {host} iburst nts" for host in TIME_SERVERS]
    return {
        "hall": facts.hall,
        "door": facts.door,
        "desk": facts.desk,
        "expires": facts.expires,
        "hostname": f"tuer-{facts.slug}"[:63].rstrip("-"),
        "instance": f"dorfschluessel-{facts.slug}",
        "profile": facts.profile.upper(),
        "strike_pin": str(output["pin"]),
        "strike_level": "dl" if output["active_high"] else "dh",
        "servers": "\n".join(servers),
        "minsources": str(min(2, len(servers))),
    }


def _filled(name: str, values: Mapping[str, str]) -> bytes:
    return Template(_read(name).decode()).substitute(values).encode()


def _read(name: str) -> bytes:
    return (SOURCE / name).read_bytes()


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"
