"""What cannot be said about people, their roles and codes."""

from booking_server.domain.errors.base import DomainError, NotPermitted


class GrantsMoreThanHeld(DomainError):
    """Nobody grants or ends more than they hold."""

    code = "grants-more-than-held"
    field = "role"


class LastKeeper(DomainError):
    """Somebody in a municipality can always manage its people."""

    code = "last-keeper"
    field = "role"


class OwnRole(NotPermitted):
    """Nobody locks themselves out by one button."""

    code = "own-role"


class EndsLater(DomainError):
    """The end of a role moves closer, never away."""

    code = "ends-later"
    field = "until"


class DeputyRefused(DomainError):
    """A deputy has a name, an address and a last day."""

    code = "deputy-refused"


class HolderRefused(DomainError):
    """A code is held for good by somebody with a role at the hall, one at a time."""

    code = "holder-refused"
    field = "person"
