"""The topics of the door protocol (§2): who writes them, how they travel, how large they may be."""

import re
from enum import StrEnum

from lock_agent.contract.errors import WrongTopic

_DEVICE = r"[a-z0-9-]{6,32}"
DEVICE_ID = re.compile(_DEVICE)
"""A device name: MQTT user, client id and certificate name in one. Use `fullmatch`."""


class Channel(StrEnum):
    """One direction and purpose; the value is the end of the topic."""

    CFG = "dn/cfg"
    CREDS = "dn/creds"
    CMD = "dn/cmd"
    ACK = "dn/ack"
    TIME = "dn/time"
    STATUS = "up/status"
    REP = "up/rep"
    EVT = "up/evt"
    RES = "up/res"


_TOPIC = re.compile(rf"dgh/1/d/({_DEVICE})/({'|'.join(channel.value for channel in Channel)})")
_RETAINED = {Channel.CFG, Channel.CREDS, Channel.STATUS, Channel.REP}
_SNAPSHOT_LIMIT = 520 * 1024
_LIMITS = {Channel.CFG: 64 * 1024, Channel.CREDS: _SNAPSHOT_LIMIT, Channel.EVT: 32 * 1024}

SERVER_SUBSCRIPTIONS = tuple(
    f"dgh/1/d/+/{channel.value}" for channel in (Channel.STATUS, Channel.REP, Channel.EVT, Channel.RES)
)


def topic(channel: Channel, device: str) -> str:
    """Return the topic of one door's channel, or raise `WrongTopic` for a name that could reach beyond it."""
    if not isinstance(device, str) or DEVICE_ID.fullmatch(device) is None:
        raise WrongTopic("device name")
    return f"dgh/1/d/{device}/{channel.value}"


def parse_topic(text: str) -> tuple[Channel, str]:
    """Return channel and device of a topic. The identity comes from here, never from a body."""
    found = _TOPIC.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise WrongTopic("topic")
    return Channel(found[2]), found[1]


def qos(channel: Channel) -> int:
    """Return the MQTT quality of service, 0 for time answers (a late one is worthless) and 1 for the rest."""
    return 0 if channel is Channel.TIME else 1


def retained(channel: Channel) -> bool:
    """Return whether the broker keeps the newest message: state is kept, commands and events never."""
    return channel in _RETAINED


def max_bytes(channel: Channel) -> int:
    """Return the largest payload of a channel; the link drops anything larger before queueing it."""
    return _LIMITS.get(channel, 8 * 1024)


def door_subscriptions(device: str) -> tuple[str, ...]:
    """Return what a door listens to."""
    return tuple(topic(channel, device) for channel in Channel if channel.value.startswith("dn/"))
