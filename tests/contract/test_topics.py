"""Topics: who speaks, and that nobody speaks for another."""

import pytest

from lock_agent.contract import topics
from lock_agent.contract.errors import WrongTopic
from lock_agent.contract.topics import Channel

TABLE = [
    (Channel.CFG, "dgh/1/d/d-7f3a2c/dn/cfg", True, 1),
    (Channel.CREDS, "dgh/1/d/d-7f3a2c/dn/creds", True, 1),
    (Channel.CMD, "dgh/1/d/d-7f3a2c/dn/cmd", False, 1),
    (Channel.ACK, "dgh/1/d/d-7f3a2c/dn/ack", False, 1),
    (Channel.TIME, "dgh/1/d/d-7f3a2c/dn/time", False, 0),
    (Channel.STATUS, "dgh/1/d/d-7f3a2c/up/status", True, 1),
    (Channel.REP, "dgh/1/d/d-7f3a2c/up/rep", True, 1),
    (Channel.EVT, "dgh/1/d/d-7f3a2c/up/evt", False, 1),
    (Channel.RES, "dgh/1/d/d-7f3a2c/up/res", False, 1),
]


@pytest.mark.parametrize(("channel", "text", "retained", "qos"), TABLE)
def test_the_topics_are_those_of_the_protocol(channel: Channel, text: str, retained: bool, qos: int) -> None:
    assert topics.topic(channel, "d-7f3a2c") == text
    assert topics.parse_topic(text) == (channel, "d-7f3a2c")
    assert (topics.retained(channel), topics.qos(channel)) == (retained, qos)


def test_the_table_is_complete() -> None:
    assert {row[0] for row in TABLE} == set(Channel)


@pytest.mark.parametrize(
    "device",
    ["", "short", "x" * 33, "D-7F3A2C", "d-7f3a2c/", "+", "#", "d-7f3a2c\n", "ä-7f3a2c", "d 7f3a2c", None],
)
def test_a_name_that_could_reach_beyond_its_topic_is_refused(device: str) -> None:
    with pytest.raises(WrongTopic):
        topics.topic(Channel.CFG, device)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dgh/1/d/d-7f3a2c/dn/cfg/",
        "/dgh/1/d/d-7f3a2c/dn/cfg",
        "dgh/1/d/d-7f3a2c/dn/cfg\n",
        "dgh/1/d/d-7f3a2c/x/dn/cfg",
        "dgh/2/d/d-7f3a2c/dn/cfg",
        "dgh/1/d/+/dn/cfg",
        "dgh/1/d/d-7f3a2c/up/cmd",
        "dgh/1/d/D-7F3A2C/dn/cfg",
    ],
)
def test_any_other_topic_is_refused(text: str) -> None:
    with pytest.raises(WrongTopic):
        topics.parse_topic(text)


def test_each_side_listens_to_the_other() -> None:
    assert (
        tuple(f"dgh/1/d/+/up/{end}" for end in ("status", "rep", "evt", "res")) == topics.SERVER_SUBSCRIPTIONS
    )
    assert topics.door_subscriptions("d-7f3a2c") == tuple(
        f"dgh/1/d/d-7f3a2c/dn/{end}" for end in ("cfg", "creds", "cmd", "ack", "time")
    )


def test_every_channel_has_a_limit() -> None:
    assert topics.max_bytes(Channel.EVT) == 32 * 1024
    assert all(0 < topics.max_bytes(channel) <= 520 * 1024 for channel in Channel)
