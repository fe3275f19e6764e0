"""What the desk cannot decide, write or take out."""

from booking_server.domain.errors.base import DomainError, NotPermitted, RuleBroken, TransitionNotAllowed


class OverrideRefused(RuleBroken):
    """Only what the law or the village puts first displaces others, and says why."""

    code = "override-refused"
    field = "reason"


class DisplacedChanged(RuleBroken):
    """Nobody is displaced unseen."""

    code = "displaced-changed"
    field = "start"


class DisruptionUnreadable(RuleBroken):
    """A disruption says in a few words what is wrong."""

    code = "disruption-unreadable"
    field = "title"


class FactUnreadable(RuleBroken):
    """A fact about a hall is something that can be."""

    code = "fact-unreadable"


class NothingWritten(RuleBroken):
    """A message says something."""

    code = "text-missing"
    field = "text"


class NobodyToWriteTo(RuleBroken):
    """A message has somebody it can go to."""

    code = "nobody-to-write-to"
    field = "last"


class RecipientsChanged(RuleBroken):
    """A message goes to whom the desk was shown."""

    code = "recipients-changed"


class AlreadyDecided(TransitionNotAllowed):
    """About a request is decided once."""

    code = "already-decided"


class PolicyRefused(DomainError):
    """Every step of an approval policy names who decides."""

    code = "policy-refused"
    field = "steps"


class NotYourTurn(NotPermitted):
    """A request is decided by those whose turn it is."""

    code = "not-your-turn"


class ExportTooLarge(DomainError):
    """A workbook has bounds."""

    code = "export-too-large"
    field = "last"
