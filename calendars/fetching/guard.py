"""The guard: asks once where a host is, and lets nobody go where one of the answers is not public."""

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from calendars.fetching.addresses import is_public
from calendars.fetching.errors import AddressRefused, FetchFailed
from calendars.fetching.targets import Target

Resolver = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host. Raises OSError."""

PATIENCE_S = 5.0
MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A target and the addresses it is pinned to: whatever its name says later, no other is connected to."""

    target: Target
    addresses: tuple[str, ...]


def find(target: Target, resolve: Resolver) -> Found:
    """Return a target with the addresses to connect to. Raises AddressRefused, FetchFailed.

    All answers must be public: a name that also leads inside is meant to lead inside.
    """
    answers = (target.host,) if target.is_address else tuple(resolve(target.host, target.port))
    if not answers:
        raise FetchFailed("unknown-host")
    if not all(map(is_public, answers)):
        raise AddressRefused("not-public")
    return Found(target, answers[:MOST_ADDRESSES])


def find_named(target: Target, resolve: Resolver) -> Found:
    """Return a target whose host the settings of this installation name, wherever that is.

    Only for hosts that whoever runs the server wrote down, never for what people entered. Raises FetchFailed.
    """
    answers = (target.host,) if target.is_address else tuple(resolve(target.host, target.port))
    if not answers:
        raise FetchFailed("unknown-host")
    return Found(target, answers[:MOST_ADDRESSES])


def ask_system(host: str, port: int) -> Sequence[str]:
    """Return what this machine's resolver knows, within some seconds. Raises FetchFailed.

    The resolver cannot be interrupted; one that hangs is left behind.
    """
    answers: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(one[4][0]) for one in found))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE_S)
    if asking.is_alive():
        raise FetchFailed("timeout")
    if failed:
        raise FetchFailed("unknown-host") from failed[0]
    return answers
