"""What went wrong with the Bad Belzig App, in words for whoever looks after a hall."""

FAILURES = {
    "scheme": "Die Adresse der App muss mit https:// beginnen.",
    "userinfo": "In der Adresse der App steht ein Name oder Kennwort vor einem @. Das nehmen wir nicht an.",
    "host": "Den Namen des Servers in der Adresse der App können wir nicht lesen.",
    "port": "Die Adresse der App nennt einen ungewöhnlichen Anschluss (Port).",
    "spelling": "Die Adresse der App enthält Zeichen, die wir nicht annehmen.",
    "not-public": "Die Adresse der App führt nicht ins öffentliche Internet. Dort rufen wir nicht an.",
    "unknown-host": "Der Server der App ist gerade nicht zu finden.",
    "unreachable": "Der Server der App ist gerade nicht zu erreichen.",
    "certificate": "Der Server der App weist sich nicht richtig aus (Zertifikat).",
    "timeout": "Der Server der App hat nicht rechtzeitig geantwortet.",
    "too-expensive": "Die Antwort des Servers der App zu lesen dauert zu lange.",
    "too-large": "Der Server der App hat viel mehr geantwortet, als zu erwarten war.",
    "encoding": "Der Server der App antwortet in einer Verpackung, die wir nicht kennen.",
    "protocol": "Der Server der App hat unvollständig geantwortet.",
    "status": "Der Server der App meldet einen Fehler.",
    "answer-unreadable": "Der Server der App hat etwas anderes geantwortet als verabredet.",
    "access-denied": "Die App nimmt die Zugangsdaten nicht an.",
    "secret-unreadable": "Das Kennwort der App ist nicht mehr lesbar. Bitte tragen Sie es neu ein.",
    "refused": "Die App hat den Eintrag abgelehnt.",
    "hall-first": "Wartet, bis das Haus selbst in der App steht.",
}


def failure_words(code: str, fact: str = "") -> str:
    """Return what went wrong as a sentence; of a refusal with the app's own words."""
    said = FAILURES.get(code, "Das hat nicht geklappt.")
    if code == "refused" and fact:
        return f"{said} Sie schreibt: „{fact}“"
    return f"{said} (Antwort {fact})" if code == "status" and fact else said
