"""Tariffs for the standing cast: publish one for a hall and book there."""

from booking_server.domain.people import Grant, Person, Role
from booking_server.services.foundation.house import House
from booking_server.services.money import tariffs
from tests.builders import Village

HEAD = """format = 1
titel = "Entgelte"
gilt_ab = 2026-01-01
massgeblich = "nutzung"
tag = "kalendertag"
kulanz_bis = "06:00"
"""

BENKEN = f"""{HEAD}
[raeume]
saal = "Saal"
kueche = "Küche"

[frage.getraenke]
text = "Werden Getränke verkauft?"
hinweis = "Dann gilt der gewerbliche Preis."

[klasse.gewerblich]
name = "gewerblich"
wenn = [{{ zweck = "gewerblich" }}, {{ antworten = {{ getraenke = "ja" }} }}]

[klasse.privat]
name = "privat"
wenn = {{ zweck = ["private-feier", "anderes"] }}

[[befreiung]]
code = "verein"
text = "Ortsvereine, einmal im Jahr"
wenn = {{ gruppe = "ortsverein" }}
umfang = ["miete", "zuschlaege"]
je_jahr = 1

[[miete]]
text = "Haus, private Nutzung"
raeume = "ganzes-haus"
wenn = {{ klasse = "privat" }}
je_tag = "45,00"

[[miete]]
text = "Haus, gewerbliche Nutzung"
raeume = "ganzes-haus"
wenn = {{ klasse = "gewerblich" }}
je_tag = "90,00"

[[miete]]
code = "saal"
text = "Saal"
raeume = "saal"
spanne = {{ von = "20,00", bis = "40,00" }}

[[zuschlag]]
code = "reinigung"
text = "Endreinigung"
pauschal = "25,00"
bei_bedarf = true
art = "reinigung"

[[kaution]]
betrag = "100,00"

[[storno]]
bis_tage_vorher = 3
frei = true

[[storno]]
bis_tage_vorher = 0
prozent = 50
von = "gesamt"

[erlass]
hoechstens_prozent = 50
"""
"""Private 45.00 a day, commercial (also when drinks are sold) 90.00, the Saal alone 20 to 40."""


def publish(village: Village, text: str = BENKEN, *slugs: str, person: Person | None = None) -> str:
    """Publish a tariff for halls (Benken if none is named) as Frau Weber; return the schedule's id."""
    clerk = person or village.cast.frau_weber
    municipality_id = clerk.grants[0].municipality_id
    kept = tariffs.add_schedule(village.house, clerk, municipality_id=municipality_id, name="Entgelte")
    tariffs.set_halls(village.house, clerk, kept.id, slugs or ("dgh-benken",))
    tariffs.publish(village.house, clerk, kept.id, text)
    return kept.id


def treasurer(house: House, municipality_id: str) -> Person:
    """Return somebody of the treasury, not stored."""
    return Person("t1", "Frau Kasse", "kasse@example.org", (Grant(Role.TREASURY, municipality_id),))
