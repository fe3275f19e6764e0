"""The key pair and certificate of a device: files beside the enrolment, under a name of their own each time.

The enrolment names the pair that counts and is written last, so after a power cut the device has its old
identity or its new one, never half of each. What no enrolment names is swept up with the next change.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from lock_agent.contract.enrolling import Answer
from lock_agent.contract.enrolment import FILE_NAME, Enrolment
from lock_agent.contract.errors import MalformedMessage
from lock_agent.files import sync_directory, write_atomically
from lock_agent.key_file import load_key

NAME = "dorfschluessel-door"
"""What a request calls itself; the server writes the name it chose into the certificate."""

DRAFT = "device.key.draft"
"""The key of an enrolment that is not through yet: a second try after a power cut claims with the same."""


def own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key of a file, made now if there is none. Raises `MalformedMessage` for another file."""
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        write_atomically(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return load_key(path)


def request_for(key: ec.EllipticCurvePrivateKey) -> str:
    """Return a certificate request (PEM) for a key."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, SHA256())
    return made.public_bytes(Encoding.PEM).decode()


def adopt(data: Path, answer: Answer, key_file: Path, *, server: str) -> Enrolment:
    """Become what the server said, with the key of `key_file`; return the enrolment as it was written.

    Raises `MalformedMessage` for a certificate that is not for this key or not for this device: the old
    identity stays.
    """
    enrolment = answer.enrolment
    if enrolment is None:
        raise MalformedMessage("answer: not ready")
    key = load_key(key_file)
    certificate = _certificate(answer.certificate)
    if certificate.public_key() != key.public_key():
        raise MalformedMessage("certificate: key")
    if [name.value for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] != [
        enrolment.device
    ]:
        raise MalformedMessage("certificate: device")
    _certificate(answer.authority)
    stem = f"device-{certificate.serial_number:x}"
    data = data.resolve()  # the units run in another folder than whoever enrols
    files = {"key": data / f"{stem}.key", "crt": data / f"{stem}.crt", "ca": data / f"{stem}.ca.crt"}
    write_atomically(files["key"], key_file.read_bytes())
    write_atomically(files["crt"], answer.certificate.encode())
    write_atomically(files["ca"], answer.authority.encode())
    named = replace(
        enrolment,
        tls=True,
        username="",
        password="",
        key_file=str(files["key"]),
        cert_file=str(files["crt"]),
        ca_file=str(files["ca"]),
        server=server,
    )
    named.save(data / FILE_NAME)
    sync_directory(data)
    _sweep(data, keep=frozenset(files.values()))
    return named


def life_of(enrolment: Enrolment) -> tuple[datetime, datetime]:
    """Return when the certificate of a device begins and ends. Raises `MalformedMessage`, `OSError`."""
    found = _certificate(Path(enrolment.cert_file).read_text(encoding="utf-8"))
    return found.not_valid_before_utc, found.not_valid_after_utc


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise MalformedMessage("certificate") from error


def _sweep(data: Path, *, keep: frozenset[Path]) -> None:
    for path in (*data.glob("device-*"), data / DRAFT):
        if path not in keep:
            path.unlink(missing_ok=True)
    sync_directory(data)
