"""What the halls of the demo are like: where the villages lie, roughly, and sample values for the rest.

The places are approximate, drawn after what anybody knows of the region; nobody finds a door by them. Ways in
and equipment are invented ("Beispielwert"), so that every answer a survey may give can be seen somewhere.
"""

from dataclasses import replace

from booking_server.domain.hall_facts import HallFacts, Place

PLACES = {
    "Bad Belzig": (52.142, 12.596), "Bergholz": (52.163, 12.547), "Borne": (52.143, 12.513),
    "Dippmannsdorf": (52.202, 12.560), "Fredersdorf": (52.178, 12.618), "Groß Briesen": (52.246, 12.452),
    "Hagelberg": (52.137, 12.528), "Kuhlowitz": (52.113, 12.588), "Lübnitz": (52.168, 12.580),
    "Lüsse": (52.147, 12.668), "Lütte": (52.192, 12.573), "Neschholz": (52.166, 12.657),
    "Ragösen": (52.222, 12.561), "Schwanebeck": (52.165, 12.598), "Werbig": (52.213, 12.450),
    "Benken": (52.152, 12.460), "Grubo": (52.094, 12.545), "Jeserig/Fläming": (52.092, 12.435),
    "Jeserigerhütten": (52.070, 12.446), "Klepzig": (52.053, 12.500), "Lehnsdorf": (52.062, 12.596),
    "Medewitz": (52.066, 12.393), "Mützdorf": (52.098, 12.497), "Neuehütten": (52.086, 12.366),
    "Reetz": (52.143, 12.373), "Reetzerhütten": (52.118, 12.368), "Reppinichen": (52.170, 12.375),
    "Schlamau": (52.133, 12.478), "Wiesenburg": (52.115, 12.456),
}  # fmt: skip
USUAL = ("Tische und Stühle", "Geschirr für 50 Personen", "Kühlschrank", "WLAN")
MORE = ("Beamer und Leinwand", "Musikanlage mit Mikrofon", "Bühne", "Theke")
SURVEYED = (
    HallFacts(step_free=True, door_cm=95, accessible_wc=True, parking=True, hearing_loop=False),
    HallFacts(step_free=False, door_cm=82, accessible_wc=False, parking=False, hearing_loop=False),
    HallFacts(step_free=True, door_cm=90, accessible_wc=False, parking=True),
    HallFacts(),
    HallFacts(step_free=True, door_cm=100, accessible_wc=True, parking=True, hearing_loop=True),
)


def facts_of(village: str) -> HallFacts:
    """Return what the demo says about the hall of a village."""
    number = list(PLACES).index(village) if village in PLACES else 0
    survey = SURVEYED[number % len(SURVEYED)]
    equipment = (*USUAL, MORE[number % len(MORE)]) if survey != HallFacts() else ()
    place = Place(*PLACES[village]) if village in PLACES else None
    return replace(survey, equipment=equipment, place=place)
