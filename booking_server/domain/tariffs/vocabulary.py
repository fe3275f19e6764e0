"""The German words of a tariff file and what they stand for."""

from typing import Final

from booking_server.domain.tariffs.quote import ChargeKind
from booking_server.domain.tariffs.schedule import Decisive, Part, VatKind
from booking_server.domain.uses import Purpose, UserGroup

PURPOSES: Final = {
    "private-feier": Purpose.PRIVATE_PARTY,
    "trauerfeier": Purpose.FUNERAL,
    "versammlung": Purpose.MEETING,
    "vereinsbetrieb": Purpose.CLUB_ACTIVITY,
    "vereinsveranstaltung": Purpose.CLUB_EVENT,
    "oeffentlich": Purpose.PUBLIC_EVENT,
    "kurs": Purpose.COURSE,
    "gewerblich": Purpose.COMMERCIAL,
    "wahl": Purpose.ELECTION,
    "einsatz": Purpose.EMERGENCY,
    "gemeinde": Purpose.MUNICIPAL,
    "anderes": Purpose.OTHER,
}
GROUPS: Final = {
    "einwohner": UserGroup.RESIDENT,
    "ortsverein": UserGroup.LOCAL_CLUB,
    "auswaertiger-verein": UserGroup.OUTSIDE_CLUB,
    "auswaertig": UserGroup.OUTSIDER,
    "gemeinde": UserGroup.MUNICIPALITY,
}
WEEKDAYS: Final = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
DECISIVE: Final = {"nutzung": Decisive.USED, "buchung": Decisive.BOOKED}
VAT: Final = {"keine": VatKind.NONE, "enthalten": VatKind.INCLUDED, "zuzueglich": VatKind.ADDED}
PARTS: Final = {"miete": Part.RENT, "zuschlaege": Part.SURCHARGES, "kaution": Part.DEPOSIT}
KINDS: Final = {"sonstiges": ChargeKind.ON_DEMAND, "reinigung": ChargeKind.CLEANING}
WHOLE_HALL: Final = "ganzes-haus"
ANY_BOOKING: Final = "jede-buchung"
