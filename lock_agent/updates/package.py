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
        package, is_whole = _read(path, keys, above)
    except StaleVersion as error:
        raise PackageOld("Dieses Programm ist nicht neuer als das der Tür.") from error
    except (ContractError, OSError) as error:
        raise PackageRefused(f"Diese Datei ist kein Programm für diese Tür ({_why(error)}).") from error
    if package.manifest.needs > PROTOCOL:
        raise PackageRefused("Dieses Programm setzt ein neueres voraus. Holen Sie erst das davor.")
    if not is_whole:
        raise PackageRefused("Die Datei ist nicht vollständig.")
    return package


def number_of(path: Path, keys: Mapping[str, bytes]) -> int:
    """Return the number of a whole release that may be believed to its last wheel, 0 for anything else."""
    try:
        package, is_whole = _read(path, keys, 0)
        return package.number if is_whole and _is_unchanged(package) else 0
    except (ContractError, OSError):
        return 0


def take_wheels(package: Package, folder: Path) -> None:
    """Write the wheels of a release into an empty folder. Raises `PackageRefused` for a changed one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    with _open(package.path) as file:
        file.seek(package.begins)
        for wheel in package.manifest.wheels:
            with (folder / wheel.name).open("wb") as copy:
                digest = _copied(file, copy, wheel)
            if digest != wheel.sha256:
                shutil.rmtree(folder)
                raise PackageRefused(f"{wheel.name} wurde verändert.")


def _read(path: Path, keys: Mapping[str, bytes], above: int) -> tuple[Package, bool]:
    """Return what a file says of itself, and whether it is as long as it says."""
    with _open(path) as file:
        header = file.readline(releases.LONGEST_HEADER + 1)
        size = os.fstat(file.fileno()).st_size
    envelope, manifest = releases.believe(header.removesuffix(b"\n"), keys, above=above)
    is_whole = size == len(header) + sum(wheel.size for wheel in manifest.wheels)
    return Package(path, envelope.ver, manifest, len(header)), is_whole


def _is_unchanged(package: Package) -> bool:
    with _open(package.path) as file, Path(os.devnull).open("wb") as nowhere:
        file.seek(package.begins)
        return all(_copied(file, nowhere, wheel) == wheel.sha256 for wheel in package.manifest.wheels)


def _open(path: Path) -> IO[bytes]:
    """Open a file somebody else may have put there: no link, and nothing one could wait on."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "no file", str(path))
    return file


def _copied(file: IO[bytes], copy: IO[bytes], wheel: Wheel) -> str:
    digest, left = hashlib.sha256(), wheel.size
    while left and (part := file.read(min(_PART, left))):
        copy.write(part)
        digest.update(part)
        left -= len(part)
    return digest.hexdigest()


def _why(error: Exception) -> str:
    return error.code if isinstance(error, ContractError) else type(error).__name__
