"""An answer that may be "nobody knows yet"."""

from dataclasses import dataclass
from enum import StrEnum


class Known(StrEnum):
    """What the data says."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a day is of a kind, and which one; `name` only where the answer is yes."""

    known: Known
    name: str = ""

    @property
    def is_yes(self) -> bool:
        """Whether the data says so."""
        return self.known is Known.YES

    @property
    def is_unknown(self) -> bool:
        """Whether the data ends before the day: never to be read as no."""
        return self.known is Known.UNKNOWN


NO = Answer(Known.NO)
UNKNOWN = Answer(Known.UNKNOWN)
