"""A phone with passkeys, in software: answers as a browser would, or as a forger might."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://127.0.0.1:8000"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
PRESENT_ONLY = AuthenticatorData.FLAG.UP


@dataclass
class Authenticator:
    """One key for one person. `counter` is what it says the next time; 0 for good, as phones do."""

    origin: str = ORIGIN
    party: str = "127.0.0.1"
    flags: AuthenticatorData.FLAG = PRESENT_AND_VERIFIED
    counter: int = 0
    cross_origin: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    user: bytes = b""

    def create(self, options: dict[str, Any], *, kind: str = "webauthn.create") -> str:
        """Answer a question for a new passkey."""
        self.user = _bytes(options["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(bytes(16), self.credential, public)
        flags = self.flags | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(sha256(self.party.encode()), flags, self.counter, bytes(made))
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data(options, kind)),
                "attestationObject": websafe_encode(attestation),
            }
        )

    def get(self, options: dict[str, Any], *, kind: str = "webauthn.get", counter: int | None = None) -> str:
        """Answer a question for signing in."""
        client_data = self._client_data(options, kind)
        given = self.counter if counter is None else counter
        data = AuthenticatorData.create(sha256(self.party.encode()), self.flags, given)
        signature = self.key.sign(bytes(data) + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.user),
            }
        )

    def _client_data(self, options: dict[str, Any], kind: str) -> CollectedClientData:
        return CollectedClientData.create(kind, options["challenge"], self.origin, self.cross_origin)

    def _answer(self, response: dict[str, str]) -> str:
        key_id = websafe_encode(self.credential)
        return json.dumps({"id": key_id, "rawId": key_id, "type": "public-key", "response": response})


def _bytes(given: object) -> bytes:
    from fido2.utils import websafe_decode

    return given if isinstance(given, bytes) else websafe_decode(str(given))
