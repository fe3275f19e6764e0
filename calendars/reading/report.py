"""What came of reading a calendar: times, and a note for everything that is not as it stands there."""

from dataclasses import dataclass
from enum import StrEnum

from calendars.period import Period

LONGEST_TEXT = 200
"""Characters kept of a title or an identifier."""


class Code(StrEnum):
    """What there is to say. Codes, so that each program finds its own words."""

    NOT_A_CALENDAR = "not-a-calendar"
    TOO_LARGE = "too-large"
    TOO_EXPENSIVE = "too-expensive"
    READER_FAILED = "reader-failed"
    CUT_OFF = "cut-off"
    ENCODING_GUESSED = "encoding-guessed"
    TOO_MANY_ENTRIES = "too-many-entries"
    TOO_MANY_TIMES = "too-many-times"
    START_MISSING = "start-missing"
    TIME_UNREADABLE = "time-unreadable"
    ENDS_BEFORE_START = "ends-before-start"
    LASTS_TOO_LONG = "lasts-too-long"
    PARTLY_READ = "partly-read"
    RULE_UNREADABLE = "rule-unreadable"
    RULE_TOO_EXPENSIVE = "rule-too-expensive"
    NO_LENGTH = "no-length"
    TAKES_NO_TIME = "takes-no-time"
    CANCELLED = "cancelled"
    ZONE_UNKNOWN = "zone-unknown"
    UID_MISSING = "uid-missing"
    UID_REPEATED = "uid-repeated"
    MASTER_MISSING = "master-missing"


OF_THE_WHOLE = frozenset(
    {
        Code.NOT_A_CALENDAR,
        Code.TOO_LARGE,
        Code.TOO_EXPENSIVE,
        Code.READER_FAILED,
        Code.CUT_OFF,
        Code.TOO_MANY_ENTRIES,
        Code.TOO_MANY_TIMES,
    }
)
"""Something of the calendar was not looked at at all: what is missing may still be in it."""

NOT_READ = frozenset(
    {
        Code.START_MISSING,
        Code.TIME_UNREADABLE,
        Code.ENDS_BEFORE_START,
        Code.LASTS_TOO_LONG,
        Code.RULE_UNREADABLE,
        Code.RULE_TOO_EXPENSIVE,
    }
)
"""An entry that nobody can tell the times of, or not all of them."""

WITHOUT_TIME = frozenset({Code.NO_LENGTH, Code.TAKES_NO_TIME, Code.CANCELLED})
"""An entry that was understood, and takes no time."""


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about the calendar (`number` 0) or its entry of a number, as it stands in the file."""

    code: Code
    number: int = 0
    uid: str = ""
    summary: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time an entry takes. `key` is the same whenever the same time of the same entry is read again."""

    key: str
    uid: str
    summary: str
    period: Period
    is_whole_days: bool = False
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read; `entries` is how many the calendar has, whether readable or not."""

    name: str = ""
    entries: int = 0
    occurrences: tuple[Occurrence, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_calendar(self) -> bool:
        """Whether there was a calendar at all."""
        return not any(note.code in (Code.NOT_A_CALENDAR, Code.TOO_LARGE) for note in self.notes)

    @property
    def is_whole(self) -> bool:
        """Whether all of it was looked at: only then something that is missing is really gone."""
        return not any(note.code in OF_THE_WHOLE for note in self.notes)

    @property
    def unread(self) -> frozenset[str]:
        """The identifiers of entries that could not be read: what is known of them stays as it was."""
        return frozenset(note.uid for note in self.notes if note.code in NOT_READ)
