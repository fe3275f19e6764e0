"""What other programs and sites are told."""

from booking_server.domain.errors.base import DomainError, RuleBroken


class OriginInvalid(RuleBroken):
    """A site that may show our calendars is named by its https address alone."""

    code = "origin-invalid"
    field = "widget_origins"


class AppAccountInvalid(RuleBroken):
    """An account with the app has an https address, a name and a secret."""

    code = "app-account-invalid"
    field = "url"


class ApiKeyInvalid(RuleBroken):
    """A key of the interface has a name and at least one scope."""

    code = "api-key-invalid"
    field = "name"


class WebhookInvalid(RuleBroken):
    """A webhook has a public https address, a name and something to be told."""

    code = "webhook-invalid"
    field = "url"


class KeyRefused(DomainError):
    """A key of the interface is known and was not ended."""

    code = "key-refused"


class ScopeMissing(DomainError):
    """A key of the interface does what it was given the scope for."""

    code = "scope-missing"


class HasChanged(DomainError):
    """What was read before is still so when it is changed."""

    code = "has-changed"


class KeyReused(DomainError):
    """One idempotency key belongs to one request."""

    code = "idempotency-key-reused"
