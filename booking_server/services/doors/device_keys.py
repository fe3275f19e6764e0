"""The keys of devices: whose word a door's is. Known from its enrolment, never from what it says itself."""

from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import enrolling

Keys = tuple[ec.EllipticCurvePublicKey, ...]


def keys_of(uow: UnitOfWork, door_id: str) -> Keys:
    """Return the keys that speak for a door now: of its certificate, and of the one before a renewal.

    None for a door that was never enrolled with a key, was shut out, or whose certificate is over.
    """
    found = uow.door_enrolments.certified(door_id)
    if found is None or not found.certificate:
        return ()
    if x509.load_pem_x509_certificate(found.certificate.encode()).not_valid_after_utc <= uow.now:
        return ()
    return tuple(_key(request) for request in (found.request, found.earlier_request) if request)


@lru_cache(1024)
def _key(request: str) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(enrolling.public_key_of(request))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError(type(key).__name__)
    return key
