"""Why somebody does not get in by this link, code or passkey."""

from booking_server.domain.errors.base import DomainError


class ChallengeOver(DomainError):
    """A device signs a challenge of ours that is young; it asks for another one."""

    code = "challenge-over"


class CodeWrong(DomainError):
    """A typed sign-in code is not the one that was mailed, or it is used up."""

    code = "code-wrong"
    field = "code"


class PasskeyRefused(DomainError):
    """A passkey proves nothing, or may not be added this way."""

    code = "passkey-refused"


class PasskeyNeeded(DomainError):
    """What was asked for needs a session signed in with a passkey."""

    code = "passkey-needed"


class LastPasskey(DomainError):
    """The last passkey is removed only by who says so."""

    code = "last-passkey"


class LinkInvalid(DomainError):
    """A mailed link works once, for its purpose, until it expires."""

    code = "link-invalid"
