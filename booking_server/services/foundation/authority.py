"""Giving out certificates and ending them before their time."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from booking_server.locks import authority
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import enrolling


def own_certificate(house: House) -> str:
    """Return the certificate (PEM) that devices and brokers check each other against."""
    return authority.pem(authority.certificate(house.keyring.authority_key))


def issue(house: House, uow: UnitOfWork, request: str, device: str) -> str:
    """Return a certificate (PEM) for a device's request; it is remembered. Raises MalformedMessage."""
    public_key = load_der_public_key(enrolling.public_key_of(request))
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        raise TypeError(type(public_key).__name__)
    made = authority.certify_device(house.keyring.authority_key, public_key, device, now=uow.now)
    uow.certificates.add(device, made.serial_number, made.not_valid_after_utc)
    return authority.pem(made)


def revoke(uow: UnitOfWork, device: str) -> None:
    """End every certificate of a device, from now on; the broker reads of it in the revocation list."""
    uow.certificates.revoke(device)


def revocation_list(house: House) -> bytes:
    """Return the list (PEM) the broker reads: what was ended before its time was over."""
    with house.reading() as uow:
        revoked: list[tuple[int, datetime]] = uow.certificates.revoked()
        return authority.revocation_list(house.keyring.authority_key, revoked, now=uow.now)


def serial_of(certificate: str) -> int:
    """Return the serial number of a certificate (PEM)."""
    return x509.load_pem_x509_certificate(certificate.encode()).serial_number
