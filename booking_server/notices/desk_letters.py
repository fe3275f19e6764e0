"""The frame of every mail to somebody who looks after a hall."""


def to_desk(name: str, text: str, town_phone: str = "") -> str:
    """Return the text of a mail: they ask the municipality, for the hall's number may be their own."""
    ask = f"Fragen? Rufen Sie die Gemeinde an: {town_phone}\n\n" if town_phone else ""
    return f"Guten Tag {name},\n\n{text}\n\n{ask}Ihr Dorfschlüssel\n"
