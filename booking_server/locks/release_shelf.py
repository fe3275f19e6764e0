"""The releases of the door program that doors may fetch: files, believed before they lie there."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from booking_server.domain.errors import ReleaseRefused
from lock_agent.contract import releases
from lock_agent.contract.errors import ContractError
from lock_agent.contract.releases import Manifest

_PART = 256 * 1024


@dataclass(frozen=True, slots=True)
class Release:
    """A release by number, the version its program reports, and its file."""

    number: int
    name: str
    path: Path
    manifest: Manifest

    def wheels(self) -> dict[str, bytes]:
        """Return the wheels by name, as they were checked when the release was put on the shelf."""
        with self.path.open("rb") as file:
            file.readline(releases.LONGEST_HEADER + 1)
            return {wheel.name: file.read(wheel.size) for wheel in self.manifest.wheels}


class Shelf:
    """The folder. `keys` are whose releases count, raw public keys by name."""

    def __init__(self, folder: Path, keys: Mapping[str, bytes]) -> None:
        self._folder, self.keys = folder, keys

    def add(self, source: Path) -> Release:
        """Put a copy of a release on the shelf. Raises `ReleaseRefused` for one that no door would take."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            number, manifest = self._believed(file)
            _check_wheels(file, manifest)
            path = self._path(number)
            if path.exists():
                raise ReleaseRefused(
                    f"Die Nummer {number} gibt es schon. Eine neue Fassung braucht eine höhere."
                )
            file.seek(0)
            _copy(file, path)
        return Release(number, manifest.name, path, manifest)

    def get(self, number: int) -> Release | None:
        """Return a release, or None where its file is missing or is none any more."""
        path = self._path(number)
        try:
            with path.open("rb") as file:
                found, manifest = self._believed(file)
        except (OSError, ReleaseRefused):
            return None
        return Release(found, manifest.name, path, manifest)

    def all(self) -> tuple[Release, ...]:
        """Return what lies there, the oldest first."""
        numbers = sorted(int(path.stem) for path in self._folder.glob("*.dgh") if path.stem.isdecimal())
        return tuple(release for number in numbers if (release := self.get(number)) is not None)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.dgh"

    def _believed(self, file: IO[bytes]) -> tuple[int, Manifest]:
        header = file.readline(releases.LONGEST_HEADER + 1).removesuffix(b"\n")
        try:
            envelope, manifest = releases.believe(header, self.keys)
        except ContractError as error:
            raise ReleaseRefused(
                f"Das ist keine Programm-Fassung, die gilt ({error.code}). Stimmt RELEASE_KEYS?"
            ) from error
        return envelope.ver, manifest


def _check_wheels(file: IO[bytes], manifest: Manifest) -> None:
    for wheel in manifest.wheels:
        digest, left = hashlib.sha256(), wheel.size
        while left and (part := file.read(min(_PART, left))):
            digest.update(part)
            left -= len(part)
        if left or digest.hexdigest() != wheel.sha256:
            raise ReleaseRefused(f"{wheel.name} ist nicht vollständig oder wurde verändert.")
    if file.read(1):
        raise ReleaseRefused("Hinter den Paketen steht noch etwas.")


def _copy(source: IO[bytes], path: Path) -> None:
    draft = path.with_suffix(".draft")
    with draft.open("wb") as copy:
        while part := source.read(_PART):
            copy.write(part)
        copy.flush()
        os.fsync(copy.fileno())
    draft.replace(path)
