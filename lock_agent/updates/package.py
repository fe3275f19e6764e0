"""A release's file at the device: believed first, then its wheels are taken out, each by its hash."""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lock_agent.contract import releases
from lock_agent.contract.errors import ContractError, StaleVersion
from lock_agent.contract.releases import Manifest, Wheel
from lock_agent.contract.status import PROTOCOL

_PART = 256 * 1024


class PackageRefused(Exception):
    """A release that is not to be installed; the message is for a technician."""


class PackageOld(PackageRefused):
    """A release that is not newer than what is installed, or than one that failed here."""


@dataclass(frozen=True, slots=True)
class Package:
    """A release that may be believed, and where in the file its wheels begin."""

    path: Path
    number: int
    manifest: Manifest
    begins: int


def open_package(path: Path, keys: Mapping[str, bytes], *, above: int) -> Package:
    """Return a release that a pinned key signed and that is newer than `above`. Raises `PackageRefused`."""
    try:
        with _open(path) as file:
            header = file.readline(releases.LONGEST_HEADER + 1)
            size = os.fstat(file.fileno()).st_size
        envelope, manifest = releases.believe(header.removesuffix(b"\n"), keys, above=above)
    except StaleVersion as error:
        raise PackageOld("Dieses Programm ist nicht neuer als das der Tür.") from error
    except (ContractError, OSError) as error:
        raise PackageRefused(f"Diese Datei ist kein Programm für diese Tür ({_why(error)}).") from error
    if manifest.needs > PROTOCOL:
        raise PackageRefused("Dieses Programm setzt ein neueres voraus. Holen Sie erst das davor.")
    if size != len(header) + sum(wheel.size for wheel in manifest.wheels):
        raise PackageRefused("Die Datei ist nicht vollständig.")
    return Package(path, envelope.ver, manifest, len(header))


def take_wheels(package: Package, folder: Path) -> None:
    """Write the wheels of a release into an empty folder. Raises `PackageRefused` for a changed one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    with _open(package.path) as file:
        file.seek(package.begins)
        for wheel in package.manifest.wheels:
            if _copied(file, folder / wheel.name, wheel) != wheel.sha256:
                shutil.rmtree(folder)
                raise PackageRefused(f"{wheel.name} wurde verändert.")


def _open(path: Path) -> IO[bytes]:
    """Open a file somebody else may have put there: no link, and nothing one could wait on."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "no file", str(path))
    return file


def _copied(file: IO[bytes], target: Path, wheel: Wheel) -> str:
    digest, left = hashlib.sha256(), wheel.size
    with target.open("wb") as copy:
        while left and (part := file.read(min(_PART, left))):
            copy.write(part)
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()


def _why(error: Exception) -> str:
    return error.code if isinstance(error, ContractError) else type(error).__name__
