"""The signed envelope: whose word a door takes."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.contract import envelope
from lock_agent.contract.errors import (
    ContractError,
    MalformedMessage,
    SignatureInvalid,
    StaleVersion,
    UnknownKey,
    WrongDevice,
    WrongType,
)
from tests.contract.samples import CREDS, KEY, NOW

KEYS = {"s3": KEY.public_key()}
VALUES: dict[str, Any] = {
    "t": "creds",
    "dev": "d-7f3a2c",
    "ver": 412,
    "iat": NOW,
    "exp": NOW + 30,
    "kid": "s3",
}


def sealed(key: Ed25519PrivateKey = KEY, **changes: Any) -> bytes:
    """Return an envelope for the door that differs from the usual one in `changes`."""
    return envelope.seal(**VALUES | {"body": CREDS.to_body(), "key": key} | changes)


def accept(raw: bytes, applied_ver: int = 411) -> bytes:
    """Do what a door does, and return the body it believes."""
    read = envelope.parse_envelope(raw)
    envelope.verify(read, KEYS, t="creds", dev="d-7f3a2c", applied_ver=applied_ver)
    return read.body


def test_a_door_believes_its_server() -> None:
    assert accept(sealed()) == CREDS.to_body()


def test_the_first_snapshot_is_newer_than_nothing() -> None:
    assert accept(sealed(ver=0), envelope.NOTHING_APPLIED) == CREDS.to_body()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"dev": "d-another"}, WrongDevice),
        ({"t": "cmd"}, WrongType),
        ({"ver": 411}, StaleVersion),
        ({"ver": 1}, StaleVersion),
        ({"kid": "s4"}, UnknownKey),
        ({"key": Ed25519PrivateKey.from_private_bytes(bytes(32))}, SignatureInvalid),
    ],
)
def test_a_door_believes_nothing_else(changes: dict[str, Any], error: type[ContractError]) -> None:
    with pytest.raises(error):
        accept(sealed(**changes))


@pytest.mark.parametrize(
    ("name", "value"),
    [("t", "cfg"), ("dev", "d-another"), ("ver", 999), ("iat", NOW - 1), ("exp", NOW + 99), ("body", "e30=")],
)
def test_every_field_is_signed(name: str, value: Any) -> None:
    raw = json.dumps(json.loads(sealed()) | {name: value}).encode()

    with pytest.raises(SignatureInvalid):
        accept(raw)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dev", "d-7f3a2c\n412"),
        ("kid", "s3\n"),
        ("t", "creds\nx"),
        ("t", "CREDS"),
        ("dev", "D-7F3A2C"),
        ("dev", "kurz"),
        ("sig", "AAAA"),
        ("body", "e30"),
        ("body", "e31="),
        ("body", "e3 0="),
        ("body", "é"),
        ("ver", -1),
        ("exp", NOW - 1),
        ("iat", 2**40),
    ],
)
def test_no_field_can_be_written_in_another_way(name: str, value: Any) -> None:
    raw = json.dumps(json.loads(sealed()) | {name: value}).encode()

    with pytest.raises(MalformedMessage):
        envelope.parse_envelope(raw)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_on_the_way_can_be_changed(place: int, bit: int) -> None:
    raw = bytearray(sealed())
    place %= len(raw)
    raw[place] ^= 1 << bit

    with pytest.raises(ContractError):
        accept(bytes(raw))


def test_a_body_too_large_for_any_door_is_not_sealed() -> None:
    with pytest.raises(MalformedMessage):
        sealed(body=b" " * 500_000)
