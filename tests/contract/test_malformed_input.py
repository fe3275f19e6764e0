"""Whatever arrives, a parser answers with a value or a `ContractError`, and soon."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent.contract import damm, keyholder, offline_pin, qr_token, topics, wire
from lock_agent.contract.errors import ContractError, MalformedMessage, MessageTooLarge
from tests.contract.samples import KEY, MESSAGES, NOW, Message
from tests.costs import seconds_of_cpu

EACH = pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
HOSTILE = [
    b"",
    b"\xff\xfe",
    b'{"v":"\xc3\x28"}',
    b"null",
    b"[]",
    b"[" * 100_000,
    b'{"a":' * 5_000,
    b'{"v":NaN}',
    b'{"v":Infinity}',
    b'{"v":1e999}',
    b'{"v":' + b"9" * 5_000 + b"}",
    b'{"v":18446744073709551616}',
    b'{"v":1,"v":1}',
    b'{"v":"\\ud800"}',
    b'{"\\ud800":1}',
    b'{"crit":"v"}',
    b'{"crit":[["v"]]}',
    b'{"crit":[1]}',
    b'{"v":true}',
    b'{"v":1.0}',
    b'\xef\xbb\xbf{"v":1}',
]


def answers(parse: Callable[[Any], Any], value: Any) -> None:
    """Fail with the real exception if anything but a ContractError comes out."""
    with contextlib.suppress(ContractError):
        parse(value)


@EACH
@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_are_malformed(message: Message, raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        message.parse(raw)


@EACH
@pytest.mark.parametrize(
    "unheard_of",
    [
        b'"x":NaN',
        b'"x":-Infinity',
        b'"x":1e999',
        b'"x":9223372036854775808',
        b'"x":-9223372036854775809',
        b'"x":' + b"1" * 5_000,
        b'"x":' + b"[" * 8 + b"]" * 8,
        b'"x":"\\ud800"',
        b'"x":"\xff"',
        b'"x":1,"x":1',
        b'"crit":[],"crit":[]',
    ],
)
def test_what_is_no_proper_json_is_not_ignored_in_unknown_fields(message: Message, unheard_of: bytes) -> None:
    with pytest.raises(MalformedMessage):
        message.parse(message.payload[:-1] + b"," + unheard_of + b"}")


@EACH
def test_proper_json_is_ignored_in_unknown_fields(message: Message) -> None:
    unheard_of = b'"x":[[[[[[[-9223372036854775808,9223372036854775807,1.5,"\\ud83d\\ude00"]]]]]]]'

    assert message.parse(message.payload[:-1] + b"," + unheard_of + b"}") == message.value


@EACH
def test_an_oversized_message_is_refused_unread(message: Message) -> None:
    with pytest.raises(MessageTooLarge):
        message.parse(message.payload + b" " * 600_000)


@EACH
@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=300))
def test_random_bytes_are_answered(message: Message, raw: bytes) -> None:
    answers(message.parse, raw)


@EACH
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_field_of_another_kind_is_answered(message: Message, data: st.DataObject) -> None:
    fields = json.loads(message.payload)
    place = fields
    while True:
        name = data.draw(st.sampled_from(sorted(place)))
        inner = place[name][0] if isinstance(place[name], list) and place[name] else place[name]
        if not isinstance(inner, dict) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[name] = data.draw(JSON)

    answers(message.parse, json.dumps(fields).encode())


@EACH
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flipped_byte_is_answered(message: Message, data: st.DataObject) -> None:
    raw = bytearray(message.payload)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    answers(message.parse, bytes(raw))


@EACH
def test_every_truncation_is_malformed(message: Message) -> None:
    for length in range(len(message.payload)):
        with pytest.raises(MalformedMessage):
            message.parse(message.payload[:length])


@EACH
def test_a_boolean_is_no_number(message: Message) -> None:
    fields = json.loads(message.payload)
    for name in [name for name, value in fields.items() if type(value) is int]:
        with pytest.raises(MalformedMessage):
            message.parse(json.dumps(fields | {name: True}).encode())


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=250) | st.text("0123456789", max_size=260) | st.text("²٣१0", max_size=11) | JSON)
def test_anything_typed_or_scanned_is_answered(text: Any) -> None:
    keys = {1: KEY.public_key()}

    answers(lambda value: qr_token.read(value, keys), text)
    answers(lambda value: offline_pin.find(bytes(32), value, NOW), text)
    answers(keyholder.holder_number, text)
    answers(damm.check_digit, text)
    answers(topics.parse_topic, text)
    assert damm.is_valid(text) in (True, False)


@settings(max_examples=300, deadline=None)
@given(number=st.integers(2**664, 2**665 - 1))
def test_a_number_of_the_right_size_is_no_token(number: int) -> None:
    with pytest.raises(ContractError):
        qr_token.read(str(number), {kid: KEY.public_key() for kid in range(16)})


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":"' + b'\\"' * 190_000,
        b"[" * 390_000,
        b'"' * 390_000,
        b"{}" * 190_000,
        b'{"a":[' + b"{}," * 120_000,
    ],
)
def test_a_hostile_body_costs_no_time(raw: bytes) -> None:
    def refused() -> None:
        with pytest.raises(MalformedMessage):
            wire.load(raw)

    assert seconds_of_cpu(refused) < 1
