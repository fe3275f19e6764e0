"""What went wrong with a webhook, in words for the desk."""

_WORDS = {
    "unknown-host": "Den Server unter dieser Adresse gibt es nicht.",
    "unreachable": "Der Server ist nicht erreichbar.",
    "timeout": "Der Server antwortet zu langsam.",
    "certificate": "Der Server weist sich nicht mit einem gültigen Zertifikat aus.",
    "not-public": "Die Adresse führt in ein internes Netz. Dorthin wird nichts gesendet.",
    "redirects": "Der Server leitet weiter ({fact}). Meldungen folgen keiner Weiterleitung.",
    "status": "Der Server hat die Meldung nicht angenommen (Antwort {fact}).",
    "gone": "Der Server sagt, dass es die Adresse nicht mehr gibt. Sie wurde ausgeschaltet.",
    "too-large": "Der Server antwortet mit zu viel.",
    "too-expensive": "Die Antwort des Servers zu lesen dauert zu lange.",
    "protocol": "Der Server antwortet nicht verständlich.",
    "encoding": "Der Server antwortet nicht verständlich.",
    "secret-unreadable": "Die gespeicherten Angaben sind nicht lesbar. Bitte tragen Sie die Adresse neu ein.",
    "switched-off": "Die Adresse war ausgeschaltet.",
    "too-old": "Nach fünf Tagen ohne Antwort wurde aufgegeben.",
}


def failure_words(code: str, fact: str) -> str:
    """Return what went wrong in a sentence."""
    return _WORDS.get(code, "Die Adresse kann so nicht benutzt werden.").format(fact=fact)
