"""Putting a link together. Apart from `units.py`, so that a door never loads what talks to the network."""

import socket
from pathlib import Path

from lock_agent import mqtt
from lock_agent.backoff import HTTPS_AFTER_S
from lock_agent.link import Link
from lock_agent.loop import Loop
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.site import Site
from lock_agent.store import Store
from lock_agent.transport import Handlers, Plug, Transport, plug
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
        from lock_agent.caller import Caller  # noqa: PLC0415 -- a hall with MQTT never loads it
        from lock_agent.https import HttpsConnection  # noqa: PLC0415
        from lock_agent.key_file import load_key  # noqa: PLC0415
        from lock_agent.post import address_of, server_ca, trust  # noqa: PLC0415

        at = address_of(enrolment.server)
        context = trust(server_ca(store.directory)) if at.is_secret else None  # one for both ways

        def dial() -> socket.socket:
            opened = open_socket(at.host, at.port, HttpsConnection.PATIENCE_S)
            return opened if context is None else context.wrap_socket(opened, server_hostname=at.host)

        key = load_key(Path(enrolment.key_file))
        return HttpsConnection(enrolment.device, key, lambda: Caller(dial, at.name), loop, handlers)

    return make
