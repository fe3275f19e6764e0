"""What is known of a hall in words: a sign and a sentence for each fact, also for what nobody asked yet."""

from dataclasses import dataclass

from booking_server.domain.hall_facts import HallFacts

QUESTIONS = (
    ("step_free", "Stufenfrei in den größten Raum?"),
    ("accessible_wc", "Rollstuhlgerechtes WC?"),
    ("parking", "Behindertenparkplatz am Haus?"),
    ("hearing_loop", "Induktive Höranlage?"),
    ("kitchen", "Küche oder Kochgelegenheit?"),
)
"""What a survey asks, in its order."""

_WAYS_IN = {
    "step_free": ("Stufenfrei bis in den größten Raum", "Nicht stufenfrei: Es gibt Stufen oder Schwellen"),
    "accessible_wc": ("Rollstuhlgerechtes WC", "Kein rollstuhlgerechtes WC"),
    "parking": ("Behindertenparkplatz am Haus", "Kein Behindertenparkplatz am Haus"),
    "hearing_loop": ("Induktive Höranlage", "Keine induktive Höranlage"),
}
_NOT_KNOWN = {
    "step_free": "Ob das Haus stufenfrei ist, ist noch nicht bekannt",
    "accessible_wc": "WC: noch nicht bekannt",
    "parking": "Parken: noch nicht bekannt",
    "hearing_loop": "Höranlage: noch nicht bekannt",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One fact: its sign is an icon's name and says nothing the words do not."""

    words: str
    sign: str
    is_known: bool = True


def ways_in(facts: HallFacts) -> tuple[Said, ...]:
    """Return everything about getting in, one sentence each."""
    said = [_said(name, getattr(facts, name)) for name in _WAYS_IN]
    if facts.door_cm is not None:
        said.insert(1, Said(f"Schmalste Tür: {facts.door_cm} cm breit", "info"))
    return tuple(said)


def _said(name: str, answer: bool | None) -> Said:
    if answer is None:
        return Said(_NOT_KNOWN[name], "question-mark", is_known=False)
    yes, no = _WAYS_IN[name]
    return Said(yes, "check") if answer else Said(no, "close")
