"""Asking a running unit how it is, from another program of the same device."""

import select
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from lock_agent.peers import Peer


def ask(data: Path, own: str, unit: str, say: str, *, patience_s: float) -> dict[str, Any] | None:
    """Return what the unit answers to `say`, or None where it does not: it is not there, or it hangs.

    `own` is one of `peers.ASKERS`.
    """
    try:
        # We may be root, the unit answers as itself; the directory is closed to others anyway.
        peer = Peer(data, own, unit, mode=0o666)
    except OSError:
        return None
    with closing(peer):
        return _answer(peer, say, patience_s) if peer.send(say, by=own) else None


def _answer(peer: Peer, say: str, patience_s: float) -> dict[str, Any] | None:
    ends = time.monotonic() + patience_s
    while (left := ends - time.monotonic()) > 0:
        select.select([peer], [], [], left)
        for message in peer.messages():
            if message.get("say") == say:
                return message
    return None
