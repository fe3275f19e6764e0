"""What would happen to each line of a year plan."""

from dataclasses import dataclass
from enum import StrEnum

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.plan_lines import Line


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    EXISTS = "exists"
    OVERLAPS = "overlaps"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


VERDICT_WORDS = {
    Verdict.NEW: "wird eingetragen",
    Verdict.EXISTS: "schon eingetragen",
    Verdict.OVERLAPS: "überschneidet sich",
    Verdict.BROKEN: "nicht möglich",
    Verdict.UNREADABLE: "nicht lesbar",
}


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One line with its verdict and what is said about it, German sentences; `request` when it is new."""

    line: Line
    verdict: Verdict
    said: tuple[str, ...] = ()
    request: BookingRequest | None = None

    @property
    def word(self) -> str:
        """The verdict in German."""
        return VERDICT_WORDS[self.verdict]
