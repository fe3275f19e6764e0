"""Keys for the simulated doors, so that they speak for themselves as the real ones do."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from booking_server.demo.layout import write_private
from booking_server.domain.doors import Door
from booking_server.services.doors.device_keys import keys_of
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House

KEY = "device.key"


def give_key(house: House, door: Door, directory: Path) -> Path:
    """Return the file with the key of a door, made and certified now unless it is already."""
    file = directory / KEY
    with house.reading() as uow:
        known = keys_of(uow, door.id)
    if file.exists() and _load(file).public_key() in known:
        return file
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(file, private.decode())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, door.id)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    setup.certify_door(house, door, request.public_bytes(Encoding.PEM).decode())
    return file


def _load(file: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(type(key).__name__)
    return key
