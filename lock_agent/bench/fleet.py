"""The doors of `simulate --doors N`: a directory each, and room for them in one process."""

import resource
from dataclasses import replace
from pathlib import Path

from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.settings import SettingsInvalid

FILES_A_DOOR = 19
"""Two databases with their logs, two locks, sockets between the units, keypad, scanner, broker."""

FILES_BESIDES = 64


def prepare(directory: Path, doors: int, *, like: Path | None) -> list[Path]:
    """Return the directories of the doors, `door-0001` and on; those without an enrolment are enrolled
    like the door of the file `like`, under its name with their number. Raises `FileNotFoundError`.
    """
    found = [directory / f"door-{number:04d}" for number in range(1, doors + 1)]
    template = None if like is None else load_enrolment(like)
    for number, path in enumerate(found, start=1):
        if template is not None and not (path / FILE_NAME).exists():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            name = f"{template.device[:27]}-{number:04d}"
            username = template.username and name
            replace(template, device=name, username=username).save(path / FILE_NAME)
    return found


def make_room(doors: int) -> None:
    """Raise this process's limit of open files as far as the doors need. Raises `SettingsInvalid`."""
    needed = doors * FILES_A_DOOR + FILES_BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or needed <= soft:
        return
    if hard != resource.RLIM_INFINITY and needed > hard:
        fit = (hard - FILES_BESIDES) // FILES_A_DOOR
        raise SettingsInvalid(
            f"{doors} Türen brauchen {needed} offene Dateien, erlaubt sind {hard}: {fit} Türen"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
