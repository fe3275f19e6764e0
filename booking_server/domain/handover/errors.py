"""Errors of handover and return. Every message is German, says what is wrong and the way out."""

from booking_server.domain.errors import RuleBroken, TransitionNotAllowed


class HandoverError(RuleBroken):
    """Base of what is wrong with a protocol that is about to be signed."""

    code = "handover-error"


class ReadingUnreadable(HandoverError):
    """A meter reading is a number as it stands on the meter."""

    code = "reading-unreadable"


class MeterRanBackwards(HandoverError):
    """A meter does not run backwards unless it was exchanged."""

    code = "meter-ran-backwards"


class CountUnreadable(HandoverError):
    """Pieces are counted in whole numbers."""

    code = "count-unreadable"


class DescriptionMissing(HandoverError):
    """What is broken or wrong is named."""

    code = "description-missing"


class SignatureMissing(HandoverError):
    """Both sides sign with their names."""

    code = "signature-missing"


class PhotoRefused(HandoverError):
    """A photo is a picture of a size a phone takes."""

    code = "photo-refused"


class DepositWaits(HandoverError):
    """A deposit goes back once it is clear what is kept of it."""

    code = "deposit-waits"
    field = "back-later"


class SignedMeanwhile(TransitionNotAllowed):
    """A protocol is signed once; who comes second sees what the first one signed."""

    code = "signed-meanwhile"
