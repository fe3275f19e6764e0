"""What every error of the domain is."""

from typing import ClassVar


class DomainError(Exception):
    """Base of all errors a person or program may be told about."""

    code: ClassVar[str] = "domain-error"
    field: ClassVar[str | None] = None

    def __init__(self, message: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.field_name = field or self.field
        self.facts = facts


class RuleBroken(DomainError):
    """A rule of the house was broken."""

    code = "rule-broken"


class RequestRefused(DomainError):
    """A booking request broke one or more rules; `errors` holds all of them, the first one speaks."""

    def __init__(self, errors: tuple[RuleBroken, ...]) -> None:
        super().__init__(errors[0].message, field=errors[0].field_name, **errors[0].facts)
        self.errors = errors
        self.broken_code = errors[0].code


class NotFound(DomainError):
    """There is no such thing, or it is not yours to see."""

    code = "not-found"


class TransitionNotAllowed(DomainError):
    """A booking moves only along its statuses."""

    code = "transition-not-allowed"


class NotPermitted(DomainError):
    """What is not granted is denied."""

    code = "not-permitted"
