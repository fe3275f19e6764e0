"""Invented people: nobody of these names holds the office."""

from booking_server.demo.places import Hall, Town
from booking_server.domain.slugs import slug

FIRST = ("Sabine", "Jürgen", "Petra", "Uwe", "Heike", "Frank", "Monika", "Detlef", "Birgit", "Olaf")
LAST = (
    "Ahrens", "Böttcher", "Dahms", "Engel", "Fiedler", "Gärtner", "Hübner", "Jahnke", "Krüger", "Lindner",
    "Mewes", "Nitschke", "Otto", "Paschke", "Quast", "Richter", "Schröter", "Thiele", "Ullrich", "Voigt",
    "Wolter", "Zander", "Bauer", "Döring", "Ernst", "Franke", "Göritz", "Hansen", "Ihlow",
)  # fmt: skip
GUESTS = (
    ("Anna Lehmann", "Geburtstag", 35),
    ("Feuerwehrverein", "Mitgliederversammlung", 25),
    ("Karsten Brandt", "Hochzeit", 48),
    ("Landfrauen Fläming", "Handarbeit und Kaffee", 18),
    ("Chorgemeinschaft", "Probe", 20),
    ("Renate Köhler", "Trauerfeier", 30),
    ("Jugendclub", "Spieleabend", 16),
)


def head_of(hall: Hall, number: int) -> tuple[str, str]:
    """Returns name and e-mail address of the hall's Ortsvorsteher."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}", f"{slug(hall.village)}@example.org"


def keyholder_of(hall: Hall, number: int) -> tuple[str, str]:
    """Returns name and e-mail address of the hall's keyholder."""
    name = f"{FIRST[(number * 3 + 4) % len(FIRST)]} {LAST[(number + 11) % len(LAST)]}"
    return name, f"schluessel.{slug(hall.village)}@example.org"


def clerk_of(town: Town) -> tuple[str, str]:
    """Returns name and e-mail address of the clerk who looks after all halls of the town."""
    return f"Verwaltung {town.name}", f"verwaltung.{town.slug}@example.org"


def treasury_of(town: Town) -> tuple[str, str]:
    """Returns name and e-mail address of who looks after the town's money."""
    return f"Kämmerei {town.name}", f"kaemmerei.{town.slug}@example.org"


def guest_address(name: str) -> str:
    """Returns the e-mail address of somebody who books."""
    return f"{slug(name).replace('-', '.')}@example.org"
