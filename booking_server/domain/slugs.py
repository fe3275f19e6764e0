"""Names as they stand in addresses."""

import re

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens: `Jeserig/Fläming` is `jeserig-flaeming`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_LETTERS)).strip("-")
