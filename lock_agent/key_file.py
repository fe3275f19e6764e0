"""The file of a device's private key. Apart from `identity.py`: a link signs, and reads no certificates.

What reads certificates takes more than two of the forty MiB a unit may have.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.contract.errors import MalformedMessage
from lock_agent.lean import without

with without("cryptography.hazmat.primitives.serialization.ssh"):  # which loads every cipher there is
    from cryptography.hazmat.primitives.serialization import load_pem_private_key


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read a private key. Raises `MalformedMessage`, `OSError`."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise MalformedMessage("key file") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise MalformedMessage("key file: kind")
    return key
