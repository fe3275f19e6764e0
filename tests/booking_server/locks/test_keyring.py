"""Keys: what is encrypted for one place is read from there only; a token fits one purpose."""

import pytest

from booking_server.locks.keyring import CipherInvalid, Keyring

KEYRING = Keyring.from_master(bytes(range(32)))


def test_the_same_master_key_makes_the_same_keys_and_another_makes_others() -> None:
    again, other = Keyring.from_master(bytes(range(32))), Keyring.from_master(bytes(32))

    assert again.token("booking", "b1") == KEYRING.token("booking", "b1")
    assert again.snapshot_key.private_bytes_raw() == KEYRING.snapshot_key.private_bytes_raw()
    assert other.token("booking", "b1") != KEYRING.token("booking", "b1")
    assert KEYRING.snapshot_key.private_bytes_raw() != KEYRING.qr_key.private_bytes_raw()


def test_each_device_at_each_door_has_a_radio_secret_of_its_own() -> None:
    first = KEYRING.radio_secret("d-benken", 1)

    assert len(first) == 32
    assert Keyring.from_master(bytes(range(32))).radio_secret("d-benken", 1) == first
    for device, epoch in (("d-benken", 2), ("d-luette", 1), ("d-benken|1", 1)):
        assert KEYRING.radio_secret(device, epoch) != first
    assert Keyring.from_master(bytes(32)).radio_secret("d-benken", 1) != first


def test_a_master_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        Keyring.from_master(bytes(31))


def test_a_secret_is_read_from_its_own_place_only() -> None:
    cipher = KEYRING.encrypt(b"12345671", "access_codes/a")

    assert KEYRING.decrypt(cipher, "access_codes/a") == b"12345671"
    for wrong in (
        (cipher, "access_codes/b"),
        (cipher[:-1] + bytes([cipher[-1] ^ 1]), "access_codes/a"),
        (b"", "access_codes/a"),
    ):
        with pytest.raises(CipherInvalid):
            KEYRING.decrypt(*wrong)


def test_a_token_fits_one_purpose_one_subject_and_one_version() -> None:
    token = KEYRING.token("booking", "b1", 1)

    assert KEYRING.accepts(token, "booking", "b1", 1)
    for other in (("feed", "b1", 1), ("booking", "b2", 1), ("booking", "b1", 2)):
        assert not KEYRING.accepts(token, *other)
    assert not KEYRING.accepts("", "booking", "b1")
    assert not KEYRING.accepts("ä", "booking", "b1")
    assert len(token) == 24


def test_equal_pins_of_one_hall_look_equal_and_of_two_halls_do_not() -> None:
    assert KEYRING.fingerprint("12345671", "benken") == KEYRING.fingerprint("12345671", "benken")
    assert KEYRING.fingerprint("12345671", "benken") != KEYRING.fingerprint("12345671", "reetz")
