"""The entries of a credential snapshot, each with the server's `ref` and a window `[nbf, exp)` (§4)."""

from dataclasses import dataclass, field
from typing import Any

from lock_agent.contract.errors import MalformedCredential, MalformedMessage
from lock_agent.contract.fields import Fields
from lock_agent.contract.offline_pin import DURATIONS, ISSUES, OfflineWord

HASH_BYTES = 16
TOKEN_ID_BYTES = 5


@dataclass(frozen=True, slots=True)
class PinCredential:
    """A booking PIN, as its Argon2id hash `h`.

    `opens_only` says that it is a helper's: their coming and going is not that of the booking.
    """

    ref: str
    h: bytes = field(repr=False)
    nbf: int
    exp: int
    hold_open: bool = False
    opens_only: bool = False

    def fields(self) -> dict[str, Any]:
        """Return the entry as it stands in the message."""
        window = {"ref": self.ref, "h": self.h.hex(), "nbf": self.nbf, "exp": self.exp}
        said = {"hold_open": self.hold_open, "opens_only": self.opens_only}
        return {**window, **{name: True for name, is_so in said.items() if is_so}}


@dataclass(frozen=True, slots=True)
class OfflineCredential:
    """A live booking's offline PIN, named by its word; the window is the booking's own, not the word's."""

    ref: str
    word: OfflineWord
    nbf: int
    exp: int

    def fields(self) -> dict[str, Any]:
        """Return the entry as it stands in the message."""
        return {"ref": self.ref, **word_fields(self.word), "nbf": self.nbf, "exp": self.exp}


@dataclass(frozen=True, slots=True)
class QrCredential:
    """A QR token the door knows by name: its exact window and whose it is."""

    ref: str
    id: bytes
    nbf: int
    exp: int

    def fields(self) -> dict[str, Any]:
        """Return the entry as it stands in the message."""
        return {"ref": self.ref, "id": self.id.hex(), "nbf": self.nbf, "exp": self.exp}


@dataclass(frozen=True, slots=True)
class KeyholderCredential:
    """A keyholder's code, as its Argon2id hash `h`; `number` 0..99 is what the code begins with."""

    ref: str
    number: int
    h: bytes = field(repr=False)
    nbf: int
    exp: int

    def fields(self) -> dict[str, Any]:
        """Return the entry as it stands in the message."""
        return {"ref": self.ref, "number": self.number, "h": self.h.hex(), "nbf": self.nbf, "exp": self.exp}


def word_fields(word: OfflineWord) -> dict[str, int]:
    """Return an offline word as it stands in messages."""
    return {"start": word.start, "dur": word.dur, "seq": word.seq}


def read_word(value: object) -> OfflineWord:
    """Read an offline word."""
    return _word(Fields(value, known="start dur seq", where="revoked_offline"))


def read_pin(value: object) -> PinCredential:
    """Read one entry of `pins`."""
    fields = Fields(value, known="ref h nbf exp hold_open opens_only", where="pins")
    nbf, exp = fields.window()
    said = [fields.flag(name, False) for name in ("hold_open", "opens_only")]
    return PinCredential(fields.ref(), fields.octets("h", HASH_BYTES), nbf, exp, *said)


def read_offline(value: object) -> OfflineCredential:
    """Read one entry of `offline`."""
    fields = Fields(value, known="ref start dur seq nbf exp", where="offline")
    nbf, exp = fields.window()
    return OfflineCredential(fields.ref(), _word(fields), nbf, exp)


def read_qr(value: object) -> QrCredential:
    """Read one entry of `qr`."""
    fields = Fields(value, known="ref id nbf exp", where="qr")
    nbf, exp = fields.window()
    return QrCredential(fields.ref(), fields.octets("id", TOKEN_ID_BYTES), nbf, exp)


def read_keyholder(value: object) -> KeyholderCredential:
    """Read one entry of `keyholders`."""
    fields = Fields(value, known="ref number h nbf exp", where="keyholders")
    nbf, exp = fields.window()
    number, h = fields.integer("number", 0, 99), fields.octets("h", HASH_BYTES)
    return KeyholderCredential(fields.ref(), number, h, nbf, exp)


def _word(fields: Fields) -> OfflineWord:
    dur = fields.integer("dur", 1, DURATIONS[-1])
    try:
        return OfflineWord(fields.integer("start"), dur, fields.integer("seq", 0, ISSUES - 1))
    except MalformedCredential as error:
        raise MalformedMessage("offline word") from error
