"""What the Bad Belzig App shows of us: halls, public events, disruptions, and what became of each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking_server.domain.errors import DisruptionUnreadable
from booking_server.domain.venues import Municipality, Venue
from calendars.period import Period


class Kind(StrEnum):
    """What a record is about; the values are part of the name the app knows it by."""

    HALL = "poi"
    EVENT = "evt"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of ours that may be in the app."""

    kind: Kind
    id: str

    @property
    def key(self) -> str:
        """How the outbox and our table call it."""
        return f"{self.kind.value}:{self.id}"

    @property
    def external_id(self) -> str:
        """How the app calls it."""
        return f"dgh:{self.key}"


def read_subject(key: str) -> Subject:
    """Return the subject with a key. Raises ValueError."""
    kind, _, subject_id = key.partition(":")
    return Subject(Kind(kind), subject_id)


@dataclass(frozen=True, slots=True)
class AppTown:
    """A municipality's account with the app; the secret is kept apart. `provider` is who the app says it is.

    The names of categories are decided once with whoever runs the app: a new name makes a new category there.
    """

    municipality_id: str
    is_on: bool = False
    url: str = ""
    client_id: str = ""
    halls_category: str = "Dorfgemeinschaftshäuser"
    events_category: str = "Veranstaltungen"
    news_category: str = "Nachrichten"
    provider: str = ""
    failure: str = ""
    failure_fact: str = ""
    failed_at: datetime | None = None

    @property
    def is_connected(self) -> bool:
        """Whether anybody entered an account."""
        return bool(self.url and self.client_id)


@dataclass(frozen=True, slots=True)
class AppRecord:
    """One record of ours in the app, or on its way there.

    `remote_id` is empty until the app has answered; `title` is what it shows; `failure` is why the last try
    did not succeed. Nobody else works on it before `busy_until`.
    """

    key: str
    municipality_id: str
    venue_id: str
    remote_id: str = ""
    title: str = ""
    digest: str = ""
    is_visible: bool = True
    pushed_at: datetime | None = None
    failure: str = ""
    failure_fact: str = ""
    failed_at: datetime | None = None
    busy_until: datetime | None = None

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return read_subject(self.key)


@dataclass(frozen=True, slots=True)
class Disruption:
    """Something about a hall that everybody is told: "Heizung defekt". Its words are for all to read."""

    id: str
    municipality_id: str
    venue_id: str
    title: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What everybody may know about a hall."""

    venue: Venue
    town: Municipality
    district: str
    prices: tuple[tuple[str, str], ...] = ()
    opening: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventFacts:
    """A public event, as far as everybody may know of it: there is no place for a name in here."""

    hall: HallFacts
    title: str
    period: Period
    rooms: str


@dataclass(frozen=True, slots=True)
class NewsFacts:
    """A disruption at a hall."""

    hall: HallFacts
    title: str
    text: str
    since: datetime


Facts = HallFacts | EventFacts | NewsFacts

LONGEST_TITLE = 80
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class HallInApp:
    """A hall as its status page shows it: its own record, those of its events, its disruptions."""

    venue: Venue
    town: Municipality
    account: AppTown
    records: tuple[AppRecord, ...] = ()
    disruptions: tuple[Disruption, ...] = field(default=())

    def of_kind(self, kind: str) -> tuple[AppRecord, ...]:
        """Return the records of a kind."""
        return tuple(one for one in self.records if one.subject.kind == kind)

    @property
    def refused(self) -> tuple[AppRecord, ...]:
        """The records whose last try did not succeed."""
        return tuple(one for one in self.records if one.failure)

    @property
    def shown(self) -> tuple[AppRecord, ...]:
        """The records the app has."""
        return tuple(one for one in self.records if one.remote_id)


def a_disruption_says_what_is_wrong(title: str, text: str) -> None:
    """Raise DisruptionUnreadable unless a disruption has a headline that fits."""
    if not title:
        raise DisruptionUnreadable("Bitte schreiben Sie in wenigen Wörtern, was nicht geht.", field="title")
    if len(title) > LONGEST_TITLE:
        raise DisruptionUnreadable(f"Bitte höchstens {LONGEST_TITLE} Zeichen.", field="title")
    if len(text) > LONGEST_TEXT:
        raise DisruptionUnreadable(f"Bitte höchstens {LONGEST_TEXT} Zeichen.", field="text")
