"""The catalogue of a municipality's data after DCAT-AP.de 3.0, as JSON-LD; portals like GovData harvest it.

Vocabulary: www.dcat-ap.de/def/dcatde/3.0/spec. One dataset a year, each as CSV and JSON.
"""

from datetime import date

from booking_server.publishing.shapes import Json
from booking_server.services.partners.open_data import OpenTown

JSON_LD = "application/ld+json"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
GERMAN = f"{EU}/language/DEU"
THEMES = (f"{EU}/data-theme/GOVE", f"{EU}/data-theme/SOCI")
FILES = (
    ("csv", "CSV", "https://www.iana.org/assignments/media-types/text/csv"),
    ("json", "JSON", "https://www.iana.org/assignments/media-types/application/json"),
)
KEYWORDS = ("Dorfgemeinschaftshaus", "Nutzung", "Belegung", "Ortsteil")


def catalogue(place: OpenTown, public_url: str) -> Json:
    """Return the catalogue with its datasets and who answers for them."""
    here = f"{public_url}/daten/{place.town.slug}"
    publisher = {"@id": f"{here}#herausgeber"}
    datasets = [_dataset(place, here, year, publisher) for year in place.years]
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": f"{here}/katalog.jsonld",
                "@type": "dcat:Catalog",
                "dct:title": _german(f"Offene Daten zu den Dorfgemeinschaftshäusern: {place.name}"),
                "dct:description": _german(
                    f"Wie die Dorfgemeinschaftshäuser von {place.name} genutzt werden."
                ),
                "dct:publisher": publisher,
                "dct:language": {"@id": GERMAN},
                "foaf:homepage": {"@id": f"{public_url}/"},
                "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme"},
                "dcat:dataset": [{"@id": one["@id"]} for one in datasets],
            },
            {"@id": publisher["@id"], "@type": "foaf:Agent", "foaf:name": place.name},
            *datasets,
            *(one for year in place.years for one in _distributions(place, here, year)),
        ],
    }


def _dataset(place: OpenTown, here: str, year: int, publisher: Json) -> Json:
    ags = place.town.ags
    return {
        "@id": f"{here}/nutzung/{year}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{here}/nutzung/{year}",
        "dct:title": _german(f"Nutzung der Dorfgemeinschaftshäuser {year}: {place.name}"),
        "dct:description": _german(
            "Nutzungen, belegte Tage und Stunden je Haus und Monat. Gruppen unter fünf Nutzungen und was sie"
            " verriete, sind unterdrückt. Ein Haus steht darin ab dem ersten ganzen Monat, in dem es zu"
            " buchen war. Ein Monat bleibt, wie er veröffentlicht wurde."
        ),
        "dct:publisher": publisher,
        "dcat:contactPoint": _contact(place),
        "dcat:theme": [{"@id": theme} for theme in THEMES],
        "dcat:keyword": [_german(word) for word in KEYWORDS],
        "dct:language": {"@id": GERMAN},
        "dct:modified": _day(place.published_last(year).date()),
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/MONTHLY"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(date(year, 1, 1)),
            "dcat:endDate": _day(date(year, 12, 31)),
        },
        "dcatde:politicalGeocodingLevelURI": {
            "@id": "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
        },
        "dct:spatial": {
            "@id": f"http://dcat-ap.de/def/politicalGeocoding/municipalityKey/{ags}",
            "@type": "dct:Location",
        },
        "dcat:distribution": [{"@id": f"{here}/nutzung/{year}.{ending}"} for ending, _, _ in FILES],
    }


def _distributions(place: OpenTown, here: str, year: int) -> list[Json]:
    made = []
    for ending, kind, media in FILES:
        address = f"{here}/nutzung/{year}.{ending}"
        one: Json = {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": _german(f"Nutzung {year} als {kind}"),
            "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": address},
            "dct:format": {"@id": f"{EU}/file-type/{kind}"},
            "dcat:mediaType": {"@id": media},
            "dct:license": {"@id": place.licence.uri},
        }
        if place.licence.asks_for_a_name:
            one["dcatde:licenseAttributionByText"] = _german(place.name)
        made.append(one)
    return made


def _contact(place: OpenTown) -> Json:
    card: Json = {"@type": "vcard:Organization", "vcard:fn": place.name}
    if place.facts.email:
        card["vcard:hasEmail"] = {"@id": f"mailto:{place.facts.email}"}
    return card


def _german(text: str) -> Json:
    return {"@value": text, "@language": "de"}


def _day(day: date) -> Json:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
