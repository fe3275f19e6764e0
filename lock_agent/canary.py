"""Whether the door's mind still works: a token of our own has to open, a forged one has not to.

The decision runs on a copy of the door's state with a key made for the purpose; nothing it comes to is
carried out or stored.
"""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent import clock, core
from lock_agent.contract import qr_token
from lock_agent.contract.qr_token import QrToken
from lock_agent.core.decide import decide
from lock_agent.core.values import Pulse, Scanned
from lock_agent.core.vault import EMPTY
from lock_agent.throttle import Throttle

_KEY_ID = 15
_TOKEN_ID = b"canar"
_HALF_S = 900


class Canary:
    """Makes its key once; a check takes a signature and two verifications."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    def sings(self, state: core.State, moment: core.Moment) -> bool:
        """Return whether a right token would open the door now and a forged one would not. Never raises."""
        try:
            return self._opens(state, moment, self._key) and not self._opens(
                state, moment, Ed25519PrivateKey.generate()
            )
        except Exception:  # whatever is broken, the answer is no
            return False

    def _opens(self, state: core.State, moment: core.Moment, key: Ed25519PrivateKey) -> bool:
        token = QrToken(
            key_id=_KEY_ID,
            site=state.place.site,
            token_id=_TOKEN_ID,
            not_before=_window_start(state, moment),
            duration_s=2 * _HALF_S,
            doors=frozenset({state.place.door}),
            lead_hours=1,
        )
        place = replace(state.place, qr_keys={_KEY_ID: self._key.public_key()})
        copy = replace(state, place=place, throttle=Throttle(), vault=EMPTY)
        _, effects = decide(copy, Scanned(qr_token.issue(token, key)), moment)
        return any(isinstance(effect, Pulse) for effect in effects)


def _window_start(state: core.State, moment: core.Moment) -> int:
    now = clock.read(state.clock, moment).now
    return max(0, (now - _HALF_S) // 60 * 60)
