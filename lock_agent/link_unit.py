"""Putting a link together. Apart from `units.py`, so that a door never loads what talks to the network."""

from lock_agent.link import Link
from lock_agent.loop import Loop
from lock_agent.mqtt import Plug, plug
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.units import Site


def open_link(site: Site, loop: Loop, *, open_socket: Plug = plug) -> Link:
    """Start a link on a loop."""
    peer = Peer(site.data, LINK, DOOR)
    link = Link(
        site.open_store(),
        machine=site.machine,
        door=peer,
        loop=loop,
        has_rtc=site.settings.has_rtc,
        open_socket=open_socket,
    )
    loop.watch(peer, link.hear)
    return link
