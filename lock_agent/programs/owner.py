"""Whose the files of a device are, when a command is run as root."""

import os
import pwd
from pathlib import Path


def become_owner(data: Path) -> None:
    """As root, go on as whoever owns the device's files: what is made beside them must stay theirs."""
    owner = data.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    try:
        os.initgroups(pwd.getpwuid(owner.st_uid).pw_name, owner.st_gid)
    except KeyError:
        os.setgroups([owner.st_gid])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


def give_back(data: Path) -> str:
    """Return the command that gives a device the files that are not its own, in the folder that is."""
    owner = data.stat().st_uid
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    return f"chown -R {name}: {data}"
