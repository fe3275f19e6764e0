"""What can be wrong with something the other side sent.

ContractError
├── MalformedMessage        a message that is not what the schema says
│   ├── MessageTooLarge     refused before it was looked into
│   ├── UnknownCriticalField
│   ├── UnsupportedVersion
│   ├── WindowWithoutEnd
│   ├── UnknownOperation
│   └── WrongTopic
├── SignatureInvalid
├── UnknownKey              a key id that is not pinned here
├── WrongDevice
├── WrongType
├── StaleVersion
├── FromTheFuture           signed by a clock that is far ahead
├── MalformedCredential     something typed or scanned that cannot be a code
│   ├── CheckDigitWrong     a typing error, never an attempt
│   └── TokenForged         a QR token whose signature does not hold
├── WindowTooLong           a window no offline PIN can cover
└── PinSpaceExhausted
"""


class ContractError(Exception):
    """Something received or about to be sent breaks the door protocol; `code` is stable, for logs."""

    code = "contract"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class MalformedMessage(ContractError):
    """A message does not have the shape the protocol gives it."""

    code = "malformed"


class MessageTooLarge(MalformedMessage):
    """A message is larger than its channel allows, and was not parsed."""

    code = "too_large"


class UnknownCriticalField(MalformedMessage):
    """A field its sender calls critical means nothing to this version (protocol §3)."""

    code = "unknown_critical"


class UnsupportedVersion(MalformedMessage):
    """A body of a schema version this side does not read."""

    code = "unsupported_version"


class WindowWithoutEnd(MalformedMessage):
    """A credential whose window has no end (protocol §4)."""

    code = "window_without_end"


class UnknownOperation(MalformedMessage):
    """A well-formed command that asks for something this door cannot do; `command_id` lets it be answered."""

    code = "unknown_operation"

    def __init__(self, detail: str = "", *, command_id: str = "") -> None:
        super().__init__(detail)
        self.command_id = command_id


class WrongTopic(MalformedMessage):
    """A topic outside `dgh/1/d/{dev}/…`, or a device name outside its alphabet."""

    code = "wrong_topic"


class SignatureInvalid(ContractError):
    """The signature of an envelope does not hold."""

    code = "signature_invalid"


class UnknownKey(ContractError):
    """Signed with a key that is not pinned here."""

    code = "unknown_key"


class WrongDevice(ContractError):
    """A message meant for another door."""

    code = "wrong_device"


class WrongType(ContractError):
    """A signed message of one kind offered as another."""

    code = "wrong_type"


class StaleVersion(ContractError):
    """A snapshot that is not newer than the applied one."""

    code = "stale_version"


class FromTheFuture(ContractError):
    """Signed at a time that cannot have come yet, by all the door knows."""

    code = "from_the_future"


class MalformedCredential(ContractError):
    """Digits or a scan that cannot be a code of its class."""

    code = "malformed_credential"


class CheckDigitWrong(MalformedCredential):
    """The last digit is not the check digit of the others."""

    code = "typing_error"


class TokenForged(MalformedCredential):
    """A QR token that none of our keys signed."""

    code = "forged"


class WindowTooLong(ContractError):
    """A window longer than the longest offline PIN, 168 hours."""

    code = "window_too_long"


class PinSpaceExhausted(ContractError):
    """No free booking PIN was found in a thousand draws."""

    code = "pin_space_exhausted"
