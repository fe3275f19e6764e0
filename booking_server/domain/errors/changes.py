"""What an organizer cannot do with their booking any more, or with its helpers."""

from booking_server.domain.errors.base import RuleBroken


class ChangedTooLate(RuleBroken):
    """A booking is changed before it begins."""

    code = "changed-too-late"


class ChangedTooOften(RuleBroken):
    """A booking is changed six times at most."""

    code = "changed-too-often"


class LateChangeGivesBack(RuleBroken):
    """A late change gives nothing back."""

    code = "late-change-gives-back"
    field = "start"


class TitleWithdrawn(RuleBroken):
    """A title the desk took back stays unpublished."""

    code = "title-withdrawn"
    field = "public_title"


class ChangeRefused(RuleBroken):
    """What a person has to decide, the link of a booking does not change."""

    code = "change-refused"


class ChangeDiffers(RuleBroken):
    """What happens is what was looked at before."""

    code = "change-differs"


class HelperNameMissing(RuleBroken):
    """A helper has a name."""

    code = "helper-name-missing"
    field = "name"


class HelperOutsideBooking(RuleBroken):
    """A helper comes within the time of the booking."""

    code = "helper-outside-booking"
    field = "start"


class TooManyHelpers(RuleBroken):
    """A booking has five helpers at most."""

    code = "too-many-helpers"


class HelperRefused(RuleBroken):
    """Helpers are let in for a booking that stands and is not over."""

    code = "helper-refused"
