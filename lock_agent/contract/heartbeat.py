"""The signed heartbeat: a report that only the living device can have made (§2, §4).

The device's key signs the report together with the newest time the server told it and a number that grows.
So whoever owns the broker can neither invent a report, nor repeat one, nor keep one for later.
A server of an earlier version reads such a report as it always did.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.contract import device_key, wire
from lock_agent.contract.errors import SignatureInvalid
from lock_agent.contract.fields import Fields
from lock_agent.contract.status import Report, parse_report

_MAX = 8 * 1024
_SIGNATURE = "sig"


@dataclass(frozen=True, slots=True, order=True)
class Freshness:
    """When a report was made at the earliest: after `heard`, a time of the server's (epoch s, 0 for none)."""

    heard: int
    number: int


def sign_report(report: Report, key: ec.EllipticCurvePrivateKey, device: str, fresh: Freshness) -> bytes:
    """Return the payload of a report, signed."""
    values = wire.load(report.to_body(), limit=_MAX) | {"heard": fresh.heard, "number": fresh.number}
    signature = device_key.sign(key, _signed(device, values))
    return wire.proved(wire.dump(values | {_SIGNATURE: signature.hex()}), parse_report)


def freshness_of(
    raw: bytes, device: str, public_keys: Iterable[ec.EllipticCurvePublicKey]
) -> Freshness | None:
    """Return how fresh a report is that one of these keys signed; None for one without a signature.

    Raises `MalformedMessage`, `SignatureInvalid`.
    """
    values = wire.load(raw, limit=_MAX)
    fields = Fields(values, known=" ".join(values), where="rep")
    if not fields.has(_SIGNATURE):
        return None
    signature = device_key.signature_of(fields)
    content = _signed(device, {name: value for name, value in values.items() if name != _SIGNATURE})
    for key in public_keys:
        try:
            device_key.check(key, signature, content)
        except SignatureInvalid:
            continue
        return Freshness(fields.time("heard"), fields.integer("number"))
    raise SignatureInvalid("rep")


def _signed(device: str, values: dict[str, object]) -> bytes:
    return f"dgh1-report\n{device}\n".encode() + wire.dump(values)
