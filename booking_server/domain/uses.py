"""What a hall is used for and by whom, as far as rules, approval and prices ask."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """The class of an occasion. The organizer picks it; what it means is up to each regulation."""

    PRIVATE_PARTY = "private_party"
    FUNERAL = "funeral"
    MEETING = "meeting"
    CLUB_ACTIVITY = "club_activity"
    CLUB_EVENT = "club_event"
    PUBLIC_EVENT = "public_event"
    COURSE = "course"
    COMMERCIAL = "commercial"
    ELECTION = "election"
    EMERGENCY = "emergency"
    MUNICIPAL = "municipal"
    OTHER = "other"


PURPOSE_WORDS = {
    Purpose.PRIVATE_PARTY: "Private Feier",
    Purpose.FUNERAL: "Trauerfeier",
    Purpose.MEETING: "Versammlung oder Sitzung",
    Purpose.CLUB_ACTIVITY: "Vereinsbetrieb (Übung, Training, Probe)",
    Purpose.CLUB_EVENT: "Vereinsveranstaltung",
    Purpose.PUBLIC_EVENT: "Öffentliche Veranstaltung",
    Purpose.COURSE: "Kurs oder Unterricht",
    Purpose.COMMERCIAL: "Gewerbliche Veranstaltung",
    Purpose.ELECTION: "Wahl",
    Purpose.EMERGENCY: "Feuerwehr, Katastrophenschutz",
    Purpose.MUNICIPAL: "Veranstaltung der Gemeinde",
    Purpose.OTHER: "Anderes",
}

FOR_EVERYBODY = tuple(
    purpose for purpose in Purpose if purpose not in (Purpose.ELECTION, Purpose.EMERGENCY, Purpose.MUNICIPAL)
)
"""What the public form offers; the others are entered at the desk."""


class UserGroup(StrEnum):
    """Who somebody is to the municipality. The system decides it; nobody picks it."""

    RESIDENT = "resident"
    LOCAL_CLUB = "local_club"
    OUTSIDE_CLUB = "outside_club"
    OUTSIDER = "outsider"
    MUNICIPALITY = "municipality"


GROUP_WORDS = {
    UserGroup.RESIDENT: "Einwohnerin oder Einwohner",
    UserGroup.LOCAL_CLUB: "ortsansässiger Verein",
    UserGroup.OUTSIDE_CLUB: "auswärtiger Verein",
    UserGroup.OUTSIDER: "auswärtig",
    UserGroup.MUNICIPALITY: "Gemeinde",
}


@dataclass(frozen=True, slots=True)
class Use:
    """What a booking is for.

    `group` is what classifying decided, whatever a request says; `layout` is the slug of a seating
    plan, empty for none; `answers` are (question, answer) codes to a tariff's questions, sorted;
    `public_title` is what the organizer chose to publish, empty for "belegt" only.
    """

    purpose: Purpose = Purpose.OTHER
    group: UserGroup = UserGroup.OUTSIDER
    postcode: str = ""
    club_id: str | None = None
    layout: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    public_title: str = ""


UNSAID = Use()
"""What is known of a use nobody has said anything about."""
