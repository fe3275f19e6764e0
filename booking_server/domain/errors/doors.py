"""What no door would take, or what is not a door."""

from booking_server.domain.errors.base import DomainError


class CourierRefused(DomainError):
    """A file carried from a door is whole, and from a door of ours."""

    code = "courier-refused"
    field = "bag"


class LoraInvalid(DomainError):
    """A device is named as in the network, and by one door only."""

    code = "lora-invalid"


class EnrolmentRefused(DomainError):
    """A device becomes a door with a token that counts, and a person who compares its code."""

    code = "enrolment-refused"


class DeviceRefused(DomainError):
    """A device speaks for itself only, with the key it was enrolled with, and says nothing twice."""

    code = "device-refused"


class ReleaseRefused(DomainError):
    """Doors take a release of their program from its publisher, whole, and newer than the last."""

    code = "release-refused"
