"""The authority's certificates, judged by another program: openssl."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from booking_server.locks import authority
from booking_server.locks.keyring import Keyring
from lock_agent import clock

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWN = Keyring.from_master(bytes(32)).authority_key
THEIRS = Keyring.from_master(bytes(31) + b"\1").authority_key


def openssl(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def verdict(folder: Path, leaf: x509.Certificate, purpose: str, *more: object) -> str:
    """Return what openssl says of a certificate at NOW, against our own and our list of revoked ones."""
    (folder / "leaf.crt").write_text(authority.pem(leaf), encoding="utf-8")
    (folder / "ca.crt").write_text(authority.pem(authority.certificate(OWN)), encoding="utf-8")
    at = ("-attime", int(NOW.timestamp()), "-purpose", purpose, "-x509_strict", *more)
    return openssl("verify", "-CAfile", folder / "ca.crt", *at, folder / "leaf.crt")[1]


def device(key: ec.EllipticCurvePrivateKey = OWN, *, now: datetime = NOW) -> x509.Certificate:
    return authority.certify_device(
        key, ec.generate_private_key(ec.SECP256R1()).public_key(), "d-7f3a2c", now=now
    )


def test_a_device_is_believed_and_for_nothing_else(tmp_path: Path) -> None:
    assert verdict(tmp_path, device(), "sslclient").endswith("leaf.crt: OK\n")
    assert "unsupported certificate purpose" in verdict(tmp_path, device(), "sslserver").lower().replace(
        "unsuitable", "unsupported"
    )


@pytest.mark.parametrize(
    ("leaf", "said"),
    [
        (device(THEIRS), "unable to get local issuer certificate|certificate signature failure"),
        (device(now=NOW - timedelta(days=731)), "certificate has expired"),
        (device(now=NOW + timedelta(days=2)), "certificate is not yet valid"),
    ],
)
def test_whoever_we_do_not_know_is_not(tmp_path: Path, leaf: x509.Certificate, said: str) -> None:
    told = verdict(tmp_path, leaf, "sslclient")
    assert any(one in told for one in said.split("|")), told


def test_a_broker_is_believed_under_its_names(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = authority.certify_broker(OWN, key, ["broker.example.org", "192.0.2.7"], now=NOW)

    assert verdict(tmp_path, leaf, "sslserver", "-verify_hostname", "broker.example.org").endswith("OK\n")
    assert verdict(tmp_path, leaf, "sslserver", "-verify_ip", "192.0.2.7").endswith("OK\n")
    assert (
        "hostname mismatch"
        in verdict(tmp_path, leaf, "sslserver", "-verify_hostname", "b.example.org").lower()
    )


def test_a_revoked_certificate_is_refused_and_another_one_is_not(tmp_path: Path) -> None:
    lost, other = device(), device()
    listed = authority.revocation_list(OWN, [(lost.serial_number, NOW - timedelta(hours=1))], now=NOW)
    (tmp_path / "revoked.crl").write_bytes(listed)
    checked = ("-crl_check", "-CRLfile", tmp_path / "revoked.crl")

    assert "certificate revoked" in verdict(tmp_path, lost, "sslclient", *checked)
    assert verdict(tmp_path, other, "sslclient", *checked).endswith("OK\n")


def test_the_key_is_the_same_for_the_same_master_key_and_the_certificate_proves_old_ones() -> None:
    again = Keyring.from_master(bytes(32)).authority_key
    assert again.private_numbers() == OWN.private_numbers()
    assert THEIRS.private_numbers() != OWN.private_numbers()

    device().verify_directly_issued_by(authority.certificate(again))


def test_a_device_cannot_certify_others(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    made = authority.certify_device(OWN, key.public_key(), "d-7f3a2c", now=NOW)

    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not made.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_a_door_whose_clock_stood_still_finds_a_new_broker_valid_and_an_old_one_ended(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = authority.certify_broker(OWN, key, ["broker.example.org"], now=NOW)

    for moment in (clock.EARLIEST, int((NOW + timedelta(days=397)).timestamp())):
        assert verdict(tmp_path, leaf, "sslserver", "-attime", moment).endswith("OK\n")
    over = int((NOW + timedelta(days=399)).timestamp())
    assert "certificate has expired" in verdict(tmp_path, leaf, "sslserver", "-attime", over)
