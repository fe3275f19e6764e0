"""Frames of LoRaWAN: the bytes as documented, for one door and one direction, and nothing by guessing."""

import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from lock_agent.contract import lora
from lock_agent.contract.errors import (
    ContractError,
    MalformedMessage,
    MessageTooLarge,
    SignatureInvalid,
    UnsupportedVersion,
)
from lock_agent.contract.events import Quality
from lock_agent.contract.lora import CodeRevoked, DownFrame, HeldRevoked, Revoked, UpFrame
from lock_agent.contract.offline_pin import OfflineWord
from tests.contract.samples import NOW

DOOR, K_RADIO = "d-7f3a2c", bytes(range(32))
WORD = OfflineWord(59198, 8, 3)
CODE = CodeRevoked(bytes.fromhex("0badc0ffee"), WORD)
TOKEN = CodeRevoked(bytes.fromhex("0123456789"))
HELD = HeldRevoked("00112233445566aa")
FRAME = DownFrame(NOW, NOW - 5, 412, (CODE, HELD))
ANSWER = UpFrame(41 << 32 | 77, NOW, 411, NOW + 9, 26, 3, Quality.DEGRADED)


def key(info: bytes) -> bytes:
    """HKDF-SHA256 without salt, as RFC 5869 writes it, for one block."""
    extracted = hmac.digest(bytes(32), K_RADIO, hashlib.sha256)
    return hmac.digest(extracted, info + b"\1", hashlib.sha256)


def mac(info: bytes, body: bytes) -> bytes:
    return hmac.digest(key(info), body, hashlib.sha256)[:8]


def down(frame: DownFrame = FRAME, device: str = DOOR, k_radio: bytes = K_RADIO) -> bytes:
    return lora.seal_down(frame, device=device, k_radio=k_radio)


def opened(raw: bytes, device: str = DOOR) -> DownFrame:
    return lora.open_down(raw, device=device, k_radio=K_RADIO)


def test_the_bytes_are_those_of_the_document() -> None:
    body = bytes.fromhex(f"11{NOW:08x}{NOW - 5:08x}0000019c 02 0badc0ffee 00e73e 1b 03 00112233445566aa")

    assert down() == body + mac(b"dgh-lora1/down/d-7f3a2c", body)
    assert opened(down()) == FRAME

    answer = bytes.fromhex(f"12 0000002900 00004d {NOW:08x} 0000019b {NOW + 9:08x} 001a 0003 01")
    raw = lora.seal_up(ANSWER, device=DOOR, k_radio=K_RADIO)
    assert raw == answer + mac(b"dgh-lora1/up/d-7f3a2c", answer)
    assert lora.open_up(raw, device=DOOR, k_radio=K_RADIO) == ANSWER


@pytest.mark.parametrize(("one", "fit"), [(TOKEN, 5), (CODE, 3), (HELD, 3)])
def test_several_operations_fit_into_the_shortest_frame(one: Revoked, fit: int) -> None:
    assert lora.most([one] * 9) == fit
    assert lora.most([one]) == 1
    full = replace(FRAME, revoked=(one,) * fit)

    assert len(down(full)) <= 51
    assert opened(down(full)) == full
    with pytest.raises(MessageTooLarge):
        down(replace(FRAME, revoked=(one,) * (fit + 1)))


def test_without_a_secret_nothing_is_sealed_and_nothing_believed() -> None:
    for k_radio in (b"", bytes(31)):
        with pytest.raises(MalformedMessage):
            down(k_radio=k_radio)
        with pytest.raises(MalformedMessage):
            lora.open_down(down(), device=DOOR, k_radio=k_radio)


def test_a_counter_goes_with_the_time_or_a_little_beyond_the_last_one() -> None:
    assert not lora.is_ahead(replace(FRAME, counter=NOW + 65_536, made_at=NOW), 7)
    assert not lora.is_ahead(replace(FRAME, counter=2**31 + 65_536, made_at=NOW), 2**31)
    for taken in (0, NOW, 2**31):
        assert lora.is_ahead(replace(FRAME, counter=2**32 - 1, made_at=NOW), taken)
        assert lora.is_ahead(replace(FRAME, counter=2**32 - 1, made_at=4_102_444_800), taken)


def test_a_frame_serves_one_door_one_hall_and_one_direction() -> None:
    for raw in (
        down(device="d-7f3a2d"),
        down(k_radio=bytes(32)),
        lora.seal_up(ANSWER, device=DOOR, k_radio=K_RADIO),
    ):
        with pytest.raises(SignatureInvalid):
            opened(raw)
    with pytest.raises(SignatureInvalid):
        lora.open_up(down(), device=DOOR, k_radio=K_RADIO)


def test_no_bit_of_a_frame_can_be_changed_and_no_byte_left_out() -> None:
    raw = down()
    for place in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(SignatureInvalid):
            opened(bytes(changed))
    for length in range(len(raw)):
        with pytest.raises((SignatureInvalid, MalformedMessage)):
            opened(raw[:length])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("21 00000001 00000001 00000001", UnsupportedVersion),
        ("11 00000001 00000001 000000", MalformedMessage),
        ("11 00000000 00000001 00000001", MalformedMessage),
        ("11 00000001 ffffffff 00000001", MalformedMessage),
        ("11 00000001 00000001 00000001 04 0000000000", MalformedMessage),
        ("11 00000001 00000001 00000001 01 00000000", MalformedMessage),
        ("11 00000001 00000001 00000001 02 0000000000 00e73e 54", MalformedMessage),
        ("11 00000001 00000001 00000001 02 0000000000 ffffff 00", MalformedMessage),
    ],
)
def test_what_is_well_sealed_may_still_be_nonsense(body: str, error: type[ContractError]) -> None:
    raw = bytes.fromhex(body)

    with pytest.raises(error):
        opened(raw + mac(b"dgh-lora1/down/d-7f3a2c", raw))


def test_what_no_door_would_read_is_not_sealed() -> None:
    for frame in (
        replace(FRAME, counter=2**32),
        replace(FRAME, counter=0),
        replace(FRAME, made_at=2**32 - 1),
    ):
        with pytest.raises(MalformedMessage):
            down(frame)
    for one in (
        HeldRevoked("00112233445566aa010badc0ffee"),
        HeldRevoked("00112233445566AA"),
        HeldRevoked("b-wedding"),
        CodeRevoked(b"1234"),
        CodeRevoked(TOKEN.token + bytes([1]) + TOKEN.token),
    ):
        with pytest.raises(MalformedMessage):
            down(replace(FRAME, revoked=(one,)))
    for answer in (replace(ANSWER, number=2**63), replace(ANSWER, at=2**32 - 1), replace(ANSWER, version=-1)):
        with pytest.raises(MalformedMessage):
            lora.seal_up(answer, device=DOOR, k_radio=K_RADIO)
    much = lora.seal_up(replace(ANSWER, age_h=99_999, kept=99_999), device=DOOR, k_radio=K_RADIO)
    assert lora.open_up(much, device=DOOR, k_radio=K_RADIO).age_h == 0xFFFF


def test_garbage_opens_nothing_and_raises_nothing_else(volume: Callable[[int, int], int]) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    luck, whole = random.Random(seed), (down(), lora.seal_up(ANSWER, device=DOOR, k_radio=K_RADIO))
    for _ in range(volume(2_000, 300_000)):
        raw = luck.randbytes(luck.randrange(70))
        if luck.random() < 0.5:
            good = luck.choice(whole)
            cut = luck.randrange(len(good))
            raw = good[:cut] + luck.randbytes(luck.randrange(4)) + good[cut + luck.randrange(4) :]
        if raw in whole:
            continue
        for read in (lora.open_down, lora.open_up):
            with pytest.raises((SignatureInvalid, MalformedMessage)):
                read(raw, device=DOOR, k_radio=K_RADIO)
