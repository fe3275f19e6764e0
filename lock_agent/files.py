"""Small files written whole or not at all."""

import os
from pathlib import Path

SERVER_CA = "server-ca.crt"
"""Beside the enrolment: what the server is checked against, where the system's own list is not to count."""


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file; after a power cut it holds the old or the new content. Only its owner reads it."""
    draft = path.with_name(f".{path.name}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make renames in a directory durable."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
