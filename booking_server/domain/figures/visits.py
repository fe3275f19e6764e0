"""Who came: of the uses that had a code of their own, how many opened the door with it. Counts only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visits:
    """Uses that are over and had a code, and those of them at which it opened the door."""

    uses: int = 0
    came: int = 0

    @property
    def no_shows(self) -> int:
        """Uses nobody opened the door for with the code of the booking."""
        return self.uses - self.came

    def __add__(self, other: "Visits") -> "Visits":
        """Return both together."""
        return Visits(self.uses + other.uses, self.came + other.came)
