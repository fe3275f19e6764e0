"""The certificate authority of an installation: who a door or a broker is, said by us (X.509, ECDSA P-256).

Its key comes from the master key like every other: there is nothing more to guard or to back up. Its own
certificate is made anew whenever it is needed and always says the same, so old and new ones both prove
what it signed. A device's certificate carries the name the server chose; what the request says of names,
rights and life is not looked at.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
"""Before a door's system was built: no clock that stood still is earlier."""

ENDS = datetime(2056, 1, 1, tzinfo=UTC)
DEVICE_LIFE = timedelta(days=730)
"""A door renews at half of it, so one that was a year without network still gets in."""

BROKER_LIFE = timedelta(days=398)
CRL_LIFE = timedelta(days=3650)
"""A broker with a list that is over refuses everybody: a job that failed must not lock out every hall."""

LEEWAY = timedelta(days=1)
"""A new device's clock may be behind."""

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dorfschluessel doors")])
_TO_SIGN = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
_TO_CERTIFY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Return the authority's own certificate."""
    return (
        _begun(_NAME, key.public_key(), BEGINS, ENDS)
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_TO_CERTIFY, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def certify_device(
    key: ec.EllipticCurvePrivateKey, public_key: ec.EllipticCurvePublicKey, device: str, *, now: datetime
) -> x509.Certificate:
    """Return a certificate that says that this key is the device `device` (the common name)."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
    made = _leaf(
        key, subject, public_key, ExtendedKeyUsageOID.CLIENT_AUTH, begins=now - LEEWAY, ends=now + DEVICE_LIFE
    )
    return made.sign(key, SHA256())


def certify_broker(
    key: ec.EllipticCurvePrivateKey,
    public_key: ec.EllipticCurvePublicKey,
    hosts: Iterable[str],
    *,
    now: datetime,
) -> x509.Certificate:
    """Return a certificate for the broker at `hosts`: names or addresses.

    It is valid from the beginning. A door without a battery clock that was off while the broker got it could
    else never be told the time again.
    """
    names = tuple(hosts)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    made = _leaf(
        key, subject, public_key, ExtendedKeyUsageOID.SERVER_AUTH, begins=BEGINS, ends=now + BROKER_LIFE
    )
    hosts_named = x509.SubjectAlternativeName([_host(name) for name in names])
    return made.add_extension(hosts_named, critical=False).sign(key, SHA256())


def revocation_list(
    key: ec.EllipticCurvePrivateKey, revoked: Iterable[tuple[int, datetime]], *, now: datetime
) -> bytes:
    """Return the signed list (PEM) of serial numbers that count no more, each with the moment it ended."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_NAME)
        .last_update(now - LEEWAY)
        .next_update(now + CRL_LIFE)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for serial, at in revoked:
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(one)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def pem(made: x509.Certificate) -> str:
    """Return a certificate as text."""
    return made.public_bytes(Encoding.PEM).decode()


def _leaf(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    use: x509.ObjectIdentifier,
    *,
    begins: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return (
        _begun(subject, public_key, begins, ends)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_TO_SIGN, critical=True)
        .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        .add_extension(issuer, critical=False)
    )


def _begun(
    subject: x509.Name, public_key: ec.EllipticCurvePublicKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_NAME)
        .public_key(public_key)
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
