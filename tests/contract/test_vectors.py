"""Every vector the door protocol prints, computed by our code."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent.contract import booking_pin, damm, envelope, offline_pin, qr_token
from lock_agent.contract.offline_pin import OfflineWord

SEED = bytes(range(0x20, 0x40))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
K_DOOR = bytes(range(32))
OCTOBER = 59198
TOKEN = (
    "81628122059883820530701277999200364075792393200535789842341143280706933992921707546800016717043988447646"
    "409007744586739382302256428052937662382140740599284164731941306241497169962473873928622433112068"
)


def test_the_check_digit_of_572_is_4() -> None:
    assert damm.check_digit("572") == "4"
    assert damm.is_valid("5724")


def test_the_envelope_carries_the_printed_signature() -> None:
    raw = envelope.seal(
        t="creds",
        dev="d-7f3a2c",
        ver=412,
        iat=1772000000,
        exp=1774592000,
        kid="s3",
        body=b'{"credentials":[],"v":1}',
        key=KEY,
    )

    read = envelope.parse_envelope(raw)

    expected = "1Ag6smlviJMmSCNuKIVsv6thjClV7ZvjoHEJu8pz6J0Hz3xPSEdbCoExFFA/roMt8kyPsmDmGDc5ok29CcPYDQ=="
    assert base64.b64encode(read.sig).decode() == expected
    envelope.verify(read, {"s3": KEY.public_key()}, t="creds", dev="d-7f3a2c", applied_ver=411)


def test_the_booking_pin_has_the_printed_hash() -> None:
    hashed = booking_pin.hash_pin("12345671", bytes(range(16)))

    assert hashed.hex() == "0215a760cdde8a47888ee52bbcc3b2a3"


def test_the_quarter_has_the_printed_key() -> None:
    start = int(datetime(2026, 10, 2, 14, tzinfo=UTC).timestamp())

    assert offline_pin.smallest_duration(start, start + 3600) == (OCTOBER, 1)
    assert offline_pin.epoch_key(K_DOOR, OCTOBER).hex() == (
        "c6ea66e0d292fcbe1d2dc993f4791105283b001216455c8b3d7961d541ada082"
    )


@pytest.mark.parametrize(
    ("dur", "seq", "code"),
    [(8, 0, "37779760523"), (8, 1, "08916433549"), (1, 0, "97880323763"), (168, 3, "72252688731")],
)
def test_the_offline_pins_are_the_printed_ones(dur: int, seq: int, code: str) -> None:
    word = OfflineWord(OCTOBER, dur, seq)
    start, _ = offline_pin.period(word)

    assert offline_pin.derive(K_DOOR, word) == code
    assert offline_pin.find(K_DOOR, code, start) == word


def test_the_qr_token_has_the_printed_digits() -> None:
    token = qr_token.read(TOKEN, {1: KEY.public_key()})

    assert qr_token.pack(token).hex() == "1100001b770badc0ffee01c7764800900402ed"
    assert qr_token.issue(token, KEY) == TOKEN
    assert len(TOKEN) <= 201


def test_the_qr_token_says_what_its_bytes_say() -> None:
    token = qr_token.read(TOKEN, {1: KEY.public_key()})

    assert token == qr_token.QrToken(
        key_id=1,
        site=7031,
        token_id=bytes.fromhex("0badc0ffee"),
        not_before=0x01C77648 * 60,
        duration_s=12 * 3600,
        doors=frozenset({1}),
        lead_hours=0x02ED,
    )
