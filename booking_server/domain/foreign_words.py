"""What went wrong with a foreign calendar, in words for whoever looks after a hall."""

FAILURES = {
    "scheme": "Die Adresse muss mit https://, http:// oder webcal:// beginnen.",
    "userinfo": "In der Adresse steht ein Name oder Kennwort vor einem @. Das nehmen wir nicht an.",
    "host": "Den Namen des Servers in der Adresse können wir nicht lesen.",
    "port": "Die Adresse nennt einen ungewöhnlichen Anschluss (Port). Erlaubt sind 80 und 443.",
    "spelling": "Die Adresse enthält Zeichen oder eine Schreibweise, die wir nicht annehmen.",
    "not-public": "Die Adresse führt nicht ins öffentliche Internet. Solche Adressen rufen wir nicht ab.",
    "redirects": "Der Server leitet zu oft weiter.",
    "downgrade": "Der Server leitet von einer verschlüsselten auf eine unverschlüsselte Adresse weiter.",
    "unknown-host": "Den Server in der Adresse gibt es nicht, oder er ist gerade nicht zu finden.",
    "unreachable": "Der Server ist gerade nicht zu erreichen.",
    "certificate": "Der Server weist sich nicht richtig aus (Zertifikat).",
    "timeout": "Der Server hat nicht rechtzeitig geantwortet.",
    "status": "Der Server gibt den Kalender nicht heraus.",
    "too-large": "Der Kalender ist größer als 2 MB.",
    "encoding": "Der Server schickt den Kalender in einer Verpackung, die wir nicht kennen.",
    "protocol": "Der Server hat unvollständig oder unverständlich geantwortet.",
    "address-unreadable": "Die gespeicherte Adresse ist nicht mehr lesbar. Bitte legen Sie sie neu an.",
    "not-a-calendar": "Was dort steht, ist kein Kalender (iCalendar, Endung .ics).",
    "too-expensive": "Diesen Kalender auszurechnen dauert zu lange.",
    "reader-failed": "Diesen Kalender konnten wir nicht lesen.",
    "no-entries": "In diesem Kalender stehen keine Termine.",
    "not-whole": "Wir konnten nur einen Teil des Kalenders lesen. Was fehlt, bleibt so lange, wie es war.",
}

NOTES = {
    "too-expensive": "Diesen Kalender auszurechnen dauert zu lange. Der Rest wurde nicht gelesen.",
    "reader-failed": "An einer Stelle konnten wir nicht weiterlesen. Der Rest wurde nicht gelesen.",
    "cut-off": "Der Kalender hört mittendrin auf.",
    "encoding-guessed": "Die Schrift (Kodierung) mussten wir raten. Prüfen Sie Umlaute in den Titeln.",
    "too-many-entries": "Der Kalender hat mehr als 5000 Einträge. Die übrigen wurden nicht gelesen.",
    "too-many-times": "Der Kalender hat zu viele Termine. Übernommen werden nur die ersten.",
    "start-missing": "Es steht kein Beginn da.",
    "time-unreadable": "Eine Zeit ist nicht zu lesen.",
    "ends-before-start": "Das Ende liegt vor dem Beginn.",
    "lasts-too-long": "Der Termin dauert länger als ein Jahr.",
    "partly-read": "Der Eintrag ist ungewöhnlich lang. Nur sein Anfang wurde gelesen.",
    "rule-unreadable": "Die Wiederholung ist nicht zu lesen.",
    "rule-too-expensive": "Die Wiederholung hat zu viele Termine oder ist nicht auszurechnen.",
    "no-length": "Der Termin hat keine Dauer und belegt nichts.",
    "takes-no-time": "Der Termin ist als „frei“ gekennzeichnet und belegt nichts.",
    "cancelled": "Der Termin ist abgesagt und belegt nichts.",
    "zone-unknown": "Die Zeitzone ist unbekannt. Wir haben die Zeit als hiesige gelesen.",
    "uid-missing": "Der Termin hat keine Kennung. Wird er verschoben, halten wir ihn für einen neuen.",
    "uid-repeated": "Mehrere Termine haben dieselbe Kennung. Wir haben alle übernommen.",
    "master-missing": "Ein geänderter Termin einer Serie, die selbst fehlt. Er gilt nun für sich.",
}

IS_NO_FAULT = frozenset({"no-length", "takes-no-time", "cancelled", "uid-missing", "master-missing"})
"""Remarks that call for nothing."""


def failure_words(code: str, fact: str = "") -> str:
    """Return what went wrong as a sentence."""
    said = FAILURES.get(code, "Der Kalender konnte nicht abgerufen werden.")
    return f"{said} (Antwort {fact})" if code == "status" and fact else said


def note_words(code: str) -> str:
    """Return a remark about a calendar or one of its entries as a sentence."""
    return NOTES.get(code, FAILURES.get(code, "Dazu können wir nichts Genaueres sagen."))
