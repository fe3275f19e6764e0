"""Putting a link together. Apart from `units.py`, so that a door never loads what talks to the network."""

import socket
from pathlib import Path
from typing import Any

from lock_agent import mqtt
from lock_agent.backoff import HTTPS_AFTER_S
from lock_agent.link import Link
from lock_agent.loop import Loop
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.store import Store
from lock_agent.transport import Handlers, Plug, Transport, plug
from lock_agent.units import Site
from lock_agent.uplink import Make


def open_link(
    site: Site, loop: Loop, *, open_socket: Plug = plug, https_after_s: float = HTTPS_AFTER_S
) -> Link:
    """Start a link on a loop."""
    peer = Peer(site.data, LINK, DOOR)
    store = site.open_store()
    link = Link(
        store,
        machine=site.machine,
        door=peer,
        loop=loop,
        has_rtc=site.settings.has_rtc,
        mqtt=lambda handlers: mqtt.Connection(store.enrolment, loop, handlers, open_socket=open_socket),
        https=_https(store, loop, open_socket),
        https_after_s=https_after_s,
    )
    loop.watch(peer, link.hear)
    return link


def _https(store: Store, loop: Loop, open_socket: Plug) -> Make | None:
    """Return how the HTTPS twin is made, for a device that has a key and knows the server's address."""
    enrolment = store.enrolment
    if not enrolment.key_file or not enrolment.server:
        return None

    def make(handlers: Handlers) -> Transport:
        from lock_agent.https import HttpsConnection  # noqa: PLC0415 -- a hall with MQTT never loads it
        from lock_agent.key_file import load_key  # noqa: PLC0415
        from lock_agent.post import connect, server_ca  # noqa: PLC0415

        def opened(place: tuple[str, int], timeout: float, *_: object) -> socket.socket:
            return open_socket(place[0], place[1], timeout)

        def dial() -> Any:
            made: Any = connect(
                enrolment.server, server_ca(store.directory), timeout=HttpsConnection.PATIENCE_S
            )
            # The bench pulls cables, and http.client offers no other place to plug one in.
            made._create_connection = opened
            return made

        key = load_key(Path(enrolment.key_file))
        return HttpsConnection(enrolment.device, key, dial, loop, handlers)

    return make
